import { describe, expect, it } from 'vitest'
import { memoryJournal } from '../adapters/memory/index.ts'
import {
  type ClockJump,
  type Difference,
  type EngineEvent,
  type Environment,
  millis,
  money,
  type Order,
  price,
  quantity,
  type RuleCheck,
  strategyId,
} from '../domain/index.ts'
import type { Journal } from '../ports/index.ts'
import { NotingVenue } from '../testing/noting-venue.ts'
import { BTC, btcInstrument, limitOrder, ordersOf, tradingHarness, type TradingHarness } from '../testing/trading-harness.ts'
import { OLDEST_GATE } from './index.ts'

const PASSED: readonly RuleCheck[] = [{ code: 'clock', measured: '3 ms', limit: '1000 ms', passed: true }]
const FAILED: readonly RuleCheck[] = [...PASSED, { code: 'key', measured: 'can withdraw', limit: 'cannot', passed: false }]
const jump: ClockJump = { kind: 'ahead', by: 60_000 }
const CASH_DIFFERS: Difference = {
  subject: 'cash',
  kind: 'quantity',
  key: 'cash USDT',
  here: '10000 USDT',
  there: '10001 USDT',
  settlements: ['adopt', 'ignore'],
  amountChange: money('1'),
}

interface Trader extends TradingHarness {
  readonly at: NotingVenue
  readonly gate: (checks: readonly RuleCheck[]) => void
  readonly differ: (...differences: readonly Difference[]) => void
  readonly events: <T extends EngineEvent['type']>(type: T) => readonly Extract<EngineEvent, { type: T }>[]
  /** The rules that stop an entry now. */
  readonly stopped: () => string
}

function trader(environment: Environment, journal: Journal = memoryJournal(), start?: number): Trader {
  const at = new NotingVenue()
  const h = tradingHarness({ environment, journal, orders: at, ...(start === undefined ? {} : { start }) })
  h.open()
  h.market('100.00', '100.01')
  h.engine.handle({
    type: 'VenueClockMeasured',
    reading: { exchange: btcInstrument.exchange, offset: 0, uncertainty: 1, at: h.now() },
  })
  const answerOf = () => h.command({ ...limitOrder, quantity: quantity('0.1') })
  return {
    ...h,
    at,
    gate: (checks) => {
      h.engine.handle({ type: 'GateChecked', checks })
    },
    differ: (...differences) => {
      h.engine.handle({ type: 'DifferencesFound', differences, booksAt: h.now() })
    },
    events: (type) =>
      journal
        .read(0, 10_000)
        .flatMap(({ entry }) => (entry.kind === 'event' && entry.event.type === type ? [entry.event as never] : [])),
    stopped: () => {
      const { ok, message } = answerOf()
      return ok ? '' : message
    },
  }
}

function armedLive(): Trader {
  const t = trader('live')
  t.gate(PASSED)
  expect(t.command({ type: 'Arm' })).toMatchObject({ ok: true, message: 'trading is armed' })
  return t
}

