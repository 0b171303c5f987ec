import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { memoryJournal } from '../../adapters/memory/index.ts'
import {
  add,
  InputError,
  money,
  type OrderId,
  price,
  quantity,
  subtract,
  toJson,
  type WhyStory,
  ZERO_MONEY,
  ZERO_QUANTITY,
} from '../../domain/index.ts'
import { liveThrough, sessionSteps } from '../../testing/random-session.ts'
import { BTC, ordersOf, tradingHarness } from '../../testing/trading-harness.ts'
import { why } from '../index.ts'

const START = 1_700_000_000_000

/** A signal is refused on a market that ran away, approved with other terms, filled, and stopped out. */
function stoppedOut() {
  const journal = memoryJournal()
  const h = tradingHarness({ journal, books: true })
  h.open()
  h.market('100.00', '100.01', '50')
  h.clock.advance(30)
  const { id } = h.propose()
  h.clock.advance(100)
  h.market('100.50', '100.51', '50')
  h.command({ type: 'ApproveSignal', signalId: id })
  h.clock.advance(100)
  h.market('100.00', '100.01', '50')
  h.clock.advance(40)
  h.command({ type: 'ApproveSignal', signalId: id, quantity: quantity('2'), stop: price('99') })
  h.clock.advance(5)
  h.market('100.02', '100.03', '50')
  h.clock.advance(25)
  h.tick(1_000)
  h.market('98.90', '98.91', '50')
  h.clock.advance(5)
  h.market('98.80', '98.81', '50')
  h.clock.advance(20)
  // Another life of the same market, that is no part of this story.
  h.tick(61_000)
  h.market('98.80', '98.81', '50')
  h.command({ type: 'ApproveSignal', signalId: h.propose({ entry: price('98.81'), stop: price('90') }).id })
  h.clock.advance(20)
  return { h, journal, signal: id }
}

const told = ({ asked: _asked, kind: _kind, ...story }: WhyStory): string => toJson(story)

