import { describe, expect, it } from 'vitest'
import type { IndicatorDescription } from '../../../core/contract/index.ts'
import { integerParameter } from '../../../core/domain/index.ts'
import { addIndicator, DEFAULT_CHART } from './chart-settings.ts'
import { drawnIndicator, indicatorName, newIndicator, searchIndicators, shortName } from './indicator-look.ts'
import { parameterProblem } from './parameter-problem.ts'

const described = (id: string, more: Partial<IndicatorDescription> = {}): IndicatorDescription => ({
  id,
  title: id,
  family: 'trend',
  formula: '',
  sees: 'closed candles only',
  fromCandles: true,
  parameters: { period: integerParameter('Period', 20, [2, 500]) },
  outputs: ['value'],
  priceOutputs: [],
  bounds: {},
  warmUp: 20,
  ...more,
})
const bands = described('bollinger', {
  outputs: ['middle', 'upper', 'lower', 'percentB'],
  priceOutputs: ['middle', 'upper', 'lower'],
})
const macd = described('macd', { title: 'Moving average convergence divergence', outputs: ['macd', 'signal', 'histogram'] })
const lines = (description: IndicatorDescription) =>
  Object.fromEntries(Object.entries(newIndicator(DEFAULT_CHART, description).styles).map(([name, { line }]) => [name, line]))

describe('an indicator that comes onto a chart', () => {
  it('lies over the candles with its prices only, or has a pane of its own', () => {
    expect(newIndicator(DEFAULT_CHART, bands).pane).toBe('price')
    expect(lines(bands)).toEqual({ middle: 'dashed', upper: 'line', lower: 'line', percentB: 'hidden' })
    expect(newIndicator(DEFAULT_CHART, macd).pane).toBe('own')
    expect(lines(macd)).toEqual({ macd: 'line', signal: 'line', histogram: 'histogram' })
    expect(lines(described('psar', { priceOutputs: ['value'] }))).toEqual({ value: 'dots' })
  })

  it('takes a colour that is not on the chart yet', () => {
    const rsi = described('rsi')
    const first = newIndicator(DEFAULT_CHART, rsi)
    const second = newIndicator(addIndicator(DEFAULT_CHART, first), rsi)
    const taken = DEFAULT_CHART.indicators.map(({ styles }) => styles['value']?.colour)
    expect(taken).not.toContain(first.styles['value']?.colour)
    expect([...taken, first.styles['value']?.colour]).not.toContain(second.styles['value']?.colour)
  })

  it('is drawn with a guide at its middle, or at zero, and not at all while hidden', () => {
    const setting = { ...newIndicator(DEFAULT_CHART, macd), key: 'a' }
    expect(drawnIndicator(setting, macd)).toMatchObject({ key: 'a', pane: 'own', guides: [0] })
    const rsi = described('rsi', { bounds: { value: [0, 100] } })
    expect(drawnIndicator({ ...setting, styles: {} }, rsi).guides).toEqual([50])
    expect(drawnIndicator({ ...setting, shown: false }, macd).outputs.map(({ line }) => line)).toEqual([
      'hidden',
      'hidden',
      'hidden',
    ])
    expect(drawnIndicator(setting, bands).outputs.map(({ isPrice }) => isPrice)).toEqual([true, true, true, false])
  })

  it('is named with every parameter', () => {
    expect(indicatorName(macd, { period: 9 })).toBe('MACD 9')
    expect(indicatorName(described('chandelier-exit'), {})).toBe('Chandelier exit 20')
    expect(shortName('rsi')).toBe('RSI')
  })
})

describe('the search', () => {
  const list = [
    described('ema', { title: 'Exponential moving average', family: 'moving-average' }),
    described('t3', { title: 'T3 of averages', family: 'moving-average' }),
    macd,
    described('sma', { title: 'Simple moving average', family: 'moving-average' }),
    described('atr', { title: 'Average true range', family: 'volatility' }),
  ]
  const found = (text: string): readonly string[] => searchIndicators(list, text).map(({ id }) => id)

  it('has all of them by family, and none for words that are nowhere', () => {
    expect(found(' ')).toEqual(['ema', 't3', 'sma', 'macd', 'atr'])
    expect(found('zzz')).toEqual([])
    expect(found('mean (')).toEqual([])
  })

  it('puts the one of that name first and looks at every word', () => {
    expect(found('SMA')).toEqual(['sma'])
    expect(found('average')).toEqual(['ema', 't3', 'macd', 'sma', 'atr'])
    expect(found('verage')).toHaveLength(5)
    expect(found('macd')).toEqual(['macd'])
    expect(found('moving conv')).toEqual(['macd'])
    expect(found('moving-average t3')).toEqual(['t3'])
  })
})

describe('a parameter as typed', () => {
  it.each(['', 'abc', '1', '501', '2.5', 'Infinity', '0x'])('%j is refused with field, value and remedy', (text) => {
    expect(parameterProblem(macd, 'period', text)).toMatch(/^macd\.period: .*: give a whole number from 2 to 500$/)
  })

  it.each(['2', '500', ' 14 '])('%j is taken', (text) => {
    expect(parameterProblem(macd, 'period', text)).toBeUndefined()
  })
})
