import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  addIndicator,
  changeIndicator,
  CHART_TIMEFRAMES,
  DEFAULT_CHART,
  type IndicatorSetting,
  MOST_INDICATORS,
  parseChartSettings,
  removeIndicator,
} from './chart-settings.ts'

const rsi: Omit<IndicatorSetting, 'key'> = {
  indicator: 'rsi',
  parameters: { period: 9 },
  pane: 'own',
  styles: { value: { colour: 4, line: 'dashed' } },
  shown: false,
}

describe('what a chart was set to', () => {
  it('is read back as it was kept', () => {
    const settings = { ...addIndicator(DEFAULT_CHART, rsi), timeframe: '4h', scale: 'log', volume: false, heights: { i3: 2.5 } }
    expect(parseChartSettings(JSON.parse(JSON.stringify(settings)))).toEqual(settings)
  })

  it('offers the timeframes that the recorder keeps, and begins with two means', () => {
    expect(CHART_TIMEFRAMES).toEqual(['1m', '5m', '15m', '1h', '4h', '1d'])
    expect(parseChartSettings(undefined)).toBe(DEFAULT_CHART)
    expect(DEFAULT_CHART.indicators.map(({ indicator, parameters }) => [indicator, parameters])).toEqual([
      ['ema', { period: 20 }],
      ['ema', { period: 50 }],
    ])
  })

  it('is always usable, whatever was kept', () => {
    fc.assert(
      fc.property(fc.anything(), fc.array(fc.anything()), fc.anything(), (indicators, list, other) => {
        for (const kept of [indicators, list, { indicators, heights: other }, { indicators: list, timeframe: other }]) {
          const settings = parseChartSettings(kept)
          expect(CHART_TIMEFRAMES).toContain(settings.timeframe)
          const keys = settings.indicators.map(({ key }) => key)
          expect(new Set(keys).size).toBe(keys.length)
          expect(Object.values(settings.heights).every((height) => height > 0)).toBe(true)
        }
      }),
    )
  })

  it('leaves out what it does not understand of an indicator, and a second one of the same key', () => {
    const kept = {
      indicators: [
        { ...rsi, key: 'a', parameters: { period: 'x', other: 3 }, styles: { value: { colour: 99, line: 'line' } } },
        { ...rsi, key: 'a' },
        { key: 'b' },
        'rubbish',
      ],
    }
    expect(parseChartSettings(kept).indicators).toEqual([{ ...rsi, key: 'a', parameters: { other: 3 }, styles: {} }])
  })

  it('takes the same indicator several times, each under a key of its own that is not used again', () => {
    const three = addIndicator(addIndicator(DEFAULT_CHART, rsi), rsi)
    expect(three.indicators.map(({ key }) => key)).toEqual(['i1', 'i2', 'i3', 'i4'])
    const changed = changeIndicator(three, 'i3', { parameters: { period: 30 } })
    expect(changed.indicators.map(({ parameters }) => parameters['period'])).toEqual([20, 50, 30, 9])
    const fewer = removeIndicator({ ...changed, heights: { price: 3, i3: 2 } }, 'i3')
    expect(fewer.heights).toEqual({ price: 3 })
    expect(addIndicator(fewer, rsi).indicators.map(({ key }) => key)).toEqual(['i1', 'i2', 'i4', 'i5'])
  })

  it('stops at as many as a chart has room for', () => {
    let settings = DEFAULT_CHART
    for (let index = 0; index < 30; index += 1) settings = addIndicator(settings, rsi)
    expect(settings.indicators).toHaveLength(MOST_INDICATORS)
  })
})