describe('who may trade at the start', () => {
  it('simulated money at once, real money not before a person says so', () => {
    expect(trader('paper').engine.state.armed).toMatchObject({ by: 'engine' })
    expect(trader('paper').stopped()).toBe('')
    const live = trader('live')
    expect(live.engine.state.armed).toBeUndefined()
    expect(live.stopped()).toBe('armed: not armed, limit armed')
    expect(live.at.submitted).toEqual([])
  })

  it('real money is disarmed again by a restart, simulated money armed again', () => {
    const live = armedLive()
    expect(live.engine.state.armed).toEqual({ by: 'user', at: live.now() })
    const again = trader('live', live.journal, live.now())
    expect(again.engine.state.armed).toBeUndefined()
    expect(again.events('TradingDisarmed')).toEqual([
      { type: 'TradingDisarmed', by: 'engine', reason: 'the program was started' },
    ])
    // The gate of before says nothing of now.
    expect(again.command({ type: 'Arm' }, 'again')).toMatchObject({ ok: false, code: 'gate-not-passed' })
    // A third start has nothing to disarm.
    expect(trader('live', live.journal, live.now()).events('TradingDisarmed')).toHaveLength(1)
    const paper = trader('paper')
    paper.command({ type: 'Disarm', reason: 'live is armed' })
    expect(trader('paper', paper.journal, paper.now()).engine.state.armed).toMatchObject({ by: 'engine' })
    expect(paper.events('TradingArmed')).toHaveLength(2)
    trader('paper', paper.journal, paper.now())
    expect(paper.events('TradingArmed')).toHaveLength(2)
  })

  it('reads a journal from before anything was armed', () => {
    const journal = memoryJournal()
    const input = { type: 'SessionOpened', environment: 'paper', startingCash: money('10000'), currency: 'USDT' } as const
    journal.append(millis(1), input, [
      { type: 'AccountOpened', environment: 'paper', currency: 'USDT', cash: money('10000') },
      { type: 'InstrumentChanged', instrument: btcInstrument },
    ])
    const t = trader('paper', journal)
    expect([t.engine.state.armed?.by, t.stopped()]).toEqual(['engine', ''])
  })
})

describe('arming real money', () => {
  it('needs a gate that was run, passed and looked at something', () => {
    const t = trader('live')
    expect(t.command({ type: 'Arm' })).toMatchObject({ code: 'gate-not-passed', message: 'the gate was not run; run it' })
    t.gate([])
    expect(t.command({ type: 'Arm' })).toMatchObject({
      code: 'gate-not-passed',
      message: 'the gate checked nothing; run it again',
    })
    t.gate(FAILED)
    expect(t.command({ type: 'Arm' })).toMatchObject({
      code: 'gate-not-passed',
      message: 'the gate did not pass: key: can withdraw, limit cannot',
    })
    t.gate(PASSED)
    expect(t.command({ type: 'Arm' })).toMatchObject({ ok: true })
    expect([t.events('GateFailed').length, t.events('GatePassed').length]).toEqual([2, 1])
  })

  it.each([
    [OLDEST_GATE, true],
    [OLDEST_GATE + 1, false],
    // The clock was set back: nobody knows how old it is.
    [-1, false],
  ])('takes a gate of %i ms ago: %s', (age, ok) => {
    const t = trader('live')
    t.gate(PASSED)
    const later = trader('live', t.journal, t.now())
    later.gate(PASSED)
    if (age >= 0) later.clock.advance(age)
    else later.engine.state.gate = { passed: true, checks: PASSED, at: millis(later.now() + 1) }
    expect(later.command({ type: 'Arm' }).ok).toBe(ok)
  })

  it('needs the venue`s clock, which simulated money does not', () => {
    const h = tradingHarness({ environment: 'live', orders: new NotingVenue() })
    h.open()
    h.market('100.00', '100.01')
    h.engine.handle({ type: 'GateChecked', checks: PASSED })
    h.command({ type: 'Arm' })
    expect(h.command(limitOrder)).toMatchObject({ message: 'clock: not measured, limit 1000 ms' })
    const paper = tradingHarness()
    paper.open()
    paper.market('100.00', '100.01')
    expect(paper.command(limitOrder)).toMatchObject({ ok: true })
  })

  it('needs every difference settled', () => {
    const t = trader('live')
    t.differ(CASH_DIFFERS)
    t.gate(PASSED)
    expect(t.command({ type: 'Arm' })).toMatchObject({
      code: 'not-settled',
      message: "1 difference between these books and the venue's is open; settle first",
    })
    t.command({ type: 'SettleDifference', key: 'cash USDT', settlement: 'adopt', reason: '' })
    expect(t.command({ type: 'Arm' })).toMatchObject({ ok: true })
  })

  it('asks none of it where the money is simulated, and nothing of who is armed', () => {
    const paper = trader('paper')
    paper.command({ type: 'Disarm', reason: 'live' })
    expect(paper.stopped()).toBe('armed: not armed, limit armed')
    paper.differ(CASH_DIFFERS)
    expect(paper.command({ type: 'Arm' })).toMatchObject({ ok: true })
    expect(paper.events('TradingArmed').map(({ by }) => by)).toEqual(['engine', 'user'])
    const live = armedLive()
    live.gate(FAILED)
    expect(live.command({ type: 'Arm' })).toMatchObject({ ok: true })
    expect(live.events('TradingArmed')).toHaveLength(1)
  })
})

