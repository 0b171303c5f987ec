import type { StrategyRow, TrackRow } from '../../../core/contract/index.ts'
import { formatBasisPoints, formatShare, MISSING } from '../../format/index.ts'

const signedR = (value: number): string => `${value > 0 ? '+' : ''}${value.toFixed(2)} R`

/** In R where the trades had stops, else in basis points of what they cost. */
export const expectancyText = ({ expectancy, expectancyR }: TrackRow): string =>
  expectancyR === null ? formatBasisPoints(expectancy ?? undefined) : signedR(expectancyR)

const line = (name: string, track: TrackRow): string => {
  const won = track.winRate === null ? MISSING : formatShare(track.winRate)
  return `${name}: ${String(track.trades)} trades, ${won} won, ${expectancyText(track)} a trade`
}

export const regimeText = ({ trend, volatility }: NonNullable<StrategyRow['regime']>): string =>
  `${trend === 'none' ? 'no trend' : `trend ${trend}`}, ${volatility} volatility`

/** The whole record behind a weight, for a hint. */
export function trackText({ track, regime, weight }: StrategyRow): string {
  const now = regime === undefined ? 'The regime is not known yet.' : `Now: ${regimeText(regime)}.`
  if (track === undefined) return `No closed trade yet, so its vote weighs ${weight.toFixed(2)}. ${now}`
  const lines = [line('All', track), ...track.byRegime.map((each) => line(each.regime, each))]
  return `${lines.join('\n')}\nRecent trades count more. ${now}`
}
