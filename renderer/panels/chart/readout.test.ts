import { describe, expect, it } from 'vitest'
import { describeDistance } from './distance.ts'
import { readoutOf, valueText } from './readout.ts'

const bar = {
  time: Date.UTC(2026, 10, 20, 14, 3) / 1_000,
  open: 97_412.3,
  high: 97_500,
  low: 97_400.1,
  close: 97_410,
  volume: 16.77742,
}
const how = { zone: 'utc', priceDecimals: 2, sizeDecimals: 5 } as const

describe('the readout', () => {
  it('has the time in the zone that the bars were made for, and every figure at its decimals', () => {
    const { time, figures, volume } = readoutOf({ bar, before: undefined }, how)
    expect(time).toEqual({ text: '11-20 14:03 UTC', title: '2026-11-20 14:03 UTC' })
    expect(readoutOf({ bar, before: undefined }, { ...how, zone: 'local' }).time.text).toBe('11-20 14:03 local')
    expect(figures.map(({ name, text }) => `${name} ${text}`)).toEqual([
      'O 97,412.30',
      'H 97,500.00',
      'L 97,400.10',
      'C 97,410.00',
    ])
    expect(volume).toEqual({ text: '16.77742', title: '16.77742' })
    expect(readoutOf({ bar: { ...bar, volume: 12_345.678 }, before: undefined }, how).volume).toEqual({
      text: '12.35k',
      title: '12,345.678',
    })
  })

  it('changes from the close of the bar before, with sign and way', () => {
    const from = (close: number) => {
      const { change, way } = readoutOf({ bar, before: { ...bar, close } }, how)
      return [change, way]
    }
    expect(from(96_000)).toEqual(['+1.47%', 'up'])
    expect(from(100_000)).toEqual(['-2.59%', 'down'])
    expect(from(bar.close)).toEqual(['0.00%', ''])
    expect(readoutOf({ bar, before: undefined }, how)).toMatchObject({ change: '–', way: '' })
  })
})

describe('a value in the legend', () => {
  it('has the decimals of a price where it is one; a missing one is never zero', () => {
    expect(valueText(97_412.361, true, 2)).toBe('97,412.36')
    expect(valueText(63.123456, false, 2)).toBe('63.12')
    expect(valueText(0, false, 2)).toBe('0')
    for (const none of [null, undefined]) expect(valueText(none, true, 2)).toBe('–')
  })
})

describe('a distance', () => {
  const said = (from: number, to: number, bars: number) => describeDistance({ from, to, bars }, { timeframe: '5m', decimals: 2 })

  it('says price, percent, bars and time, each way', () => {
    expect(said(100, 101.5, 3)).toEqual(['+1.50  +1.50%', '3 bars  15 m 00 s'])
    expect(said(100, 90, -1)).toEqual(['-10.00  -10.00%', '1 bar back  5 m 00 s'])
    expect(said(100, 100.001, 0)).toEqual(['0.00  0.00%', '0 bars  0.0 s'])
  })
})
