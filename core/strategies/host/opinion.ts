import {
  type Millis,
  type Opinion,
  type Price,
  price,
  priceFromNumberLossy,
  type Rate,
  rateFromNumberLossy,
  timeframeLength,
} from '../../domain/index.ts'
import type { FeatureValue } from '../../features/index.ts'
import type { Cadence, Verdict } from '../contract/strategy.ts'
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
  return onGrid > price('0') ? onGrid : undefined
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

/**
 * A verdict as an opinion: the reasons' parts scaled so that their sizes add up to the confidence.
 * Throws RangeError for a verdict that is not one.
 */
export function opinionOf(
  verdict: Verdict,
  instance: PreparedInstance,
  at: Millis,
  read: (alias: string) => FeatureValue,
): Opinion {
  const confidence = checkedConfidence(verdict)
  const whole = verdict.reasons.reduce((sum, reason) => sum + Math.abs(reason.contribution), 0)
  if (!Number.isFinite(whole)) throw new RangeError('a contribution is not a finite number')
  const tick = instance.instrument.tickSize
  const stop = level(verdict.stop, tick, 'stop')
  const target = level(verdict.target, tick, 'target')
  const trail = trailOf(verdict.trail)
  return {
    strategy: instance.id,
    instrument: instance.instrument.id,
    timeframe: instance.timeframe,
    at,
    stance: verdict.stance,
    confidence,
    reasons: verdict.reasons.map((reason) => {
      const { feature, value, source, asOf } = read(reason.feature)
      return { feature, value, source, asOf, contribution: whole === 0 ? 0 : (reason.contribution / whole) * confidence }
    }),
    ...(stop === undefined ? {} : { stop }),
    ...(target === undefined ? {} : { target }),
    ...(trail === undefined ? {} : { trail }),
  }
}
