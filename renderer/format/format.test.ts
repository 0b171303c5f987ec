import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatPrice, price } from '../../core/domain/index.ts'
import {
  changeLossy,
  compactDecimal,
  decimalsOfText,
  formatAge,
  formatCountdown,
  formatDecimal,
  formatLimit,
  formatOffset,
  formatPercent,
  formatTimeMillis,
  signOf,
} from './index.ts'

describe('formatOffset', () => {
  it('always says which way, and never says zero for what is not known', () => {
    expect([4, -1_840, 0, 9_999, -12_345].map(formatOffset)).toEqual(['+4 ms', '-1,840 ms', '0 ms', '+9,999 ms', '-12.3 s'])
    expect([null, undefined, Number.NaN].map(formatOffset)).toEqual(['–', '–', '–'])
    expect([-0.3, 0.4].map(formatOffset)).toEqual(['0 ms', '0 ms'])
  })
})

describe('formatLimit', () => {
  it('leaves out what is nothing and keeps what is not', () => {
    const spans = [1_000, 1_500, 5_000, 10_000, 20_000, 60_000, 65_000, 3_600_000, 86_400_000]
    expect(spans.map(formatLimit)).toEqual(['1 s', '1.5 s', '5 s', '10 s', '20 s', '1 m', '1 m 05 s', '1 h', '1 d'])
  })
})

describe('formatDecimal', () => {
  it('keeps the decimals fixed so that digits never jump', () => {
    expect(formatDecimal('97412.3', 2)).toBe('97,412.30')
    expect(formatDecimal('97412', 2)).toBe('97,412.00')
    expect(formatDecimal('1234567', 0)).toBe('1,234,567')
  })

  it('rounds half away from zero without floating point', () => {
    expect(formatDecimal('0.125', 2)).toBe('0.13')
    expect(formatDecimal('-0.125', 2)).toBe('-0.13')
    expect(formatDecimal('999.995', 2)).toBe('1,000.00')
    expect(formatDecimal('12345678901234567890.55', 1)).toBe('12,345,678,901,234,567,890.6')
  })

  it('signs profit and never signs nothing', () => {
    expect(formatDecimal('5.1', 2, { sign: true })).toBe('+5.10')
    expect(formatDecimal('-0.001', 2, { sign: true })).toBe('0.00')
    expect(formatDecimal('0', 2, { sign: true })).toBe('0.00')
  })

  it('shows what is missing or no decimal as missing, never as zero', () => {
    for (const text of [undefined, '', 'abc', '1e5', 'NaN']) expect(formatDecimal(text, 2)).toBe('–')
  })

  it('agrees with exact arithmetic for every price at full precision', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 24n }), (scaled) => {
        const text = formatPrice(scaled as ReturnType<typeof price>)
        expect(price(formatDecimal(text, 12, { group: false }))).toBe(scaled)
      }),
    )
  })
})

describe('other figures', () => {
  it('abbreviates large sizes only', () => {
    expect(compactDecimal('999.5', 1)).toBe('999.5')
    expect(compactDecimal('1902113', 3)).toBe('1.90M')
    expect(compactDecimal('3204118900', 0)).toBe('3.20B')
  })

  it('reads decimals from a tick', () => {
    expect(decimalsOfText('0.01')).toBe(2)
    expect(decimalsOfText('0.0500')).toBe(2)
    expect(decimalsOfText('10')).toBe(0)
  })

  it('says direction by sign', () => {
    expect([signOf('-0.00'), signOf('-1'), signOf('3'), signOf(undefined)]).toEqual([0, -1, 1, 0])
    expect(formatPercent(changeLossy('100', '98.5'))).toBe('-1.50%')
    expect(formatPercent(changeLossy('100', '100'))).toBe('0.00%')
    expect(formatPercent(changeLossy(undefined, '1'))).toBe('–')
    expect(formatPercent(changeLossy('0', '1'))).toBe('–')
  })

  it('writes time in UTC to the millisecond', () => {
    expect(formatTimeMillis(Date.UTC(2026, 10, 20, 4, 5, 6, 7), 'utc')).toBe('04:05:06.007')
  })

  it('writes ages and countdowns', () => {
    expect([formatAge(-5), formatAge(400), formatAge(12_000), formatAge(190_000), formatAge(7_500_000)]).toEqual([
      '0.0 s',
      '0.4 s',
      '12 s',
      '3 m 10 s',
      '2 h 05 m',
    ])
    expect([formatCountdown(1), formatCountdown(65_000), formatCountdown(-1)]).toEqual(['0:01', '1:05', '0:00'])
  })
})