describe('what ends it', () => {
  it('a person, once', () => {
    const t = armedLive()
    expect(t.command({ type: 'Disarm', reason: 'lunch' })).toMatchObject({ ok: true, message: 'trading is disarmed' })
    expect(t.command({ type: 'Disarm', reason: 'lunch' })).toMatchObject({ ok: true, message: 'trading was not armed' })
    expect(t.events('TradingDisarmed')).toEqual([{ type: 'TradingDisarmed', by: 'user', reason: 'lunch' }])
  })

  it.each(['live', 'paper'] as const)('a jump of the clock and the kill switch, for real money only: %s', (environment) => {
    const make = () => (environment === 'live' ? armedLive() : trader('paper'))
    const still = environment === 'paper'
    const jumped = make()
    jumped.engine.handle({ type: 'ClockJumped', jump })
    expect(jumped.engine.state.armed !== undefined).toBe(still)
    const killed = make()
    killed.command({ type: 'Kill', flatten: false })
    expect(killed.engine.state.armed !== undefined).toBe(still)
    expect(killed.events('TradingDisarmed').map(({ reason }) => reason)).toEqual(still ? [] : ['kill switch'])
    // A re-arm after a halt is no permission for real money.
    killed.command({ type: 'Rearm' })
    expect(killed.stopped() === '').toBe(still)
    // Nor does a gate from before the jump count.
    expect(jumped.command({ type: 'Arm' }).ok).toBe(still)
  })
})

