import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { add, type Command, type EngineEvent, price, quantity, type Schedule, ZERO_QUANTITY } from '../domain/index.ts'
import { PLAIN_VENUE } from '../ports/index.ts'
import {
  BTC,
  type HarnessOptions,
  ordersOf,
  readyToTrade,
  type TradingHarness,
  tradingHarness,
} from '../testing/trading-harness.ts'
import { DEFAULT_TRADING_CONFIG } from './index.ts'

type Submit = Omit<Extract<Command, { type: 'SubmitOrder' }>, 'id'>
const twap: Submit = {
  type: 'SubmitOrder',
  instrument: BTC,
  side: 'buy',
  orderType: 'market',
  quantity: quantity('1'),
  timeInForce: 'GTC',
  reduceOnly: false,
  schedule: { kind: 'twap', slices: 3, duration: 30_000 },
}
const iceberg: Submit = {
  type: 'SubmitOrder',
  instrument: BTC,
  side: 'buy',
  orderType: 'limit',
  limitPrice: price('99'),
  quantity: quantity('1'),
  displayQuantity: quantity('0.4'),
  timeInForce: 'GTC',
  reduceOnly: false,
}

const only = (h: TradingHarness): Schedule => {
  const schedule = [...h.engine.state.schedules.values()].at(-1)
  if (schedule === undefined) throw new Error('there is a schedule')
  return schedule
}
/** Seconds go by, each with a price and a tick. */
function pass(h: TradingHarness, seconds: number, ask = '100.01'): void {
  for (let second = 0; second < seconds; second += 1) {
    h.clock.advance(999)
    h.market('100.00', ask)
    h.tick(1)
  }
}
const slices = (h: TradingHarness) => ordersOf(h).filter(({ schedule }) => schedule === only(h).id)
const eventsOf = (h: TradingHarness): readonly EngineEvent[] =>
  h.journal.read(0, 10_000).flatMap((row) => (row.entry.kind === 'event' ? [row.entry.event] : []))

