import type { IChartApi } from 'lightweight-charts'
import type { Bar } from './bars.ts'
import { IndicatorData, type IndicatorPoints, type OutputValues } from './indicator-data.ts'
import { type DrawnIndicator, type IndicatorPaint, IndicatorSeriesSet } from './indicator-series.ts'

const hasOwnPane = ({ pane, outputs }: DrawnIndicator): boolean => pane === 'own' && outputs.some(({ line }) => line !== 'hidden')

/** All indicators of a chart: over the candles, or each in a pane of its own below those that are there. */
export class IndicatorPanes {
  readonly #chart: IChartApi
  readonly #bars: () => readonly Bar[]
  readonly #paint: () => IndicatorPaint
  readonly #data = new Map<string, IndicatorData>()
  #sets: IndicatorSeriesSet[] = []
  #drawn = ''

  constructor(chart: IChartApi, bars: () => readonly Bar[], paint: () => IndicatorPaint) {
    this.#chart = chart
    this.#bars = bars
    this.#paint = paint
  }

  /** Keys of those with a pane of their own, from the top. */
  get ownPanes(): readonly string[] {
    return this.#sets.flatMap(({ drawn }) => (hasOwnPane(drawn) ? [drawn.key] : []))
  }

  /** `firstPane`: the index of the first pane that is free. True when panes came, went or were made anew. */
  set(indicators: readonly DrawnIndicator[], firstPane: number): boolean {
    const drawn = JSON.stringify([indicators, firstPane])
    if (drawn === this.#drawn) return false
    this.clear()
    this.#drawn = drawn
    const keys = new Set(indicators.map(({ key }) => key))
    for (const key of [...this.#data.keys()]) if (!keys.has(key)) this.#data.delete(key)
    let free = firstPane
    this.#sets = indicators.map((each) => {
      const pane = each.pane === 'price' ? 0 : free
      if (hasOwnPane(each)) free += 1
      return new IndicatorSeriesSet(this.#chart, each, pane)
    })
    this.restyle()
    return true
  }

  /** Takes the series off and keeps what is known, so that panes above can come and go. */
  clear(): void {
    for (const set of this.#sets) set.remove()
    this.#sets = []
    this.#drawn = ''
  }

  take(key: string, points: IndicatorPoints, whole: boolean): void {
    const data = this.#data.get(key) ?? new IndicatorData()
    this.#data.set(key, data)
    data.take(points, whole)
    const set = this.#sets.find(({ drawn }) => drawn.key === key)
    const bars = this.#bars()
    if (set === undefined) return
    const newest = bars.at(-1)?.time
    const onlyNewest = !whole && points.time.every((time) => newest !== undefined && time >= newest)
    if (onlyNewest) set.update(data, bars.slice(-2), this.#paint())
    else set.setData(data, bars, this.#paint())
  }

  forget(key: string): void {
    this.#data.delete(key)
    this.#sets.find(({ drawn }) => drawn.key === key)?.setData(new IndicatorData(), [], this.#paint())
  }

  redraw(): void {
    const bars = this.#bars()
    const paint = this.#paint()
    for (const set of this.#sets) {
      const data = this.#data.get(set.drawn.key)
      if (data !== undefined) set.setData(data, bars, paint)
    }
  }

  restyle(): void {
    const paint = this.#paint()
    for (const set of this.#sets) set.restyle(paint)
    this.redraw()
  }

  valuesAt(time: number): ReadonlyMap<string, OutputValues> {
    return new Map(
      [...this.#data].flatMap(([key, data]) => {
        const values = data.at(time)
        return values === undefined ? [] : [[key, values] as const]
      }),
    )
  }
}
