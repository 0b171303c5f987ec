import { describe, expect, it } from 'vitest'
import { countedIds } from '../../adapters/memory/index.ts'
import { type ConfigInput, parseConfig } from '../../contract/index.ts'
import { exchangeId, instrumentId } from '../../domain/index.ts'
import { btcInstrument } from '../../testing/trading-harness.ts'
import { checkStrategyMarkets, StrategyRunner } from './index.ts'

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