describe('a TWAP', () => {
  it('sends equal slices, an interval apart, the last with the rest, and ends', () => {
    const h = readyToTrade()
    const start = h.now()
    const answer = h.command(twap)
    expect(answer).toMatchObject({ ok: true, orderIds: [slices(h)[0]?.id] })
    expect(answer.message).toContain('twap: 1 of 3 slices sent, 0.33333 of 1')
    pass(h, 9)
    expect(slices(h)).toHaveLength(1)
    pass(h, 31)
    expect(slices(h).map(({ quantity: size, state }) => [size, state])).toEqual([
      [quantity('0.33333'), 'filled'],
      [quantity('0.33333'), 'filled'],
      [quantity('0.33334'), 'filled'],
    ])
    const times = slices(h).map(({ createdAt }) => createdAt - start)
    expect(times[0]).toBe(0)
    expect(times.map((time, index) => time - (times[index - 1] ?? 0)).slice(1)).toEqual(
      [10_000 - 1, 10_000].map(() => expect.toSatisfy((gap: number) => gap >= 10_000 && gap <= 11_000)),
    )
    expect(only(h)).toMatchObject({ state: 'ended', reason: 'every slice was sent and has ended', filled: quantity('1') })
    expect(h.engine.state.positions.get(BTC)?.quantity).toBe(quantity('1'))
  })

  it('is judged as a whole before anything of it goes', () => {
    const h = readyToTrade()
    const answer = h.command({ ...twap, quantity: quantity('20') })
    expect(answer).toMatchObject({ ok: false, code: 'risk' })
    expect(answer.message).toContain('max-position')
    expect([h.engine.state.schedules.size, ordersOf(h).length]).toEqual([0, 0])
  })

  it('pauses at a slice that the rules refuse, says why, and goes on an interval later', () => {
    const h = readyToTrade()
    h.command(twap)
    pass(h, 9)
    h.clock.advance(999)
    h.market('100.00', '101.00')
    h.tick(1)
    expect(only(h)).toMatchObject({ state: 'paused', placed: 1, denials: 1 })
    expect(only(h).reason).toContain('spread:')
    const paused = eventsOf(h).find((event) => event.type === 'SchedulePaused')
    expect(paused?.checks.filter(({ passed }) => !passed).map(({ code }) => code)).toEqual(['spread'])
    pass(h, 9)
    expect(slices(h)).toHaveLength(1)
    pass(h, 3)
    expect(only(h)).toMatchObject({ state: 'running', placed: 2 })
    expect(only(h)).not.toHaveProperty('reason')
  })

  it('gives up when nothing of it goes any more', () => {
    const h = readyToTrade()
    h.command({ ...twap, schedule: { kind: 'twap', slices: 2, duration: 2_000 } })
    pass(h, 9, '101.00')
    expect(only(h).state).toBe('paused')
    pass(h, 3, '101.00')
    expect(only(h)).toMatchObject({ state: 'ended', denials: 10 })
    expect(only(h).reason).toContain('refused 10 times: spread')
  })

  it('does not bunch what is late', () => {
    const h = readyToTrade()
    h.command({ ...twap, schedule: { kind: 'twap', slices: 5, duration: 50_000 } })
    h.clock.advance(45_000)
    h.market('100.00', '100.01')
    h.tick(1)
    h.market('100.00', '100.01')
    h.tick(1)
    expect(slices(h)).toHaveLength(2)
    pass(h, 9)
    expect(slices(h)).toHaveLength(2)
    pass(h, 1)
    expect(slices(h)).toHaveLength(3)
  })

  it.each([
    ['CancelSchedule', (h: TradingHarness) => h.command({ type: 'CancelSchedule', scheduleId: only(h).id }), 'cancelled by user'],
    ['Kill', (h: TradingHarness) => h.command({ type: 'Kill', flatten: false }), 'kill switch'],
    ['Disarm', (h: TradingHarness) => h.command({ type: 'Disarm', reason: 'lunch' }), 'trading was disarmed: lunch'],
    ['CancelAll', (h: TradingHarness) => h.command({ type: 'CancelAll' }), 'all orders cancelled by user'],
    ['Flatten', (h: TradingHarness) => h.command({ type: 'Flatten' }), 'flatten'],
  ])('is ended by %s', (_name, end, reason) => {
    const h = readyToTrade()
    h.command({ ...twap, orderType: 'limit', limitPrice: price('99') })
    h.clock.advance(20)
    expect(end(h)).toMatchObject({ ok: true })
    expect(only(h)).toMatchObject({ state: 'ended', reason })
    pass(h, 40)
    expect(slices(h).map(({ state }) => state)).toEqual(['cancelled'])
    expect(h.command({ type: 'CancelSchedule', scheduleId: only(h).id })).toMatchObject({ ok: false, code: 'schedule-ended' })
    expect(h.command({ type: 'CancelSchedule', scheduleId: 'none' as never })).toMatchObject({ code: 'unknown-schedule' })
  })

  it('is ended by a halt and by the stop of the position that it makes', () => {
    const halted = readyToTrade({ config: { risk: { ...DEFAULT_TRADING_CONFIG.risk, maxConsecutiveLosses: 0 } } })
    expect(halted.command(twap)).toMatchObject({ ok: false })
    const breaking = readyToTrade()
    breaking.command(twap)
    breaking.engine.state.peakEquity = (breaking.engine.state.peakEquity * 2n) as never
    pass(breaking, 1)
    expect(only(breaking)).toMatchObject({ state: 'ended' })
    expect(only(breaking).reason).toContain('drawdown')
    const h = readyToTrade()
    h.command({ ...twap, stop: price('95') })
    h.clock.advance(20)
    expect(h.engine.state.positions.get(BTC)?.stop).toBe(price('95'))
    h.market('95.00', '95.01')
    expect(only(h)).toMatchObject({ state: 'ended', reason: 'the position is sold: exit-stop' })
  })

  it('leaves the protection alone that a person moved after its first fill', () => {
    const h = readyToTrade()
    h.command({ ...twap, stop: price('95') })
    pass(h, 2)
    h.command({ type: 'SetProtection', instrument: BTC, stop: price('97'), target: null })
    pass(h, 12)
    expect(only(h).placed).toBe(2)
    expect(h.engine.state.positions.get(BTC)?.stop).toBe(price('97'))
  })

  it('tries again what the venue refused, and so sends no less in the end', () => {
    const h = readyToTrade()
    h.command({ ...twap, orderType: 'limit', limitPrice: price('99'), postOnly: true })
    pass(h, 9)
    h.market('98.90', '98.91')
    h.clock.advance(1_000)
    h.market('98.90', '98.91')
    h.clock.advance(20)
    expect(slices(h).map(({ state }) => state)).toEqual(['filled', 'rejected'])
    expect(only(h)).toMatchObject({ state: 'paused', placed: 1, sentQuantity: quantity('0.33333') })
    expect(only(h).reason).toContain('the venue refused a slice: post-only')
    pass(h, 25)
    h.market('98.90', '98.91')
    h.tick()
    expect(slices(h).map(({ state }) => state)).toEqual(['filled', 'rejected', 'filled', 'filled'])
    expect(only(h)).toMatchObject({ state: 'ended', placed: 3, filled: quantity('1') })
  })

  it('sells as it buys, and never more than is free', () => {
    const h = readyToTrade()
    const { schedule, ...buy } = twap
    h.command(buy)
    pass(h, 2)
    h.command({ ...buy, schedule: schedule ?? { kind: 'twap', slices: 3, duration: 30_000 }, side: 'sell', reduceOnly: true })
    pass(h, 5)
    h.command({ ...buy, side: 'sell', reduceOnly: true, quantity: quantity('0.5') })
    pass(h, 10)
    expect(only(h)).toMatchObject({ state: 'paused', side: 'sell' })
    expect(only(h).reason).toContain('available-quantity')
  })
})

