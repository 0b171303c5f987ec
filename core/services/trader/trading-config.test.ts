import { describe, expect, it } from 'vitest'
import { parseConfig } from '../../contract/index.ts'
import { DAY, millis, money } from '../../domain/index.ts'
import { DEFAULT_TRADING_CONFIG } from '../../engine/index.ts'
import { tradingConfig } from './trading-config.ts'

const read = (change: object = {}) =>
  tradingConfig(parseConfig({ exchanges: [{ id: 'binance', symbols: ['BTC/USDT'] }], ...change }))

describe('the settings of the trader', () => {
  it('are those that a backtest has, where the file says nothing; only a person can be away', () => {
    const { unattended: _, ...rest } = read()
    const { unattended: __, ...defaults } = DEFAULT_TRADING_CONFIG
    expect(rest).toEqual(defaults)
  })

  it('take a goal in money and days of UTC', () => {
    const goal = { equity: '20000', by: '2027-12-31', startEquity: '10000', start: '2027-01-01', minFactor: 0.4 }
    expect(read({ goal }).goal).toEqual({
      equity: money('20000'),
      by: millis(Date.UTC(2027, 11, 31)),
      startEquity: money('10000'),
      start: millis(Date.UTC(2027, 0, 1)),
      minFactor: 0.4,
    })
    expect(read({ goal: { equity: '20000', by: '2027-12-31' } }).goal).toMatchObject({ minFactor: 0.5 })
  })

  it('make nothing automatic with real money', () => {
    const auto = parseConfig({
      exchanges: [{ id: 'binance', symbols: ['BTC/USDT'] }],
      approval: { defaultMode: 'auto' },
      strategies: [
        { strategy: 'ema-cross', approval: 'auto' },
        { strategy: 'rsi-reversion', approval: 'advisory' },
      ],
    })
    expect(tradingConfig(auto, 'live').approval).toMatchObject({
      defaultMode: 'manual',
      byStrategy: { 'ema-cross': 'manual', 'rsi-reversion': 'advisory' },
    })
    expect(tradingConfig(auto, 'paper').approval).toMatchObject({ defaultMode: 'auto', byStrategy: { 'ema-cross': 'auto' } })
  })

  it('say whether stops rest at the venue, and in which steps they follow', () => {
    expect(read().execution).toEqual({ restProtection: true, trailStepBps: 10 })
    expect(read({ execution: { restProtection: false, trailStepBps: 2.5 } }).execution).toEqual({
      restProtection: false,
      trailStepBps: 2.5,
    })
    expect(() => read({ execution: { restProtection: 'yes' } })).toThrow('execution.restProtection')
    expect(() => read({ execution: { trailStepBps: -1 } })).toThrow('execution.trailStepBps')
  })

  it('know how records count, or that they do not', () => {
    const signals = { trackRecord: { halfLifeDays: 7 } }
    expect(read({ signals, sizing: { priorTrades: 50 } }).record).toEqual({ halfLife: 7 * DAY, priorTrades: 50 })
    expect(read({ sizing: { useRecord: false } }).record).toBeUndefined()
  })
})
