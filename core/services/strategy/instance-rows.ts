import type { StrategyDescriptor, StrategyRow } from '../../contract/index.ts'
import type { StrategyStatus } from '../../strategies/index.ts'
import { type TrackRecord, trackFigures } from '../../signals/index.ts'
import type { StrategyRunner } from './runner.ts'

export interface InstanceRow {
  readonly row: StrategyRow
  readonly strategyId: string
}

/** Every instance with what it says now, what its vote weighs, and why. */
export function instanceRows(runner: StrategyRunner, catalog: readonly StrategyDescriptor[]): readonly InstanceRow[] {
  const { pipeline } = runner
  if (pipeline === undefined) return []
  const opinions = pipeline.opinions()
  return pipeline.strategies().map((status) => {
    const described = catalog.find(({ id }) => id === status.strategyId)
    const opinion = opinions.find(
      (each) => each.strategy === status.id && each.instrument === status.instrument && each.timeframe === status.timeframe,
    )
    const { weight, regime } = pipeline.votingTerms(status)
    const track = trackRow(runner, status)
    const row: StrategyRow = {
      id: status.key,
      strategy: status.id,
      title: described?.title ?? status.strategyId,
      family: described?.family ?? '',
      instrument: status.instrument,
      timeframe: status.timeframe,
      enabled: status.enabled,
      params: status.parameters,
      stance: opinion?.stance ?? (status.bars < status.warmUp ? 'warming-up' : 'neutral'),
      confidence: opinion?.confidence ?? 0,
      at: opinion?.at ?? 0,
      weight,
      ...(regime === undefined ? {} : { regime }),
      ...(track === undefined ? {} : { track }),
      ...(status.error === null ? {} : { error: status.error.message }),
    }
    return { row, strategyId: status.strategyId }
  })
}

function trackRow(runner: StrategyRunner, { id }: StrategyStatus): StrategyRow['track'] {
  const record: TrackRecord | undefined = runner.recordOf(id)
  if (record === undefined) return undefined
  return {
    ...trackFigures(record.overall),
    lastAt: record.at,
    byRegime: Object.entries(record.byRegime)
      .map(([regime, sums]) => ({ regime, ...trackFigures(sums) }))
      .sort((a, b) => (a.regime < b.regime ? -1 : 1)),
  }
}
