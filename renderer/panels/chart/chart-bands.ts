import type { ChannelRow, GapRow } from '../../../core/contract/index.ts'
import type { ChartBand } from '../../charting/index.ts'
import { describeGap, formatAge, type Zone } from '../../format/index.ts'

interface BandInput {
  readonly gaps: readonly GapRow[]
  /** The market's stream of trades, from which its bars are made. */
  readonly trades: ChannelRow | undefined
  readonly now: number
  readonly zone: Zone
  /** Seconds by which the axis is moved at a time in ms. */
  readonly shift: (at: number) => number
}

/** Holes in what bars are made of, repaired ones first so that open ones lie over them, and the silence that lasts. */
export function chartBands({ gaps, trades, now, zone, shift }: BandInput): readonly ChartBand[] {
  const seconds = (at: number): number => at / 1_000 + shift(at)
  const holes = gaps
    .filter(({ channel }) => channel === 'trades' || channel === 'candles')
    .map(
      (gap): ChartBand => ({
        id: gap.id,
        from: seconds(gap.startTime),
        to: seconds(gap.endTime),
        kind: gap.repairedBy === undefined ? 'open' : 'repaired',
        text: describeGap(gap, zone),
      }),
    )
    .sort((a, b) => (a.kind === b.kind ? a.from - b.from : a.kind === 'repaired' ? -1 : 1))
  if (trades === undefined || trades.lastReceivedAt === 0 || now - trades.lastReceivedAt <= trades.limit) return holes
  const silent = Math.floor((now - trades.lastReceivedAt) / 1_000) * 1_000
  return [
    ...holes,
    {
      id: 'stale',
      from: seconds(trades.lastReceivedAt),
      to: seconds(trades.lastReceivedAt + silent),
      kind: 'stale',
      text: `No trade for ${formatAge(silent)}: bars since then only repeat the last price`,
    },
  ]
}

export interface BandCounts {
  readonly open: number
  readonly repaired: number
  readonly stale: number
}

export const NO_BANDS: BandCounts = { open: 0, repaired: 0, stale: 0 }

export function countBands(bands: readonly ChartBand[]): BandCounts {
  const of = (kind: ChartBand['kind']): number => bands.filter((band) => band.kind === kind).length
  return { open: of('open'), repaired: of('repaired'), stale: of('stale') }
}
