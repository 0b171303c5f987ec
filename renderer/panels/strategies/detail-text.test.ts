import { describe, expect, it } from 'vitest'
import type { StrategyParameterRow, StrategyRow } from '../../../core/contract/index.ts'
import { parameterLines, recordLines, trouble, weightText } from './detail-text.ts'

const DECLARED: readonly StrategyParameterRow[] = [
  { name: 'fast', description: 'Fast average', min: 1, max: 500, default: 12, integer: true },
  { name: 'low', description: 'Buys below', min: 1, max: 50, default: 30, integer: false },
  { name: 'seed', description: 'How it begins', choices: ['sma', 'first'], default: 'sma' },
]
const figures = { trades: 12, winRate: 0.5, expectancy: 0.001, expectancyR: 0.2 }
const track: NonNullable<StrategyRow['track']> = {
  ...{ ...figures, trades: 41, lastAt: 1 },
  byRegime: [
    { ...figures, regime: 'up/normal' },
    { ...figures, regime: 'down/high', winRate: null, expectancyR: -0.3 },
  ],
}

describe('the detail of a strategy', () => {
  it('lists every parameter with its range, and says which are not as usual', () => {
    expect(parameterLines({ params: { fast: 9, seed: 'sma', own: 3 } }, DECLARED)).toEqual([
      { name: 'fast', value: '9', range: '1 to 500, whole', usual: '12', changed: true, description: 'Fast average' },
      { name: 'low', value: '30', range: '1 to 50', usual: '30', changed: false, description: 'Buys below' },
      { name: 'seed', value: 'sma', range: 'sma, first', usual: 'sma', changed: false, description: 'How it begins' },
      { name: 'own', value: '3', range: '–', usual: '–', changed: false, description: '' },
    ])
  })

  it('tells the edge back from the weight, which is its odds', () => {
    const regime = { trend: 'up', volatility: 'normal' } as const
    expect(weightText({ weight: 1.5, track, regime })).toBe(
      'Counts as more than one voice: its 41 closed trades stand for an edge of +20.0%, drawn towards none while they are few, and fading with time. Of this regime it has 12 trades; enough recent ones count before the rest. The market is now: trend up, normal volatility.',
    )
    expect(weightText({ weight: 0.5, track })).toMatch(
      /^Counts as less than one voice: .* edge of -33\.3%.*its whole record counts/,
    )
    expect(weightText({ weight: 1 })).toMatch(/^Counts as one voice among equals: it has no closed trade yet/)
  })

  it('gives the record by regime and marks that of now', () => {
    expect(recordLines({ track, regime: { trend: 'down', volatility: 'high' } })).toEqual([
      { name: 'All', trades: '41', won: '50.0%', each: '+0.20 R', now: false },
      { name: 'up, normal', trades: '12', won: '50.0%', each: '+0.20 R', now: false },
      { name: 'down, high', trades: '12', won: '–', each: '-0.30 R', now: true },
    ])
    expect(recordLines({})).toEqual([])
  })

  it('says why it does not work and what to do, by where it comes from', () => {
    const row = { error: 'no number', enabled: false, instrument: 'demo:SOL/USDT' }
    expect(trouble(row, { origin: 'user' })).toEqual({
      why: 'Stopped on demo:SOL/USDT: no number',
      remedy:
        'Mend its file: it is taken up again as soon as it is saved. Its open positions keep their stops; the others go on.',
    })
    expect(trouble(row, { origin: 'generated' })?.remedy).toMatch(/^Retire it in Research/)
    expect(trouble(row, undefined)?.remedy).toMatch(/^Change its parameters in the configuration/)
    expect(trouble({ enabled: true, instrument: 'a' }, { origin: 'user', problem: 'line 3' })?.why).toMatch(
      /does not work: line 3/,
    )
    expect(trouble({ enabled: false, instrument: 'a' }, undefined)?.why).toMatch(/^Switched off/)
    expect(trouble({ enabled: true, instrument: 'a' }, { origin: 'built-in' })).toBeUndefined()
  })
})
