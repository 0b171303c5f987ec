import { describe, expect, it } from 'vitest'
import {
  DAY,
  exchangeId,
  type Instrument,
  instrumentId,
  millis,
  MINUTE,
  money,
  price,
  quantity,
  type Quote,
  type Signal,
  strategyId,
  toJson,
} from '../domain/index.ts'
import type { TrackedTrade } from '../signals/index.ts'
import { BTC, btcInstrument, type HarnessOptions, tradingHarness, type TradingHarness } from '../testing/trading-harness.ts'
import { DEFAULT_TRADING_CONFIG } from './config.ts'

const EMA = strategyId('ema-trend')
const RSI = strategyId('rsi-reversion')

function opened(config: HarnessOptions['config'] = {}): TradingHarness {
  const h = tradingHarness({ config })
  h.open()
  h.market('100.00', '100.01')
  return h
}

function tracked(h: TradingHarness, count: number, gain: number, age = 0): readonly TrackedTrade[] {
  return Array.from({ length: count }, () => ({ closedAt: millis(h.now() - age), share: 1, gain }))
}

/** The signal that a proposal of confidence 0.6 with a payoff near 2 becomes. */
function proposed(h: TradingHarness, change: Parameters<TradingHarness['propose']>[0] = {}): Signal {
  const { id } = h.propose({ confidence: 0.6, ...change })
  const signal = h.engine.state.signals.get(id)
  if (signal === undefined) throw new Error('the signal is known')
  return signal
}

describe('the size of a signal', () => {
  it('comes from the proposal alone without a record, and is kept with the signal', () => {
    const h = opened()
    const { sizing, quantity: size } = proposed(h)
    const payoff = (110 - 100.01) / (100.01 - 95)
    expect(sizing).toMatchObject({ confidence: 0.6, recordTrades: 0, winRate: 0.6, payoff, goalFactor: 1 })
    expect(sizing?.kelly).toBe(0.6 - (1 - 0.6) / payoff)
    expect(sizing?.fraction).toBe(0.25 * (0.6 - (1 - 0.6) / payoff))
    expect(size).toBe(quantity('9.98398'))
    const rows: string[] = []
    h.journal.replay(({ entry }) => {
      if (entry.kind === 'event' && entry.event.type === 'SignalCreated') rows.push(toJson(entry.event))
    })
    expect(rows).toHaveLength(1)
    expect(JSON.parse(rows[0] ?? '')).toMatchObject({ signal: { sizing: { recordTrades: 0, winRate: 0.6 } } })
  })

  it('follows the record of those who voted for it, by the weight of their votes and the age of their trades', () => {
    const h = opened()
    h.engine.state.tracked.set(EMA, [...tracked(h, 20, 0.02), ...tracked(h, 20, -0.01, 30 * DAY)])
    const alone = proposed(h).sizing
    // Twenty won and twenty lost that count half: 30, of which 20 won; (20 + 20 x 0.6) / (30 + 20).
    expect(alone?.recordTrades).toBeCloseTo(30, 9)
    expect(alone?.winRate).toBeCloseTo(32 / 50, 9)
    const g = opened()
    g.engine.state.tracked.set(EMA, tracked(g, 40, 0.02))
    g.engine.state.tracked.set(RSI, tracked(g, 40, -0.02))
    const vote = { stance: 'long', confidence: 0.6 } as const
    const votes = [
      { ...vote, strategy: EMA, weight: 3 },
      { ...vote, strategy: RSI, weight: 1 },
      { ...vote, strategy: strategyId('against'), weight: 9, stance: 'flat' } as const,
    ]
    const both = proposed(g, { votes }).sizing
    expect(both?.recordTrades).toBeCloseTo(40, 9)
    expect(both?.winRate).toBeCloseTo((30 + 20 * 0.6) / 60, 9)
  })

  it('is not moved by a record that is switched off', () => {
    const { record: _, ...without } = DEFAULT_TRADING_CONFIG
    const h = tradingHarness({ config: { ...without, record: undefined } as never })
    h.open()
    h.market('100.00', '100.01')
    h.engine.state.tracked.set(EMA, tracked(h, 40, -0.02))
    expect(proposed(h).sizing).toMatchObject({ recordTrades: 0, winRate: 0.6 })
  })

  it('is scaled down ahead of the goal and never up behind it', () => {
    const goal = (equity: string, startEquity: string) => ({
      goal: {
        equity: money(equity),
        startEquity: money(startEquity),
        by: millis(1_700_000_000_000 + 100 * DAY),
        minFactor: 0.5,
      },
    })
    const plain = proposed(opened()).sizing
    const behind = proposed(opened(goal('40000', '20000'))).sizing
    const ahead = proposed(opened(goal('10500', '1000'))).sizing
    const there = proposed(opened(goal('9000', '8000'))).sizing
    expect(behind).toEqual(plain)
    expect(ahead?.goalFactor).toBeGreaterThan(0.5)
    expect(ahead?.goalFactor).toBeLessThan(1)
    expect(there?.goalFactor).toBe(0.5)
    expect(there?.fraction).toBe((plain?.fraction ?? 0) / 2)
    // Without a start of its own the goal counts from the account's first cash on the day it was opened.
    const { startEquity: _, ...own } = goal('40000', '1').goal
    const h = opened({ goal: own })
    expect(proposed(h).sizing?.goalFactor).toBe(1)
    expect(h.engine.state.openedAt).toBe(1_700_000_000_000)
  })
})

