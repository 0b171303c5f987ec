import { describe, expect, it } from 'vitest'
import { countedIds } from '../../adapters/memory/index.ts'
import { type ConfigInput, parseConfig } from '../../contract/index.ts'
import { DAY, exchangeId, instrumentId, millis, strategyId, type Vote } from '../../domain/index.ts'
import { type TrackRecord, trackRecord } from '../../signals/index.ts'
import { BTC, candleAt, quoteAt } from '../../testing/market-facts.ts'
import { btcInstrument } from '../../testing/trading-harness.ts'
import { checkStrategyMarkets, StrategyRunner } from './index.ts'
import { instanceRows } from './instance-rows.ts'

const eth = {
  ...btcInstrument,
  id: instrumentId(exchangeId('binanceus'), 'ETH/USDT'),
  exchange: exchangeId('binanceus'),
  symbol: 'ETH/USDT',
}
const config = (symbols: readonly string[]) =>
  parseConfig({
    exchanges: [
      { id: 'binance', symbols: ['BTC/USDT'] },
      { id: 'binanceus', symbols: ['ETH/USDT'] },
    ],
    strategies: [{ strategy: 'ema-trend', symbols: [...symbols] }, { strategy: 'rsi-reversion' }],
  } satisfies ConfigInput)

describe('strategy runner', () => {
  it('takes up each exchange’s markets as they are listed', () => {
    const runner = new StrategyRunner(config(['ETH/USDT']), countedIds())
    const running = () => runner.pipeline?.strategies().map(({ id, instrument }) => `${id} ${instrument}`)
    runner.list([btcInstrument])
    expect(running()).toEqual(['rsi-reversion binance:BTC/USDT'])
    runner.list([btcInstrument, eth])
    expect(running()).toEqual([
      'ema-trend binanceus:ETH/USDT',
      'rsi-reversion binance:BTC/USDT',
      'rsi-reversion binanceus:ETH/USDT',
    ])
  })

  it('keeps a strategy switched off over a new list, and ignores one that is not there', () => {
    const runner = new StrategyRunner(config(['ETH/USDT']), countedIds())
    runner.setEnabled('rsi-reversion', false)
    runner.setEnabled('gone', false)
    runner.list([btcInstrument, eth])
    expect(runner.pipeline?.strategies().map(({ id, enabled }) => [id, enabled])).toEqual([
      ['ema-trend', true],
      ['rsi-reversion', false],
      ['rsi-reversion', false],
    ])
  })

  it('refuses a market that no exchange brings, by name', () => {
    expect(() => {
      checkStrategyMarkets(config(['SOL/USDT']))
    }).toThrow(/strategies\.0\.symbols: SOL\/USDT: use one of BTC\/USDT, ETH\/USDT/)
  })
})

describe('the weight of a vote', () => {
  const MINUTE = 60_000
  /** A market that only rises, and then is quoted: a trend strategy proposes to buy. */
  function proposalOf(records: readonly TrackRecord[], trackRecord: NonNullable<ConfigInput['signals']>['trackRecord'] = {}) {
    const runner = new StrategyRunner(
      parseConfig({
        exchanges: [{ id: 'binance', symbols: ['BTC/USDT'] }],
        strategies: [{ strategy: 'ema-trend' }, { strategy: 'ema-trend', id: 'twin' }],
        signals: { trackRecord },
      }),
      countedIds(),
    )
    runner.list([BTC])
    runner.track(records)
    for (let index = 0; index < 300; index += 1) {
      const close = 100 + index
      runner.onMarketEvent(candleAt(index * MINUTE, { open: close - 1, high: close, low: close - 1, close, volume: 1 }))
    }
    const [proposal] = runner.onMarketEvent(quoteAt(300 * MINUTE + 500, 399, 399.1))
    return { runner, votes: proposal?.candidate.votes ?? [] }
  }
  const RECORD = trackRecord(
    strategyId('twin'),
    Array.from({ length: 20 }, () => ({ closedAt: millis(300 * MINUTE), share: 1, gain: 0.01, regime: 'up/low' as const })),
    DAY,
  )
  const records = RECORD === undefined ? [] : [RECORD]

  it('comes from the record of its strategy, and carries the regime that it was cast in', () => {
    const { votes, runner } = proposalOf(records)
    expect(votes.map(({ strategy, weight }) => [strategy, Number(weight.toFixed(2))])).toEqual([
      ['ema-trend', 1],
      ['twin', 4],
    ])
    expect(votes.map(({ regime }) => regime)).toEqual([
      { trend: 'up', volatility: 'low' },
      { trend: 'up', volatility: 'low' },
    ])
    const [plain, twin] = instanceRows(runner, []).map(({ row }) => row)
    expect(plain).toMatchObject({ weight: 1, regime: { trend: 'up', volatility: 'low' } })
    expect(plain).not.toHaveProperty('track')
    expect(twin).toMatchObject({ weight: 4, track: { trades: 20, winRate: 1, expectancyR: null, lastAt: 300 * MINUTE } })
    expect(twin?.track?.byRegime).toMatchObject([{ regime: 'up/low', trades: 20 }])
  })

  it('is 1 for all when it is switched off, and when a trader without a record takes over', () => {
    const weights = (votes: readonly Vote[]) => votes.map(({ weight }) => weight)
    expect(weights(proposalOf(records, { enabled: false }).votes)).toEqual([1, 1])
    const { runner } = proposalOf(records)
    runner.track([])
    expect(instanceRows(runner, []).map(({ row }) => row.weight)).toEqual([1, 1])
  })

  it.each([
    [{ minWeight: 0 }, 'signals.trackRecord.minWeight'],
    [{ minWeight: 1.1 }, 'signals.trackRecord.minWeight'],
    [{ maxWeight: 0.9 }, 'signals.trackRecord.maxWeight'],
    [{ halfLifeDays: 0 }, 'signals.trackRecord.halfLifeDays'],
    [{ priorTrades: 0 }, 'signals.trackRecord.priorTrades'],
  ])('refuses %j by name', (trackRecord, field) => {
    const config = { exchanges: [{ id: 'binance', symbols: ['BTC/USDT'] }], signals: { trackRecord } }
    expect(() => parseConfig(config)).toThrow(field)
  })
})
