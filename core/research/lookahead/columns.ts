import { type Candle, required, toNumberLossy } from '../../domain/index.ts'
import { type BarColumns, computeColumns, type FeatureRequest, type Indicator, indicatorById } from '../../features/index.ts'
import type { Difference } from './differences.ts'
import type { Row } from './pass.ts'

/** A feature over a whole history, NaN where it has no value. */
export type ColumnOf = (request: FeatureRequest, bars: BarColumns) => Float64Array

/** As the fast tier has it. */
export const registeredColumn: ColumnOf = ({ indicator, parameters = {}, output }, bars) => {
  const found = indicatorById(indicator) as Indicator<'bar'> | Indicator<'close'>
  const name = output ?? required(found.descriptor.outputs[0], 'an indicator has an output')
  return required(computeColumns(found, bars, parameters, [name]).get(name), 'it was asked for')
}

interface Compared {
  readonly rows: readonly Row[]
  readonly features: Readonly<Record<string, FeatureRequest>>
  readonly columnOf: ColumnOf
}

/** A column is made from the whole history at once, so it could look ahead; what is made bar by bar cannot. */
export function columnDifferences(
  { bars }: { readonly bars: readonly Candle[] },
  { rows, features, columnOf }: Compared,
): readonly Difference[] {
  const history = barColumns(bars)
  return Object.entries(features).flatMap(([alias, request]): Difference[] => {
    const column = columnOf(request, history)
    let found: Difference | undefined
    for (const [bar, { view }] of rows.entries()) {
      const [alone, whole] = [view.features[alias]?.value ?? null, column[bar] ?? Number.NaN]
      if (alone === null ? !Number.isFinite(whole) : Object.is(alone, whole)) continue
      const parts = [{ part: `feature ${alias}`, expected: String(alone ?? 'none'), found: String(whole) }]
      found = found === undefined ? { bar, bars: 1, parts } : { ...found, bars: found.bars + 1 }
    }
    return found === undefined ? [] : [found]
  })
}

function barColumns(bars: readonly Candle[]): BarColumns {
  const column = (of: (bar: Candle) => number): Float64Array => Float64Array.from(bars, of)
  return {
    openTime: column(({ openTime }) => openTime),
    open: column(({ open }) => toNumberLossy(open)),
    high: column(({ high }) => toNumberLossy(high)),
    low: column(({ low }) => toNumberLossy(low)),
    close: column(({ close }) => toNumberLossy(close)),
    volume: column(({ volume }) => toNumberLossy(volume)),
  }
}
