import { describe, expect, it } from 'vitest'
import type { Bar } from './bars.ts'
import { IndicatorData } from './indicator-data.ts'
import { axisText } from './indicator-series.ts'

const bar = (time: number): Bar => ({ time, open: 1, high: 1, low: 1, close: 1, volume: 1 })

describe('what is known of an indicator', () => {
  it('has a point for each bar of the chart and for nothing else', () => {
    const data = new IndicatorData()
    data.take({ time: [60, 120, 180, 240], outputs: { value: [null, 2, 3, 4] } }, true)
    expect(data.column('value', [120, 180, 300].map(bar))).toEqual([
      { time: 120, value: 2 },
      { time: 180, value: 3 },
      { time: 300, value: null },
    ])
    expect(data.column('other', [bar(120)])).toEqual([{ time: 120, value: null }])
    expect([data.at(60), data.at(61)]).toEqual([{ value: null }, undefined])
  })

  it('takes a tail over what it knew, and forgets all with a new whole', () => {
    const data = new IndicatorData()
    data.take({ time: [60, 120], outputs: { up: [1, 2], down: [-1, -2] } }, true)
    data.take({ time: [120, 180], outputs: { up: [5, 6], down: [null, -6] } }, false)
    expect([60, 120, 180].map((time) => data.at(time))).toEqual([
      { up: 1, down: -1 },
      { up: 5, down: null },
      { up: 6, down: -6 },
    ])
    data.take({ time: [180], outputs: { up: [7], down: [8] } }, true)
    expect(data.at(60)).toBeUndefined()
  })
})

it('an axis can be read for values of any size', () => {
  expect([0, 0.00001234, 0.12345, 55.678, 1_234.5, 12_345_678].map(axisText)).toEqual([
    '0',
    '1.2e-5',
    '0.1235',
    '55.68',
    '1,234.5',
    '12.35M',
  ])
})
