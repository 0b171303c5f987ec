import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { commonMost, HeatRaster, type HeatWindow, HOLD, holesOf, shareOf } from './heat-raster.ts'
import { HeatRing } from './heat-ring.ts'

const OPTIONS = { capacity: 200, depth: 8, priceDecimals: 0, sizeDecimals: 0 }
const RAMP = Uint32Array.from({ length: 256 }, (_, index) => index)
const START = 1_000_000

const levels = fc.array(fc.tuple(fc.integer({ min: 90, max: 130 }).map(String), fc.integer({ min: 1, max: 50 }).map(String)), {
  maxLength: 8,
})
/** Steps in ms from one column to the next; some longer than a book is taken to stand. */
const columns = fc.array(fc.record({ step: fc.constantFrom(40, 100, 200, 1_000, 4_000), bids: levels, asks: levels }), {
  minLength: 1,
  maxLength: 40,
})

function ringOf(steps: readonly { step: number; bids: [string, string][]; asks: [string, string][] }[]): HeatRing {
  const ring = new HeatRing(OPTIONS)
  let at = START
  for (const { step, bids, asks } of steps) {
    at += step
    ring.push({ at, bids, asks })
  }
  return ring
}
const window = (from: number): HeatWindow => ({ from, to: from + 10_000, low: 100, high: 120, bucket: 2 })
const colours = { ramp: RAMP, most: 60 }

/** Each pixel on its own: the last column that began by the end of it and reaches it, and the sum of the bucket there. */
function naivePixel(
  ring: HeatRing,
  { from, to, high, low, bucket }: HeatWindow,
  raster: HeatRaster,
  spot: { x: number; y: number },
): number {
  const pixel = (time: number): number => Math.floor((time - from) / ((to - from) / raster.width))
  let found = -1
  for (let index = 0; index < ring.length; index += 1) if (pixel(ring.time(index)) <= spot.x) found = index
  if (found < 0) return 0
  const at = ring.time(found)
  const next = found + 1 < ring.length ? ring.time(found + 1) : Infinity
  if (spot.x >= Math.max(pixel(Math.min(next, at + HOLD)), pixel(at) + 1)) return 0
  const rows = (high - low) / bucket
  const row = Math.floor((1 - (spot.y + 0.5) / raster.height) * rows) * bucket + low
  let sum = 0
  for (const side of ['bid', 'ask'] as const)
    for (let level = 0; level < (side === 'bid' ? ring.bids(found) : ring.asks(found)); level += 1) {
      const price = ring.price(found, side, level)
      if (price >= row && price < row + bucket) sum += ring.size(found, side, level)
    }
  return Math.round(shareOf(sum, 60) * 255)
}

describe('HeatRaster', () => {
  it('colours every pixel by the sizes of its price and time', () => {
    fc.assert(
      fc.property(columns, fc.integer({ min: -3_000, max: 9_000 }), (steps, offset) => {
        const ring = ringOf(steps)
        const raster = new HeatRaster(50, 20)
        raster.draw(ring, window(START + offset), colours)
        const naive = Array.from({ length: 1_000 }, (_, index) =>
          naivePixel(ring, window(START + offset), raster, { x: index % 50, y: Math.floor(index / 50) }),
        )
        expect([...raster.pixels]).toEqual(naive)
      }),
      { numRuns: 60 },
    )
  })

  it('is the same picture moved along as drawn anew', () => {
    fc.assert(
      fc.property(columns, fc.array(fc.integer({ min: 0, max: 12 }), { maxLength: 6 }), (steps, moves) => {
        const moving = new HeatRaster(50, 20)
        const ring = new HeatRing(OPTIONS)
        let [at, from] = [START, START - 2_000]
        const all = steps.map(({ step, ...sides }) => ({ at: (at += step), ...sides }))
        for (const [index, pixels] of [0, ...moves].entries()) {
          for (const each of all.slice(index * 6, index * 6 + 6)) ring.push(each)
          from += pixels * 200
          moving.draw(ring, window(from), colours)
          const anew = new HeatRaster(50, 20)
          anew.draw(ring, window(from), colours)
          expect(moving.pixels).toEqual(anew.pixels)
        }
      }),
    )
  })
})

it('takes a size for the top of the scale that few of those on show exceed', () => {
  const ring = ringOf([
    {
      step: 100,
      bids: [
        ['101', '5'],
        ['103', '7'],
      ],
      asks: [
        ['111', '6'],
        ['200', '900'],
      ],
    },
  ])
  expect(commonMost(ring, window(START))).toBe(7)
  expect(commonMost(new HeatRing(OPTIONS), window(START))).toBe(0)
})

describe('holes', () => {
  const bids: [string, string][] = [['101', '5']]
  it('are where nothing was recorded, no book was live, or the last is too old', () => {
    const ring = ringOf([
      { step: 100, bids, asks: [] },
      { step: 1_000, bids: [], asks: [] },
      { step: 500, bids, asks: [] },
      { step: 4_000, bids, asks: [] },
    ])
    expect(holesOf(ring, { from: START - 50, to: START + 9_000 }, START + 8_000)).toEqual([
      { from: START - 50, to: START + 100 },
      { from: START + 1_100, to: START + 1_600 },
      { from: START + 1_600 + HOLD, to: START + 5_600 },
      { from: START + 5_600 + HOLD, to: START + 8_000 },
    ])
    expect(holesOf(new HeatRing(OPTIONS), { from: 5, to: 9 }, 7)).toEqual([{ from: 5, to: 7 }])
  })
})
