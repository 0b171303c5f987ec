import { describe, expect, it } from 'vitest'
import {
  type CandidateSignal,
  money,
  moneyToNumberLossy,
  price,
  quantity,
  signalId,
  strategyId,
  type Vote,
} from '../domain/index.ts'
import { BTC, limitOrder, readyToTrade, type TradingHarness, tradingHarness } from '../testing/trading-harness.ts'

const vote = (name: string, change: Partial<Vote> = {}): Vote => ({
  strategy: strategyId(name),
  stance: 'long',
  confidence: 0.8,
  weight: 1,
  ...change,
})
const VOTES = [
  vote('a', { regime: { trend: 'up', volatility: 'high' } }),
  vote('b', { confidence: 0.2, weight: 2 }),
  vote('against', { stance: 'flat', confidence: 0.1 }),
]

function enter(h: TradingHarness, change: Partial<CandidateSignal> = {}): void {
  const signal = h.propose({ votes: VOTES, ...change })
  expect(h.command({ type: 'ApproveSignal', signalId: signal.id, quantity: quantity('2') })).toMatchObject({ ok: true })
  h.clock.advance(10)
}

function leave(h: TradingHarness): void {
  h.command({ type: 'Flatten' }, `flatten-${String(h.now())}`)
  // The cancel of what rests for the position, then the sale.
  h.clock.advance(20)
  expect(h.engine.state.positions.get(BTC)?.quantity).toBe(0n)
}

const trackedOf = (h: TradingHarness) => [...h.engine.state.tracked].map(([name, trades]) => [name, trades] as const)

describe('track record of the trader', () => {
  it('a closed round trip counts for each strategy that voted for it, by its share, after fees and in R', () => {
    const h = readyToTrade()
    enter(h)
    h.market('103.00', '103.01')
    expect(trackedOf(h)).toEqual([])
    leave(h)
    const position = h.engine.state.positions.get(BTC)
    const net = moneyToNumberLossy(position?.realisedPnl ?? money('0')) - moneyToNumberLossy(position?.fees ?? money('0'))
    expect(net).toBeCloseTo(2 * (103 - 100.01) - 0.001 * 2 * (103 + 100.01), 9)
    expect(trackedOf(h).map(([name, trades]) => [name, trades.length])).toEqual([
      ['a', 1],
      ['b', 1],
    ])
    const [own, other] = trackedOf(h).map(([, trades]) => trades[0])
    expect(own).toMatchObject({ closedAt: h.now(), regime: 'up/high' })
    expect(own?.share).toBeCloseTo(0.8 / 1.2, 12)
    expect(own?.gain).toBeCloseTo(net / 200.02, 12)
    expect(own?.multiple).toBeCloseTo(net / (2 * (100.01 - 95)), 12)
    expect(other?.share).toBeCloseTo(0.4 / 1.2, 12)
    expect(other).toEqual({ closedAt: own?.closedAt, share: other?.share, gain: own?.gain, multiple: own?.multiple })
  })

  it('a restart brings it back, also of a trip that is still under way', () => {
    const h = readyToTrade()
    enter(h)
    h.market('98.00', '98.01')
    leave(h)
    h.clock.advance(120_000)
    h.market('98.00', '98.01')
    enter(h, { entry: price('98.01') })
    const again = tradingHarness({ journal: h.journal, start: h.now() })
    again.open()
    expect(trackedOf(again)).toEqual(trackedOf(h))
    for (const each of [h, again]) {
      each.market('99.00', '99.01')
      leave(each)
    }
    expect(trackedOf(h)[0]?.[1].map(({ gain }) => Math.sign(gain))).toEqual([-1, 1])
    expect(trackedOf(again)).toEqual(trackedOf(h))
  })

  it('what a person bought, wholly or in part, is nobody’s record; what a person sold still is', () => {
    const h = readyToTrade()
    h.command({ ...limitOrder, limitPrice: price('100.01') })
    h.clock.advance(10)
    leave(h)
    h.clock.advance(120_000)
    h.market('100.00', '100.01')
    enter(h)
    h.command({ ...limitOrder, limitPrice: price('100.01') })
    h.clock.advance(10)
    expect(h.engine.state.positions.get(BTC)?.quantity).toBe(quantity('3'))
    leave(h)
    expect(trackedOf(h)).toEqual([])
    h.clock.advance(120_000)
    h.market('100.00', '100.01')
    enter(h)
    leave(h)
    expect(trackedOf(h).map(([name]) => name)).toEqual(['a', 'b'])
  })

  it('has no R without a stop', () => {
    const h = readyToTrade()
    const { stop: _stop, target: _target, ...bare } = h.propose({ votes: VOTES, confidence: 0 })
    h.engine.handle({ type: 'CandidateReceived', candidate: { ...bare, confidence: 0.8 }, gapOpen: false })
    h.command({ type: 'ApproveSignal', signalId: bare.id, quantity: quantity('2') })
    h.clock.advance(10)
    leave(h)
    const [trade] = trackedOf(h)[0]?.[1] ?? []
    expect(trade?.gain).toBeLessThan(0)
    expect(trade).not.toHaveProperty('multiple')
  })
})

describe('cool-down of a strategy', () => {
  const config = (strategyCooldown: number) => ({ filter: { minConfidence: 0.5, cooldown: 1, strategyCooldown } })
  const codes = (h: TradingHarness): readonly string[] =>
    h.journal.read(0, 1_000).flatMap(({ entry }) => {
      return entry.kind === 'event' && entry.event.type === 'CandidateFiltered' ? [entry.event.code] : []
    })

  it('holds to the millisecond after an entry signal, over a restart, and not where another strategy is behind it too', () => {
    const opened = (journal?: TradingHarness['journal'], start?: number) => {
      const h = tradingHarness({
        config: config(10_000),
        ...(journal === undefined ? {} : { journal }),
        ...(start === undefined ? {} : { start }),
      })
      h.open()
      h.market('100.00', '100.01')
      return h
    }
    const h = opened()
    const first = h.propose({ votes: [vote('a')] })
    h.command({ type: 'RejectSignal', signalId: first.id, reason: '' })
    h.clock.advance(9_999)
    h.propose({ votes: [vote('a')] })
    expect(codes(h)).toEqual(['strategy-cool-down'])
    const again = opened(h.journal, h.now())
    again.propose({ votes: [vote('a')], id: signalId('later') })
    expect(codes(again)).toEqual(['strategy-cool-down', 'strategy-cool-down'])
    const second = again.propose({ votes: [vote('a'), vote('fresh')], id: signalId('joined') })
    expect(again.engine.state.pending).toContain(second.id)
    const other = opened(undefined, 1_700_000_000_000)
    const before = other.propose({ votes: [vote('a')] })
    other.command({ type: 'RejectSignal', signalId: before.id, reason: '' })
    other.clock.advance(10_000)
    other.market('100.00', '100.01')
    expect(other.engine.state.pending).toContain(other.propose({ votes: [vote('a')] }).id)
  })
})
