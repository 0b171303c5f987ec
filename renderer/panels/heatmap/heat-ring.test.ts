import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatQuantity, quantity } from '../../../core/domain/index.ts'
import { type HeatColumn, HeatRing } from './heat-ring.ts'
import { fromUnits, toUnits } from './heat-units.ts'

const OPTIONS = { capacity: 7, depth: 3, priceDecimals: 2, sizeDecimals: 3 }

/** Sizes with more decimals than the lot and more digits than a double are among them. */
const size = fc.oneof(
  fc.bigInt(1n, 10n ** 15n).map((scaled) => formatQuantity((scaled * 10n ** 9n) as ReturnType<typeof quantity>)),
  fc.bigInt(1n, 10n ** 24n).map((scaled) => formatQuantity(scaled as ReturnType<typeof quantity>)),
)
const price = fc.integer({ min: 1, max: 10 ** 7 }).map((cents) => formatQuantity(quantity((cents / 100).toFixed(2))))
const levels = fc.array(fc.tuple(price, size), { maxLength: 5 })
const column = fc.record({ at: fc.integer({ min: 0, max: 40 }), bids: levels, asks: levels })
const columns = fc.array(column, { maxLength: 30 })

const read = (ring: HeatRing): HeatColumn[] =>
  Array.from({ length: ring.length }, (_, index) => {
    const side = (name: 'bid' | 'ask', count: number) =>
      Array.from({ length: count }, (__, level) => {
        const { price: at, size: text } = ring.level(index, name, level)
        return [at, text] as const
      })
    return { at: ring.time(index), bids: side('bid', ring.bids(index)), asks: side('ask', ring.asks(index)) }
  })

const cut = ({ at, bids, asks }: HeatColumn): HeatColumn => ({ at, bids: bids.slice(0, 3), asks: asks.slice(0, 3) })

/** The same rules over a plain list. */
function naive(pushed: readonly HeatColumn[]): HeatColumn[] {
  let kept: HeatColumn[] = []
  for (const each of pushed) {
    const last = kept.at(-1)
    if (last !== undefined && each.at < last.at) continue
    if (last?.at === each.at) kept.pop()
    kept = [...kept, cut(each)].slice(-OPTIONS.capacity)
  }
  return kept
}

const ringOf = (pushed: readonly HeatColumn[]): HeatRing => {
  const ring = new HeatRing(OPTIONS)
  for (const each of pushed) ring.push(each)
  return ring
}

describe('HeatRing', () => {
  it('keeps what a list of the newest columns would, every text as it came', () => {
    fc.assert(
      fc.property(columns, (pushed) => {
        expect(read(ringOf(pushed))).toEqual(naive(pushed))
      }),
    )
  })

  it('merges two stretches as a sorted list would, the newest within its room', () => {
    fc.assert(
      fc.property(columns, columns, (mine, its) => {
        const [a, b] = [naive(mine), naive(its)]
        const all = [...a, ...b.filter(({ at }) => !a.some((each) => each.at === at))].sort((x, y) => x.at - y.at)
        expect(read(ringOf(mine).merged(ringOf(its)))).toEqual(all.slice(-OPTIONS.capacity))
      }),
    )
  })

  it('finds the column of a moment', () => {
    fc.assert(
      fc.property(columns, fc.integer({ min: -2, max: 45 }), (pushed, at) => {
        const ring = ringOf(pushed)
        expect(ring.indexAt(at)).toBe(naive(pushed).findLastIndex((each) => each.at <= at))
      }),
    )
  })
})

describe('units', () => {
  it('give every text back or say that they cannot', () => {
    fc.assert(
      fc.property(size, fc.integer({ min: 0, max: 12 }), (text, places) => {
        const units = toUnits(text, places)
        if (units !== undefined) expect(fromUnits(units, places)).toBe(text)
        else expect((text.split('.')[1] ?? '').length > places || text.replace('.', '').length + places > 15).toBe(true)
      }),
    )
  })
})
