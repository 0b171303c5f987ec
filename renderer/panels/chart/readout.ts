import type { ChartLook } from '../../charting/index.ts'
import { compactDecimal, formatDateTime, formatFeature, formatPercent, type Zone } from '../../format/index.ts'

export interface Figure {
  readonly name: string
  readonly text: string
  readonly title: string
}

export interface Readout {
  /** In the zone that was chosen, such as `11-20 14:03 UTC`; with the year in the title. */
  readonly time: Omit<Figure, 'name'>
  /** Open, high, low, close. */
  readonly figures: readonly Figure[]
  readonly volume: Omit<Figure, 'name'>
  readonly change: string
  readonly way: 'up' | 'down' | ''
}

/** The bar under the crosshair, or the newest: time, prices at the tick's decimals, volume, change from the close before. */
export function readoutOf(
  { bar, before }: Pick<ChartLook, 'bar' | 'before'>,
  { zone, priceDecimals, sizeDecimals }: { readonly zone: Zone; readonly priceDecimals: number; readonly sizeDecimals: number },
): Readout {
  const price = (value: number): string =>
    value.toLocaleString('en-US', { minimumFractionDigits: priceDecimals, maximumFractionDigits: priceDecimals })
  const size = (value: number): string => value.toLocaleString('en-US', { maximumFractionDigits: sizeDecimals })
  const exact = (name: string, value: number): Figure => ({ name, text: price(value), title: String(value) })
  const ratio = before === undefined || before.close <= 0 ? undefined : bar.close / before.close - 1
  // Bars carry the time as the axis shows it: the zone was applied when they were made.
  const time = `${formatDateTime(bar.time * 1_000, 'utc').slice(0, -3)} ${zone === 'utc' ? 'UTC' : 'local'}`
  return {
    time: { text: time.slice(5), title: time },
    figures: [exact('O', bar.open), exact('H', bar.high), exact('L', bar.low), exact('C', bar.close)],
    volume: { text: compactDecimal(String(bar.volume), sizeDecimals), title: size(bar.volume) },
    change: formatPercent(ratio),
    way: ratio === undefined || ratio === 0 ? '' : ratio > 0 ? 'up' : 'down',
  }
}

/** A value of an indicator as the legend shows it: a price with the tick's decimals, else enough digits to compare. */
export function valueText(value: number | null | undefined, isPrice: boolean, priceDecimals: number): string {
  if (value === undefined || value === null) return '–'
  if (!isPrice) return formatFeature(value)
  return value.toLocaleString('en-US', { minimumFractionDigits: priceDecimals, maximumFractionDigits: priceDecimals })
}
