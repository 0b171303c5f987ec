import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { add, type Money, money, price, quantity, type SignalId, signalId, ZERO_MONEY } from '../../domain/index.ts'
import { DEFAULT_TRADING_CONFIG } from '../../engine/index.ts'
import { overrideSession, type OverrideSession } from '../../testing/override-session.ts'
import { btcInstrument } from '../../testing/trading-harness.ts'

const TIME_TO_LIVE = 5_000
const config = {
  approval: { ...DEFAULT_TRADING_CONFIG.approval, timeToLive: TIME_TO_LIVE },
  filter: { minConfidence: 0.5, cooldown: 1_000, strategyCooldown: 0 },
} as const

const move = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constantFrom('buy' as const, 'sell' as const), choice: fc.nat(5) }) },
  {
    weight: 6,
    arbitrary: fc.record({ do: fc.constant('quote' as const), cents: fc.constantFrom(-700, -120, -5, 5, 120, 1_100) }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('wait' as const), ms: fc.constantFrom(1, 15, 900, 1_100, TIME_TO_LIVE) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('tick' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('restart' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('kill' as const, 'veto' as const, 'by-hand' as const) }) },
)
type Move = typeof move extends fc.Arbitrary<infer T> ? T : never
type Decide = (session: OverrideSession, id: SignalId, choice: number) => void

let commands = 0
/** A restarted window never sends an id again. */
const say = ({ h }: OverrideSession, input: Parameters<OverrideSession['h']['command']>[0]) => {
  commands += 1
  return h.command(input, `say-${String(commands)}`)
}
const approve: Decide = (session, id) => void say(session, { type: 'ApproveSignal', signalId: id })
const reject: Decide = (session, id) => void say(session, { type: 'RejectSignal', signalId: id, reason: 'no' })
const mixed: Decide = (session, id, choice) => {
  if (choice === 0) reject(session, id, choice)
  else if (choice === 1) say(session, { type: 'ApproveSignal', signalId: id, quantity: quantity('0.3') })
  else if (choice < 4) approve(session, id, choice)
  // Else nobody decides, and it expires.
}

/** The same market and proposals under another person. Only `meddle` lets that person also use the safety and trading commands. */
function play(moves: readonly Move[], decide: Decide, meddle = false): OverrideSession {
  let session = overrideSession({ config })
  let bid = 10_000
  const market = (): void => {
    session.market((bid / 100).toFixed(2), ((bid + 1) / 100).toFixed(2), '30')
  }
  market()
  let made = 0
  for (const step of moves) {
    switch (step.do) {
      case 'buy':
      case 'sell': {
        made += 1
        const ask = (bid + (step.do === 'buy' ? 1 : 0)) / 100
        const [entry, stop, target] = [ask, ask * 0.95, ask * 1.1].map((each) => price(each.toFixed(2)))
        if (entry === undefined || stop === undefined || target === undefined) throw new Error('three prices')
        session.propose({ id: signalId(`s${String(made)}`), action: step.do, entry, stop, target })
        decide(session, signalId(`s${String(made)}`), step.choice)
        break
      }
      case 'quote':
        bid = Math.max(1_000, bid + step.cents)
        market()
        break
      case 'wait':
        session.h.clock.advance(step.ms)
        market()
        break
      case 'tick':
        session.tick()
        market()
        break
      case 'restart':
        session = overrideSession({ config, journals: session.journals, start: session.h.now() })
        market()
        break
      case 'kill':
        if (meddle) say(session, { type: 'Kill', flatten: true })
        session.h.clock.advance(20)
        if (meddle) say(session, { type: 'Rearm' })
        break
      case 'veto': {
        if (!meddle) break
        const strategy = 'ema-trend' as never
        const enabled = session.h.engine.state.disabled.has(strategy)
        say(session, { type: 'SetStrategyEnabled', strategy, enabled })
        break
      }
      case 'by-hand':
        if (!meddle) break
        say(session, {
          type: 'SubmitOrder',
          instrument: 'binance:BTC/USDT' as never,
          side: 'buy',
          orderType: 'market',
          quantity: quantity('0.1'),
          timeInForce: 'GTC',
          reduceOnly: false,
        })
    }
  }
  session.h.clock.advance(50)
  market()
  return session
}

const effects = (session: OverrideSession): Money =>
  session.counterfactual.rows().reduce((sum, row) => add(sum, row.effect ?? ZERO_MONEY), ZERO_MONEY)