describe('why', () => {
  it('tells an order from the frame it was decided on to what came of it', () => {
    const { h, journal, signal } = stoppedOut()
    const [entry, exit] = ordersOf(h)
    const story = why(journal, entry?.id ?? '')
    expect(story).toMatchObject({ kind: 'order', instrument: BTC, orderId: entry?.id })
    expect(story.signals).toHaveLength(1)
    const [first] = story.signals
    expect(first).toMatchObject({
      signal: { id: signal, state: 'APPROVED', conflict: 0, votes: [{ strategy: 'ema-trend' }], reasoning: [{ feature: 'ema' }] },
      created: { input: 'CandidateReceived' },
      market: { bid: price('100'), ask: price('100.01'), exchangeTime: START, receivedTime: START, age: 30 },
      sinceProposal: 0,
      sinceData: 0,
    })
    expect(first?.signal.sizing?.fraction).toBeGreaterThan(0)
    expect(first?.checks.length).toBeGreaterThan(20)
    expect(first?.decision).toMatchObject({
      state: 'APPROVED',
      decidedBy: 'user',
      command: 'ApproveSignal',
      by: 'user',
      quantity: quantity('2'),
      stop: price('99'),
      after: 240,
      diff: { proposed: { stop: price('95') }, dataAge: 40 },
      market: { bookSequence: 3, bookReceivedTime: START + 230, age: 40 },
    })
    expect(story.orders.map(({ order }) => [order.id, order.purpose])).toEqual([
      [entry?.id, 'entry'],
      [exit?.id, 'exit-stop'],
      [exit?.pairedWith, 'exit-target'],
    ])
    const [bought, sold] = story.orders
    expect(bought).toMatchObject({ decisionPrice: price('100.01'), stop: price('99') })
    expect(bought?.checks.length).toBeGreaterThan(20)
    expect(bought?.moves.map(({ state, after, input }) => [state, after, input])).toEqual([
      ['submitted', 0, 'CommandReceived'],
      ['accepted', 10, 'VenueReported'],
      ['filled', 0, 'VenueReported'],
    ])
    // Ten milliseconds later the ask was two ticks up.
    expect(bought?.fills).toMatchObject([
      { fill: { price: price('100.03'), quantity: quantity('2') }, after: 10, slippageCost: money('0.04') },
    ])
    expect(bought?.fills[0]?.slippageBps).toBeCloseTo(1.9998, 3)
    expect(sold).toMatchObject({
      created: { input: 'VenueReported' },
      decisionPrice: price('99'),
    })
    expect(sold?.fills).toMatchObject([{ fill: { price: price('98.90') }, slippageCost: money('0.2') }])
    expect(sold?.fills[0]?.slippageBps).toBeCloseTo(10.101, 2)
    expect(sold?.slippageCost).toBe(money('0.2'))
    expect(story.position.map(({ quantity: held, gain, flat }) => [held, gain, flat])).toEqual([
      [quantity('2'), ZERO_MONEY, false],
      [ZERO_QUANTITY, money('-2.26'), true],
    ])
    expect(story.protection).toMatchObject([{ event: 'ProtectionSet', stop: price('99'), target: price('110'), setBy: 'engine' }])
    expect(story.commands.map(({ ok, code, content }) => [content.type, ok, code])).toEqual([
      ['ApproveSignal', false, 'price-drift'],
      ['ApproveSignal', true, ''],
    ])
    expect(story.commands[0]?.diff).toMatchObject({ ask: price('100.51') })
    const fees = add(entry?.fee ?? ZERO_MONEY, exit?.fee ?? ZERO_MONEY)
    expect(story.result).toEqual({
      open: false,
      gain: money('-2.26'),
      fees,
      funding: ZERO_MONEY,
      netPnl: subtract(money('-2.26'), fees),
    })
  })

  it('is the same story by every id that is in it', () => {
    const { h, journal, signal } = stoppedOut()
    const [entry, exit] = ordersOf(h)
    const whole = why(journal, entry?.id ?? '')
    expect(told(why(journal, entry?.clientOrderId ?? ''))).toBe(told(whole))
    expect(told(why(journal, whole.orders[0]?.fills[0]?.fill.id ?? ''))).toBe(told(whole))
    expect(told(why(journal, signal))).toBe(told(whole))
    const byExit = why(journal, exit?.id ?? '')
    expect(byExit.orders.map(({ order }) => order.id)).toEqual(whole.orders.map(({ order }) => order.id))
    expect(byExit.orderId).toBe(exit?.id)
    expect(why(journal, whole.orders[1]?.fills[0]?.fill.id ?? '').kind).toBe('fill')
  })

  it('tells of orders that no signal made: by hand, flattened, killed, refused by the venue', () => {
    const journal = memoryJournal()
    const h = tradingHarness({ journal })
    h.open()
    h.market('100.00', '100.01')
    h.command({
      type: 'SubmitOrder',
      instrument: BTC,
      side: 'buy',
      orderType: 'market',
      quantity: quantity('1'),
      timeInForce: 'GTC',
      reduceOnly: false,
    })
    h.clock.advance(20)
    h.command({ type: 'Kill', flatten: true })
    h.clock.advance(20)
    const [bought, sold] = ordersOf(h)
    const story = why(journal, sold?.id ?? '')
    expect(story.signals).toEqual([])
    expect(story.orders.map(({ order, created }) => [order.purpose, created.command, created.by])).toEqual([
      ['manual', 'SubmitOrder', 'user'],
      ['flatten', 'Kill', 'user'],
    ])
    expect(story.orders[0]?.decisionPrice).toBe(price('100.01'))
    expect(story.orders[1]?.decisionPrice).toBe(price('100'))
    expect(story.notices.map(({ event }) => event)).toEqual(['TradingHalted', 'FlattenStarted'])
    expect(story.commands.map(({ content }) => content.type)).toEqual(['SubmitOrder', 'Kill'])
    expect(story.result).toMatchObject({ open: false, gain: money('-0.01') })
    expect(told(why(journal, bought?.id ?? '')).length).toBeGreaterThan(1_000)
    h.command({ type: 'Rearm' })
    h.command({
      type: 'SubmitOrder',
      instrument: BTC,
      side: 'buy',
      orderType: 'limit',
      limitPrice: price('99'),
      quantity: quantity('0.5'),
      timeInForce: 'GTC',
      reduceOnly: false,
    })
    h.clock.advance(20)
    h.command({ type: 'CancelAll' })
    h.clock.advance(20)
    const resting = ordersOf(h).at(-1)
    const alone = why(journal, resting?.id ?? '')
    expect(alone.orders.map(({ order }) => order.state)).toEqual(['cancelled'])
    expect(alone.commands.map(({ content }) => content.type)).toEqual(['SubmitOrder', 'CancelAll'])
    expect(alone.result).toBeUndefined()
    expect(alone.position).toEqual([])
  })

  it('tells of a proposal that never became a signal', () => {
    const journal = memoryJournal()
    const h = tradingHarness({ journal })
    h.open()
    h.market('100.00', '100.01')
    const { id } = h.propose({ confidence: 0.1 })
    const story = why(journal, id)
    expect(story).toMatchObject({ kind: 'candidate', signals: [], orders: [] })
    expect(story.notices).toMatchObject([{ event: 'CandidateFiltered', input: 'CandidateReceived' }])
    expect(story.notices[0]?.text).toContain('low-confidence')
  })

  it('names what is nearest to an id that is nobody’s', () => {
    const { h, journal } = stoppedOut()
    const id = ordersOf(h)[0]?.id ?? ''
    const asked = (text: string): string => {
      try {
        why(journal, text)
      } catch (error) {
        if (error instanceof InputError) return error.problem.remedy
      }
      return ''
    }
    expect(asked(id.slice(0, -1))).toContain(id)
    expect(asked(id.toUpperCase())).toContain(id)
    expect(() => why(memoryJournal(), 'ord-1')).toThrow('no order, signal or fill yet')
  })

  it('holds for every order, signal and fill of any session', () => {
    let asked = 0
    fc.assert(
      fc.property(sessionSteps(100), (steps) => {
        const journal = memoryJournal()
        const { engine } = liveThrough(steps, { journal })
        const stories = new Map<OrderId, WhyStory>()
        for (const order of engine.state.orders.values()) {
          const story = why(journal, order.id)
          stories.set(order.id, story)
          asked += 1
          const own = story.orders.find((each) => each.order.id === order.id)
          expect(own?.order).toEqual(order)
          expect(own?.fills.reduce((sum, { fill }) => add(sum, fill.quantity), ZERO_QUANTITY)).toBe(order.filled)
          expect(own?.moves.at(-1)?.state ?? 'created').toBe(order.state)
          // Nothing of another life of the market: what was bought is what was sold, or is held.
          const { result, position } = story
          const net = story.orders
            .flatMap(({ fills }) => fills)
            .reduce((sum, { fill }) => (fill.side === 'buy' ? sum + fill.quantity : sum - fill.quantity), 0n)
          if (order.filled > 0n) expect(net).toBe(position.at(-1)?.quantity)
          if (result !== undefined) expect(result.open).toBe(net > 0n)
          const sequences = story.orders.map(({ created }) => created.sequence)
          expect(sequences).toEqual([...sequences].sort((a, b) => a - b))
        }
        for (const fill of engine.state.fills.values()) {
          const story = why(journal, fill.id)
          expect(told(story)).toBe(told(stories.get(fill.orderId) ?? story))
        }
        for (const signal of engine.state.signals.values()) {
          const story = why(journal, signal.id)
          expect(story.signals.find((each) => each.signal.id === signal.id)?.signal.state).toBe(signal.state)
          expect(story.orderId).toBe(signal.orderId)
        }
      }),
      { numRuns: 12 },
    )
    expect(asked).toBeGreaterThan(15)
  })
})
