import fc from 'fast-check'
import { type AnyIndicator, type Bar, type BarColumns, INDICATORS, type Indicator } from '../features/index.ts'

type CandleIndicator = Indicator<'bar'>

/** Everything that is made from candles; one that reads only the close takes a whole bar as well. */
export const candleIndicators = (): readonly CandleIndicator[] =>
  INDICATORS.filter(({ input }) => input === 'bar' || input === 'close') as readonly CandleIndicator[]

export function columnsOf(bars: readonly Bar[]): BarColumns {
  const column = (field: keyof Bar): Float64Array => Float64Array.from(bars, (bar) => bar[field])
  return {
    openTime: column('openTime'),
    open: column('open'),
    high: column('high'),
    low: column('low'),
    close: column('close'),
    volume: column('volume'),
  }
}

const accepted = (indicator: AnyIndicator, parameters: Record<string, number>): boolean => {
  try {
    indicator.resolve(parameters)
    return true
  } catch {
    return false
  }
}

/** Parameters that the indicator accepts, whole numbers at most 40 above their least, so that short samples warm them up. */
export function drawnParameters(indicator: AnyIndicator): fc.Arbitrary<Record<string, number>> {
  const each = Object.entries(indicator.descriptor.parameters).map(([name, { kind, min, max, default: usual }]) => {
    const values =
      kind === 'integer'
        ? fc.integer({ min, max: Math.min(max, min + 40) })
        : fc.oneof(fc.constant(usual), fc.double({ min, max: Math.min(max, 2 * usual), noNaN: true }))
    return [name, values] as const
  })
  return fc.record(Object.fromEntries(each)).filter((parameters) => accepted(indicator, parameters))
}