const scripts = fc.array(move, { minLength: 20, maxLength: 80 })

describe('what would have been', () => {
  it('of a session in which all is rejected is, to the last digit, what really was of one in which all is approved', () => {
    let traded = 0
    fc.assert(
      fc.property(scripts, (moves) => {
        const [a, b] = [play(moves, approve).counterfactual.comparison(), play(moves, reject)]
        const rejected = b.counterfactual.comparison()
        expect(rejected.counterfactual).toBe(a.pnl)
        expect([rejected.pnl, a.effect]).toEqual([ZERO_MONEY, ZERO_MONEY])
        expect(effects(b)).toBe(rejected.effect)
        if (a.pnl !== ZERO_MONEY) traded += 1
      }),
      { numRuns: 60, seed: 20_261_121 },
    )
    expect(traded).toBeGreaterThan(30)
  })

  it('is the same whoever decides, and the effects of the rows add up to the difference of the accounts', () => {
    const seen = new Map<string, number>()
    fc.assert(
      fc.property(scripts, fc.boolean(), (moves, meddle) => {
        const [a, c] = [play(moves, approve), play(moves, mixed, meddle)]
        const [all, some] = [a.counterfactual.comparison(), c.counterfactual.comparison()]
        expect(some.counterfactual).toBe(all.counterfactual)
        expect(effects(c)).toBe(some.effect)
        for (const row of a.counterfactual.rows())
          expect([row.outcome, row.effect ?? ZERO_MONEY]).toEqual([row.outcome, ZERO_MONEY])
        for (const row of c.counterfactual.rows()) {
          const key = row.alone === undefined ? row.outcome : `${row.outcome} alone`
          seen.set(key, (seen.get(key) ?? 0) + 1)
        }
      }),
      { numRuns: 80, seed: 20_261_122 },
    )
    const wanted = ['approved', 'edited', 'rejected', 'rejected alone', 'expired', 'vetoed', 'by-hand', 'not-proposed']
    expect(
      wanted.filter((outcome) => (seen.get(outcome) ?? 0) < 3),
      JSON.stringify([...seen]),
    ).toEqual([])
  })

  it('is armed when the trader is, and has the capital that it has', () => {
    const session = overrideSession({ config })
    const { h, counterfactual } = session
    session.market('100.00', '100.01', '50')
    say(session, { type: 'Disarm', reason: 'real money is armed' })
    session.market('100.00', '100.01', '50')
    session.propose({ entry: price('100.01') })
    h.clock.advance(50)
    session.market('101.00', '101.01')
    const rest = { here: '', there: '', settlements: ['adopt'] } as const
    const cash = { subject: 'cash', kind: 'quantity', key: 'cash', amountChange: money('500'), ...rest } as const
    const held = {
      subject: 'position',
      kind: 'missing-here',
      key: 'held',
      instrument: btcInstrument.id,
      change: quantity('1'),
      ...rest,
    } as const
    const found = { type: 'DifferencesFound', differences: [cash, held], booksAt: h.now() } as const
    h.engine.handle(found)
    counterfactual.handle(found)
    for (const key of ['cash', 'held']) say(session, { type: 'SettleDifference', key, settlement: 'adopt', reason: '' })
    session.market('101.00', '101.01')
    // The position is worth its mid, half a cent above the bid at which it came.
    expect(counterfactual.comparison()).toMatchObject({ counterfactual: ZERO_MONEY, pnl: money('0.005') })
    say(session, { type: 'Arm' })
    // What differs between the trader and its venue is no matter of the twin's.
    counterfactual.handle(found)
    h.clock.advance(60_000)
    session.market('100.00', '100.01', '50')
    session.propose({ entry: price('100.01') })
    h.clock.advance(50)
    session.market('110.00', '110.01')
    expect(counterfactual.comparison().counterfactual).toBeGreaterThan(0n)
  })

  it('takes nothing while real money is not armed, also where that was so from the start', () => {
    const session = overrideSession({ config, environment: 'live' })
    session.market('100.00', '100.01', '50')
    session.propose({ entry: price('100.01') })
    session.h.clock.advance(50)
    session.market('110.00', '110.01', '50')
    expect(session.counterfactual.comparison()).toMatchObject({ pnl: ZERO_MONEY, counterfactual: ZERO_MONEY })
  })
})
