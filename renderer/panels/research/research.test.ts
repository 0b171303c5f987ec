import { describe, expect, it } from 'vitest'
import { readReport } from './report.ts'
import { type ResearchDraft, requestOf } from './request.ts'

const draft: ResearchDraft = {
  kind: 'backtest',
  instrument: 'binance:BTC/USDT',
  timeframe: '1h',
  days: '30',
  feeBps: '7.5',
  slippageBps: '2',
  strategy: 'ema-cross',
  stopPercent: '2',
  targetPercent: ' ',
  count: '100',
  generations: '5',
  seed: '1',
  promote: false,
}

describe('the form of research', () => {
  it('sends percent as a share, leaves out what is empty, and hands on what is no number to be complained of', () => {
    expect(requestOf(draft)).toEqual({
      kind: 'backtest',
      instrument: 'binance:BTC/USDT',
      timeframe: '1h',
      days: 30,
      feeBps: 7.5,
      slippageBps: 2,
      strategy: 'ema-cross',
      stop: 0.02,
    })
    expect(requestOf({ ...draft, kind: 'generate', days: 'ten', promote: true })).toMatchObject({
      kind: 'generate',
      days: 'ten',
      count: 100,
      promote: true,
    })
  })
})

describe('a report', () => {
  it('is read by its kind, and one of no known kind is not', () => {
    const metrics = { totalReturn: 0.1, sharpe: null }
    const equity = [[1, 100], [2, 110], 'x']
    expect(readReport({ decisionHash: 'ab', metrics, equity, finalEquity: '110' })).toMatchObject({
      kind: 'backtest',
      metrics,
      equity: [
        [1, 100],
        [2, 110],
      ],
    })
    const survivors = [{ rank: 1, id: 'a', text: 'when', promoted: false, against: ['drawdown'], metrics: { heldOut: metrics } }]
    expect(readReport({ funnel: { survived: 1 }, overfitting: null, survivors })).toMatchObject({
      kind: 'generate',
      overfitting: null,
      survivors: [{ text: 'when', against: ['drawdown'], heldOut: metrics }],
    })
    expect([readReport(null), readReport('x'), readReport({ other: 1 })]).toEqual([undefined, undefined, undefined])
  })
})
