import type { IPriceLine, ISeriesApi, PriceLineOptions } from 'lightweight-charts'
import { describe, expect, it } from 'vitest'
import type { Palette } from '../ui/canvas-surface.ts'
import { type ChartLine, PriceLines } from './price-lines.ts'

const PALETTE = { up: 'green', down: 'red', accent: 'blue', label: 'grey', warn: 'amber' } as unknown as Palette

/** A series whose price p lies at pixel 1000 - p. */
function lines() {
  const shown = new Map<number, Partial<PriceLineOptions>>()
  let [made, painted] = [0, 0]
  const series = {
    createPriceLine: (options: PriceLineOptions): IPriceLine => {
      made += 1
      const id = made
      shown.set(id, options)
      return {
        id,
        applyOptions: (change: Partial<PriceLineOptions>) => {
          painted += 1
          shown.set(id, { ...shown.get(id), ...change })
        },
      } as unknown as IPriceLine
    },
    removePriceLine: (line: IPriceLine) => shown.delete((line as unknown as { id: number }).id),
    priceToCoordinate: (price: number) => 1_000 - price,
    coordinateToPrice: (y: number) => 1_000 - y,
  } as unknown as ISeriesApi<'Candlestick'>
  const all = new PriceLines(series, PALETTE)
  return { all, prices: () => [...shown.values()].map(({ price }) => price), shown, counts: () => ({ made, painted }) }
}

const line = (id: string, price: number, more: Partial<ChartLine> = {}): ChartLine => ({
  id,
  price,
  title: id,
  tone: 'up',
  style: 'solid',
  draggable: false,
  ...more,
})
const stop = line('stop', 900, { draggable: true })

describe('lines at prices', () => {
  it('are made once, moved when they differ, painted no more than that, and taken away', () => {
    const { all, prices, counts } = lines()
    all.set([line('a', 500), line('b', 600)])
    all.set([line('a', 500), line('b', 601)])
    all.set([line('a', 500), line('b', 601)])
    expect(counts()).toEqual({ made: 2, painted: 1 })
    expect(prices()).toEqual([500, 601])
    all.set([line('b', 601)])
    expect(prices()).toEqual([601])
  })

  it('are found by height, nearest first; only some can be picked up', () => {
    const { all } = lines()
    all.set([line('a', 500), line('b', 504), stop])
    expect(all.near(497)).toEqual(['b', 'a'])
    expect(all.near(520)).toEqual([])
    expect(all.draggable()).toEqual([{ id: 'stop', y: 100 }])
  })

  it('stay under the pointer while they are dragged, whatever is told meanwhile, and say where they were let go', () => {
    const { all, prices } = lines()
    all.set([stop])
    all.startDrag('stop')
    all.drag('stop', 150)
    // A stop that trails moves on.
    all.set([line('stop', 905, { draggable: true })])
    expect(prices()).toEqual([850])
    expect(all.drop('stop', 150)).toBe(850)
    // Refused: the position still has its old stop.
    all.set([stop])
    expect(prices()).toEqual([900])
  })

  it('go back without a word when they were not moved', () => {
    const { all, prices } = lines()
    all.set([stop])
    all.startDrag('stop')
    all.drag('stop', 150)
    expect(all.drop('stop', 100)).toBeUndefined()
    expect(prices()).toEqual([900])
  })

  it('take the colours of a new theme', () => {
    const { all, shown } = lines()
    all.set([stop])
    all.restyle({ ...PALETTE, up: 'lime' })
    expect([...shown.values()].map(({ color }) => color)).toEqual(['lime'])
  })
})