describe('exposure to what moves together', () => {
  const ETH: Instrument = {
    ...btcInstrument,
    id: instrumentId(exchangeId('binance'), 'ETH/USDT'),
    symbol: 'ETH/USDT',
    venueSymbol: 'ETHUSDT',
    base: 'ETH',
  }
  const quote = (h: TradingHarness, instrument: Instrument['id'], at: number): void => {
    const facts = { exchangeTime: h.now(), receivedTime: h.now(), bidSize: quantity('5'), askSize: quantity('5') }
    const bid = price(at.toFixed(2))
    const ask = price((at + 0.01).toFixed(2))
    const told: Quote = { kind: 'quote', instrument, ...facts, bid, ask }
    h.engine.handle({ type: 'QuoteReceived', quote: told })
  }
  const check = (signal: Signal) => signal.checks.find(({ code }) => code === 'correlated-exposure')

  it('counts a held market whole until enough was seen, then by how much it moves along', () => {
    const h = opened()
    h.engine.handle({ type: 'InstrumentListed', instrument: ETH })
    h.engine.state.positions.set(ETH.id, {
      instrument: ETH.id,
      quantity: quantity('10'),
      costBasis: money('1000'),
      realisedPnl: money('0'),
      fees: money('0'),
      updatedAt: h.now(),
    })
    expect(check(proposed(h, { confidence: 0.5 }))?.measured).toContain('most like binance:ETH/USDT (1 assumed, 0 min)')
    for (let minute = 0; minute < 60; minute += 1) {
      h.clock.advance(MINUTE)
      h.engine.handle({ type: 'ClockTicked' })
      quote(h, BTC, 100 + Math.sin(minute))
      quote(h, ETH.id, 100 - Math.sin(minute))
    }
    h.market('100.00', '100.01')
    expect(check(proposed(h, { confidence: 0.5 }))?.measured).toMatch(/most like binance:ETH\/USDT \(-1\.00, 5\d min\)/)
  })

  it('takes one asset for one, whatever its prices did in another currency', () => {
    const h = opened()
    const abroad = instrumentId(exchangeId('kraken'), 'BTC/EUR')
    h.engine.state.positions.set(abroad, {
      instrument: abroad,
      quantity: quantity('10'),
      costBasis: money('1000'),
      realisedPnl: money('0'),
      fees: money('0'),
      updatedAt: h.now(),
    })
    for (let minute = 0; minute < 60; minute += 1) {
      h.clock.advance(MINUTE)
      quote(h, BTC, 100 + Math.sin(minute))
      quote(h, abroad, 100 - Math.sin(minute))
    }
    h.market('100.00', '100.01')
    expect(check(proposed(h, { confidence: 0.5 }))?.measured).toContain('most like kraken:BTC/EUR (1.00')
  })

  it('adds one asset over its markets, and all markets of a venue', () => {
    const h = opened()
    const [elsewhere, other] = ['kraken', 'binance'].map((exchange) =>
      instrumentId(exchangeId(exchange), exchange === 'kraken' ? 'BTC/USD' : 'ETH/USDT'),
    ) as [typeof BTC, typeof BTC]
    for (const instrument of [elsewhere, other])
      h.engine.state.positions.set(instrument, {
        instrument,
        quantity: quantity('10'),
        costBasis: money('1000'),
        realisedPnl: money('0'),
        fees: money('0'),
        updatedAt: h.now(),
      })
    const { checks } = proposed(h)
    const measured = (code: string) => Number.parseFloat(checks.find((each) => each.code === code)?.measured ?? '')
    expect(measured('asset-exposure')).toBeCloseTo(measured('max-position') + 100 / 12, 1)
    expect(measured('venue-exposure')).toBeCloseTo(measured('max-position') + 100 / 12, 1)
    expect(measured('correlated-exposure')).toBeCloseTo(measured('max-position') + 200 / 12, 1)
  })
})
