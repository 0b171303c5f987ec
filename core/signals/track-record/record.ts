import { type Millis, millis, type RegimeKey, type StrategyId } from '../../domain/index.ts'
import type { TrackedTrade } from './trip.ts'

/** Newest trades kept for each strategy. */
export const KEPT_TRADES = 500

/** Sums over trades, each counted by its share and by its age: one half-life ago counts half. */
export interface TrackSums {
  /** Trades in it, whole and of whatever age. */
  readonly trades: number
  /** The sum of the counts: how many fresh trades of its own these are worth. */
  readonly sample: number
  /** The part of `sample` that made a profit after fees. */
  readonly won: number
  readonly gain: number
  readonly gainSquared: number
  /** Of the trades that had a stop: the sum in R, and the counts of it. */
  readonly multiple: number
  readonly multipleSample: number
}

/** How one strategy did, over all of its markets; `overall` as it stood at `at`. */
export interface TrackRecord {
  readonly strategy: StrategyId
  /** When its newest trade was closed. */
  readonly at: Millis
  readonly overall: TrackSums
  readonly byRegime: Readonly<Partial<Record<RegimeKey, TrackSums>>>
}

export const NO_SUMS: TrackSums = {
  trades: 0,
  sample: 0,
  won: 0,
  gain: 0,
  gainSquared: 0,
  multiple: 0,
  multipleSample: 0,
}

/** How much of a trade is left after `age` ms; all of it where the clock says that it is yet to come. */
export const decay = (age: number, halfLife: number): number => 2 ** (-Math.max(age, 0) / halfLife)

function addTrade(sums: TrackSums, { gain, multiple }: TrackedTrade, count: number): TrackSums {
  return {
    trades: sums.trades + 1,
    sample: sums.sample + count,
    won: sums.won + (gain > 0 ? count : 0),
    gain: sums.gain + count * gain,
    gainSquared: sums.gainSquared + count * gain * gain,
    multiple: sums.multiple + count * (multiple ?? 0),
    multipleSample: sums.multipleSample + (multiple === undefined ? 0 : count),
  }
}

/** `trades` in the order in which they were closed; undefined where there is none. */
export function trackRecord(strategy: StrategyId, trades: readonly TrackedTrade[], halfLife: number): TrackRecord | undefined {
  if (trades.length === 0) return undefined
  const at = millis(Math.max(...trades.map(({ closedAt }) => closedAt)))
  let overall = NO_SUMS
  const byRegime: Partial<Record<RegimeKey, TrackSums>> = {}
  for (const trade of trades) {
    const count = trade.share * decay(at - trade.closedAt, halfLife)
    overall = addTrade(overall, trade, count)
    if (trade.regime !== undefined) byRegime[trade.regime] = addTrade(byRegime[trade.regime] ?? NO_SUMS, trade, count)
  }
  return { strategy, at, overall, byRegime }
}

/** What a person reads of the sums. Shares of nothing are null, never zero. */
export interface TrackFigures {
  readonly trades: number
  /** 0 to 1. */
  readonly winRate: number | null
  /** Mean profit after fees of a trade over its cost. */
  readonly expectancy: number | null
  /** The same in R, over the trades that had a stop. */
  readonly expectancyR: number | null
}

export const trackFigures = ({ trades, sample, won, gain, multiple, multipleSample }: TrackSums): TrackFigures => ({
  trades,
  winRate: sample > 0 ? Math.min(won / sample, 1) : null,
  expectancy: sample > 0 ? gain / sample : null,
  expectancyR: multipleSample > 0 ? multiple / multipleSample : null,
})
