import { type Timeframe, timeframeLength } from '../../../core/domain/index.ts'
import type { Distance } from '../../charting/index.ts'
import { formatAge, formatPercent } from '../../format/index.ts'

/** How far apart two places of a chart are, for a person's eye: price and percent, bars and time. */
export function describeDistance(
  { from, to, bars }: Distance,
  { timeframe, decimals }: { readonly timeframe: Timeframe; readonly decimals: number },
): readonly string[] {
  const change = to - from
  const digits = Math.abs(change).toLocaleString('en-US', { minimumFractionDigits: decimals, maximumFractionDigits: decimals })
  const sign = Number(change.toFixed(decimals)) === 0 ? '' : change < 0 ? '-' : '+'
  const span = Math.abs(bars) * timeframeLength(timeframe)
  const back = bars < 0 ? ' back' : ''
  return [
    `${sign}${digits}  ${formatPercent(from > 0 ? change / from : undefined)}`,
    `${String(Math.abs(bars))} ${Math.abs(bars) === 1 ? 'bar' : 'bars'}${back}  ${formatAge(span)}`,
  ]
}
