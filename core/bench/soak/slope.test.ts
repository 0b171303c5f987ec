import { describe, expect, it } from 'vitest'
import { slope, windowMinima } from './slope.ts'

describe('memory over a soak', () => {
  it('reads growth under the teeth of the garbage collector', () => {
    const readings = Array.from({ length: 600 }, (_, i) => ({ at: i, bytes: 1_000 + 2 * i + 500 * (i % 30) }))
    expect(slope(windowMinima(readings, 30))).toBeCloseTo(2, 6)
  })

  it('is flat where only the teeth move', () => {
    const readings = Array.from({ length: 600 }, (_, i) => ({ at: i, bytes: 1_000 + 500 * (i % 30) }))
    expect(slope(windowMinima(readings, 30))).toBe(0)
  })

  it('says nothing from one moment', () => {
    expect(slope([{ at: 1, bytes: 5 }])).toBeNaN()
  })
})
