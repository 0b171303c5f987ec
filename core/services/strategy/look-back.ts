import { type CandidateSignal, millis, timeframeLength } from '../../domain/index.ts'
import type { LookBack } from '../../market-data/index.ts'
import type { StrategyPipeline } from '../../signals/index.ts'

/** The stretches of data that led to a proposal, one for each voter. */
export type LookBackOf = (candidate: CandidateSignal) => readonly LookBack[]

/**
 * A voter's look-back reaches from its warm-up before the opinion that it holds to the moment of the
 * proposal: a bar's opinion stands on the bars before it, whenever it is proposed.
 */
export function lookBacks(pipeline: StrategyPipeline): LookBackOf {
  const known = new Map(
    pipeline
      .strategies()
      .map(({ key, cadence, warmUp, timeframe }) => [
        key,
        { span: warmUp * timeframeLength(timeframe), book: cadence.on === 'book' },
      ]),
  )
  return ({ instrument, votes, createdAt }) => {
    const voters = new Set(votes.map(({ strategy }) => strategy))
    return pipeline.opinions(instrument).flatMap(({ strategy, timeframe, at }) => {
      const found = known.get(`${strategy}@${instrument}@${timeframe}`)
      if (found === undefined || !voters.has(strategy)) return []
      return [{ from: millis(Math.min(at, createdAt) - found.span), to: createdAt, book: found.book }]
    })
  }
}