describe('while it is not armed', () => {
  it('withdraws entries that wait and says why, cancels those that work, and takes no new ones', () => {
    const t = armedLive()
    t.command({ ...limitOrder, quantity: quantity('0.1') })
    const { id } = t.propose()
    t.command({ type: 'Disarm', reason: 'lunch' })
    expect(t.engine.state.signals.get(id)).toMatchObject({
      state: 'WITHDRAWN',
      decidedBy: 'engine',
      reason: 'trading was disarmed: lunch',
    })
    expect(ordersOf(t).map(({ state }) => state)).toEqual(['cancelling'])
    expect(t.at.cancelled).toHaveLength(1)
    expect(t.command({ type: 'ApproveSignal', signalId: id })).toMatchObject({ ok: false, code: 'not-pending' })
    t.clock.advance(120_000)
    t.propose()
    expect(t.events('CandidateFiltered').map(({ code }) => code)).toEqual(['not-armed'])
    expect(t.at.submitted).toHaveLength(1)
  })

  it('lets exits by signal, by stop, by hand and by the kill switch go on', () => {
    const held = (): Trader => {
      const t = armedLive()
      t.command({ type: 'ApproveSignal', signalId: t.propose().id })
      const order = t.at.submitted[0] as Order
      t.at.report({
        type: 'filled',
        clientOrderId: order.clientOrderId,
        fillId: 'f1' as never,
        price: price('100.01'),
        quantity: order.quantity,
        fee: money('0'),
        liquidity: 'taker',
        at: t.now(),
      })
      t.command({ type: 'Disarm', reason: 'lunch' })
      expect(t.engine.state.positions.get(BTC)?.quantity).toBe(order.quantity)
      // Disarming sells nothing.
      expect(t.at.submitted).toHaveLength(1)
      return t
    }
    const sold = (t: Trader): string => `${t.at.submitted[1]?.side ?? 'none'} ${t.at.submitted[1]?.purpose ?? ''}`
    const signal = held()
    signal.propose({ action: 'sell', entry: price('100') })
    const stop = held()
    stop.market('94.00', '94.01')
    const target = held()
    target.market('111.00', '111.01')
    const flat = held()
    flat.command({ type: 'Flatten' })
    const kill = held()
    kill.command({ type: 'Kill', flatten: true })
    expect([signal, stop, target, flat, kill].map(sold)).toEqual([
      'sell exit-signal',
      'sell exit-stop',
      'sell exit-target',
      'sell flatten',
      'sell flatten',
    ])
    const byHand = held()
    const { quantity: size } = byHand.at.submitted[0] as Order
    expect(byHand.command({ ...limitOrder, side: 'sell', limitPrice: price('105'), quantity: size })).toMatchObject({ ok: true })
    expect(byHand.command({ type: 'CancelAll' })).toMatchObject({ ok: true })
    expect(byHand.at.cancelled).toHaveLength(1)
  })

  it('keeps an advice to leave', () => {
    const t = armedLive()
    t.command({ type: 'ApproveSignal', signalId: t.propose().id })
    const { clientOrderId, quantity: size } = t.at.submitted[0] as Order
    const common = { fillId: 'f1' as never, price: price('100.01'), fee: money('0'), liquidity: 'taker' } as const
    t.at.report({ type: 'filled', clientOrderId, quantity: size, ...common, at: t.now() })
    t.command({ type: 'SetApprovalMode', strategy: null, mode: 'advisory' })
    const { id } = t.propose({ action: 'sell', entry: price('100') })
    t.command({ type: 'Disarm', reason: '' })
    expect(t.engine.state.signals.get(id)?.state).toBe('PENDING')
  })
})

describe('differences while it is armed', () => {
  it('stop entries, and nothing else, until they are settled', () => {
    const t = armedLive()
    const { id } = t.propose()
    t.differ(CASH_DIFFERS)
    expect(t.engine.state.armed).toBeDefined()
    expect(t.stopped()).toBe('reconciled: 1 open difference, limit none')
    expect(t.command({ type: 'ApproveSignal', signalId: id })).toMatchObject({
      code: 'risk',
      message: 'reconciled: 1 open difference, limit none',
    })
    expect(t.at.submitted).toEqual([])
    t.command({ type: 'SettleDifference', key: 'cash USDT', settlement: 'ignore', reason: 'mine' })
    expect(t.command({ type: 'ApproveSignal', signalId: id })).toMatchObject({ ok: true })
  })

  it('are the list of now: an older list is forgotten, an empty one settles all', () => {
    const t = armedLive()
    t.differ(CASH_DIFFERS)
    t.differ({ ...CASH_DIFFERS, key: 'cash EUR' })
    expect(t.engine.state.differences.map(({ key }) => key)).toEqual(['cash EUR'])
    t.differ()
    expect(t.stopped()).toBe('')
  })
})

describe('a strategy that research found', () => {
  const votes = [{ strategy: strategyId('rule-00f1e2d3c4b5a697'), stance: 'long', confidence: 0.9, weight: 1 }] as const
  const modeOf = (t: Trader) => t.engine.state.signals.get(t.propose({ votes }).id)?.mode

  it('only shows its opinion with real money, until a person says otherwise', () => {
    const t = armedLive()
    expect(modeOf(t)).toBe('advisory')
    t.command({ type: 'SetApprovalMode', strategy: votes[0].strategy, mode: 'manual' })
    // The opinion has had its time.
    t.tick(120_000)
    t.market('100.00', '100.01')
    expect(modeOf(t)).toBe('manual')
  })

  it('is at work on paper', () => {
    expect(modeOf(trader('paper'))).toBe('manual')
  })
})