describe('an iceberg at a venue that has none', () => {
  const rests = (): TradingHarness => {
    const h = readyToTrade({ venue: PLAIN_VENUE })
    h.command(iceberg)
    h.clock.advance(20)
    return h
  }

  it('shows one part at a time and the next when that is filled', () => {
    const h = rests()
    expect(slices(h)).toMatchObject([{ quantity: quantity('0.4'), emulated: 'iceberg', type: 'limit', state: 'accepted' }])
    expect(slices(h)[0]).not.toHaveProperty('displayQuantity')
    h.trade('98', '9', 'sell')
    expect(slices(h)).toHaveLength(2)
    h.clock.advance(20)
    h.trade('98', '9', 'sell')
    h.clock.advance(20)
    h.trade('98', '9', 'sell')
    expect(slices(h).map(({ quantity: size, state }) => [size, state])).toEqual([
      [quantity('0.4'), 'filled'],
      [quantity('0.4'), 'filled'],
      [quantity('0.2'), 'filled'],
    ])
    expect(only(h)).toMatchObject({ kind: 'iceberg', state: 'ended', filled: quantity('1') })
  })

  it('is over when what is shown is taken back', () => {
    const h = rests()
    h.command({ type: 'CancelOrder', orderId: slices(h)[0]?.id ?? ('none' as never) })
    expect(only(h)).toMatchObject({ state: 'ended' })
    h.clock.advance(20)
    pass(h, 3)
    expect(slices(h).map(({ state }) => state)).toEqual(['cancelled'])
  })

  it('goes on after a restart', () => {
    const h = rests()
    const again = tradingHarness({ journal: h.journal, start: h.now(), venue: PLAIN_VENUE })
    again.open()
    again.market('100.00', '100.01')
    again.trade('98', '9', 'sell')
    expect(only(again)).toMatchObject({ placed: 2, filled: quantity('0.4') })
  })
})

describe('a schedule, whatever happens', () => {
  const moves = fc.array(
    fc.oneof(
      { weight: 6, arbitrary: fc.record({ do: fc.constant('pass' as const), ms: fc.integer({ min: 100, max: 9_000 }) }) },
      { weight: 2, arbitrary: fc.record({ do: fc.constant('restart' as const), ms: fc.constantFrom(0, 10, 60_000) }) },
      { weight: 1, arbitrary: fc.record({ do: fc.constant('wide' as const), ms: fc.integer({ min: 100, max: 3_000 }) }) },
    ),
    { maxLength: 40 },
  )

  it('sends every part once, no two within an interval, and exactly the whole, over any restarts', () => {
    fc.assert(
      fc.property(moves, fc.integer({ min: 45_010, max: 300_000 }), fc.integer({ min: 2, max: 9 }), (script, lots, count) => {
        const whole = (BigInt(lots) * 10n ** 7n) as never
        const interval = 4_000
        const options: HarnessOptions = { config: { risk: { ...DEFAULT_TRADING_CONFIG.risk, maxOrdersPerMinute: 1_000 } } }
        let h = readyToTrade(options)
        h.command({ ...twap, quantity: whole, schedule: { kind: 'twap', slices: count, duration: count * interval } })
        const step = (ms: number, ask: string): void => {
          h.clock.advance(ms)
          h.market('100.00', ask)
          h.tick(1)
        }
        for (const { do: what, ms } of script) {
          if (what === 'restart') {
            const { journal } = h
            h = tradingHarness({ ...options, journal, start: h.now() + ms })
            h.open()
          } else step(ms, what === 'wide' ? '101.00' : '100.01')
          const sent = slices(h)
          const times = sent.map(({ createdAt }) => createdAt)
          for (const [index, time] of times.entries())
            if (index > 0) expect(time - (times[index - 1] ?? 0)).toBeGreaterThanOrEqual(interval)
          expect(sent.reduce((sum, order) => add(sum, order.quantity), ZERO_QUANTITY)).toBe(only(h).sentQuantity)
          expect(sent.length).toBe(only(h).placed)
        }
        for (let round = 0; round < 2 * count + 2; round += 1) step(interval, '100.01')
        h.clock.advance(100)
        step(100, '100.01')
        expect(only(h)).toMatchObject({ state: 'ended', sentQuantity: whole, filled: whole, placed: count })
        expect(new Set(slices(h).map(({ clientOrderId }) => clientOrderId)).size).toBe(count)
        expect(h.engine.state.positions.get(BTC)?.quantity).toBe(whole)
      }),
      { numRuns: 100 },
    )
  })
})
