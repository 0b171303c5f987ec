import { describe, expect, it } from 'vitest'
import type { StrategyRow } from '../../../core/contract/index.ts'
import { expectancyText, trackText } from './track-text.ts'

const ROW: StrategyRow = {
  id: 'a@binance:BTC/USDT@1m',
  strategy: 'a',
  title: 'A',
  family: 'trend',
  instrument: 'binance:BTC/USDT',
  timeframe: '1m',
  enabled: true,
  params: {},
  stance: 'long',
  confidence: 1,
  at: 1,
  weight: 1.25,
  regime: { trend: 'none', volatility: 'high' },
}
const figures = { trades: 4, winRate: 0.75, expectancy: 0.0012, expectancyR: null }

describe('the record of a strategy in words', () => {
  it('says that there is none, and what the market is', () => {
    expect(trackText(ROW)).toBe('No closed trade yet, so its vote weighs 1.25. Now: no trend, high volatility.')
  })

  it('lists all trades and each regime, in R where there were stops', () => {
    const byRegime = [{ ...figures, regime: 'up/low', trades: 2, winRate: null, expectancyR: 0.5 }]
    expect(trackText({ ...ROW, track: { ...figures, lastAt: 1, byRegime } }).split('\n')).toEqual([
      'All: 4 trades, 75% won, +12.0 bp a trade',
      'up/low: 2 trades, – won, +0.50 R a trade',
      'Recent trades count more. Now: no trend, high volatility.',
    ])
    expect(expectancyText({ ...figures, expectancyR: -0.2 })).toBe('-0.20 R')
  })
})
