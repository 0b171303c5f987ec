import {
  type FeatureUse,
  type Millis,
  type Opinion,
  type Price,
  priceFromNumberLossy,
  type Rate,
  rateFromNumberLossy,
  timeframeLength,
  ZERO_PRICE,
} from '../../domain/index.ts'
import type { Cadence, StrategyView, Verdict } from '../contract/strategy.ts'
import type { PreparedInstance } from './instance.ts'

/** An opinion that stands until it is replaced or runs out. */
export interface StandingOpinion {
  /** Key of the instance that holds it. */
  readonly instance: string
  readonly opinion: Opinion
  readonly expiresAt: Millis
}

const BARS_TO_LIVE = 2
const SPANS_TO_LIVE = 5
const LEAST_LIFE = 3_000
const WHOLE = rateFromNumberLossy(1)

/** How long an opinion stands without renewal, ms: two bars, or five spans of the book's cadence. */
export function lifeOf(cadence: Cadence, instance: Pick<PreparedInstance, 'timeframe'>): number {
  const life = cadence.on === 'bar' ? BARS_TO_LIVE * timeframeLength(instance.timeframe) : SPANS_TO_LIVE * cadence.every
  return Math.max(life, LEAST_LIFE)
}

/** On the tick grid; none where the distance reaches past zero. */
function level(value: number | undefined, tick: Price, name: string): Price | undefined {
  if (value === undefined) return undefined
  if (!Number.isFinite(value)) throw new RangeError(`${name} is not a finite number: ${String(value)}`)
  if (value <= 0) return undefined
  const onGrid = priceFromNumberLossy(value, tick)
  return onGrid > ZERO_PRICE ? onGrid : undefined
}

/** At 12 decimals, strictly between 0 and 1 there too. */
function trailOf(value: number | undefined): Rate | undefined {
  if (value === undefined) return undefined
  const fraction = value > 0 && value < 1 ? rateFromNumberLossy(value) : WHOLE
  if (fraction === 0n || fraction === WHOLE) throw new RangeError(`trail is not between 0 and 1: ${String(value)}`)
  return fraction
}

function checkedConfidence({ confidence, stance }: Verdict): number {
  if (!(confidence >= 0 && confidence <= 1)) throw new RangeError(`confidence is not within 0 and 1: ${String(confidence)}`)
  return stance === 'neutral' ? 0 : confidence
}

/** The reasons with what was seen at the step, their parts scaled so that their sizes add up to the confidence. */
function usesOf({ reasons }: Verdict, confidence: number, view: StrategyView): readonly FeatureUse[] {
  let whole = 0
  for (const { contribution } of reasons) whole += Math.abs(contribution)
  if (!Number.isFinite(whole)) throw new RangeError('a contribution is not a finite number')
  return reasons.map((reason) => {
    const { feature, value, source, asOf } = view.feature(reason.feature)
    return { feature, value, source, asOf, contribution: whole === 0 ? 0 : (reason.contribution / whole) * confidence }
  })
}

/** A verdict as an opinion. Throws RangeError for a verdict that is not one. */
export function opinionOf(verdict: Verdict, instance: PreparedInstance, view: StrategyView): Opinion {
  const confidence = checkedConfidence(verdict)
  const reasons = usesOf(verdict, confidence, view)
  const tick = instance.instrument.tickSize
  const stop = level(verdict.stop, tick, 'stop')
  const target = level(verdict.target, tick, 'target')
  const trail = trailOf(verdict.trail)
  const opinion: { -readonly [Field in keyof Opinion]: Opinion[Field] } = {
    strategy: instance.id,
    instrument: instance.instrument.id,
    timeframe: instance.timeframe,
    at: view.at,
    stance: verdict.stance,
    confidence,
    reasons,
  }
  if (stop !== undefined) opinion.stop = stop
  if (target !== undefined) opinion.target = target
  if (trail !== undefined) opinion.trail = trail
  return opinion
}
