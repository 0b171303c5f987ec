import { describe, expect, it } from 'vitest'
import { type Bar, BarWindow, MOST_BARS } from './bars.ts'

const bar = (time: number, close = 1): Bar => ({ time, open: 1, high: 1, low: 1, close, volume: 1 })

describe('BarWindow', () => {
  it('merges history under live bars, each time once, the newer version winning', () => {
    const window = new BarWindow()
    window.merge([bar(120, 5), bar(180, 6)])
    window.merge([bar(60, 1), bar(120, 4)])
    expect(window.bars.map(({ time, close }) => [time, close])).toEqual([
      [60, 1],
      [120, 4],
      [180, 6],
    ])
  })

  it('takes the newest bar and the next one without rebuilding, an older one with', () => {
    const window = new BarWindow()
    window.merge([bar(60), bar(120)])
    expect([window.update(bar(120, 2)), window.update(bar(180)), window.update(bar(60, 9))]).toEqual([true, true, false])
    expect(window.bars.map(({ close }) => close)).toEqual([9, 2, 1])
  })

  it('holds ten thousand bars and lets the oldest go', () => {
    const window = new BarWindow()
    window.merge(Array.from({ length: MOST_BARS }, (_, index) => bar(index)))
    expect(window.update(bar(MOST_BARS))).toBe(false)
    expect(window.bars).toHaveLength(MOST_BARS)
    expect(window.bars[0]?.time).toBe(1)
  })
})
