import { type Millis, type Regime, regimeKey } from '../../domain/index.ts'
import { decay, type TrackRecord, type TrackSums } from './record.ts'

export interface TrackOptions {
  /** Off: every vote weighs 1. */
  readonly enabled: boolean
  /** Bounds of a weight; above 0, at most 1, and at least 1. */
  readonly minWeight: number
  readonly maxWeight: number
  /** Ms after which a trade counts half. */
  readonly halfLife: number
  /** Trades without any edge that every record begins with: how slowly it moves away from 1. */
  readonly priorTrades: number
  /** Trades of its own that a regime's record needs before it counts. */
  readonly regimeTrades: number
}

/**
 * Edge of a record, -1 to 1: the mean gain over the root mean square of the gains. For gains of one size it is the
 * win rate minus the loss rate; with the Sharpe ratio S of a trade it is S / sqrt(1 + S²). One great trade among many
 * small losses does not make it large.
 */
const edgeOf = ({ sample, gain, gainSquared }: TrackSums): number => {
  const scale = Math.sqrt(sample * gainSquared)
  return scale > 0 ? Math.max(-1, Math.min(gain / scale, 1)) : 0
}

/** Posterior mean of the edge when `prior` stands for `priorTrades` trades: Beta-binomial shrinkage with the edge as 2p - 1. */
const shrunk = (sums: TrackSums, sample: number, prior: { readonly edge: number; readonly trades: number }): number =>
  (sample * edgeOf(sums) + prior.trades * prior.edge) / (sample + prior.trades)

/**
 * The weight of a vote: the odds p / (1 - p) that the record's shrunk edge 2p - 1 stands for, within the bounds. The
 * regime's own record, once large enough, is shrunk towards the overall one, and that towards no edge at all; both
 * fade with time, so that without new trades every weight goes back to 1.
 */
export function trackWeight(
  record: TrackRecord | undefined,
  regime: Regime | undefined,
  now: Millis,
  options: TrackOptions,
): number {
  if (!options.enabled || record === undefined) return 1
  const left = decay(now - record.at, options.halfLife)
  const trades = options.priorTrades
  const overall = shrunk(record.overall, record.overall.sample * left, { edge: 0, trades })
  const own = regime === undefined ? undefined : record.byRegime[regimeKey(regime)]
  const enough = own !== undefined && own.sample * left >= options.regimeTrades
  const edge = enough ? shrunk(own, own.sample * left, { edge: overall, trades }) : overall
  return Math.max(options.minWeight, Math.min((1 + edge) / (1 - edge), options.maxWeight))
}
