import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  add,
  exchangeId,
  type InstrumentId,
  instrumentId,
  type Millis,
  millis,
  MINUTE,
  type Money,
  money,
  price,
  quantity,
  toWire,
  ZERO_MONEY,
} from '../domain/index.ts'
import { ACCOUNT_RULES, BREAKER_RULES, evaluate } from '../risk/index.ts'
import { btcInstrument, limitOrder, readyToTrade } from '../testing/trading-harness.ts'
import { accountView, DEFAULT_TRADING_CONFIG, emptyState, type EngineState, riskReport } from './index.ts'

const AT = millis(1_700_000_000_000)
const CONFIG = DEFAULT_TRADING_CONFIG

interface Holding {
  readonly exchange: string
  readonly base: string
  readonly held: number
  readonly bid: number
}

const marketOf = ({ exchange, base }: Pick<Holding, 'exchange' | 'base'>): InstrumentId =>
  instrumentId(exchangeId(exchange), `${base}/USDT`)

function quoted(state: EngineState, instrument: InstrumentId, bid: number, at: Millis = AT): void {
  const [best, size] = [price(bid.toFixed(2)), quantity('1')]
  const quote = { kind: 'quote', instrument, exchangeTime: at, receivedTime: at, bidSize: size, askSize: size } as const
  const next = { ...quote, bid: best, ask: best }
  state.minuteCloses.follow(state.quotes.get(instrument), next)
  state.quotes.set(instrument, next)
}

function account(holdings: readonly Holding[], cash = '1000'): EngineState {
  const state = emptyState('paper', 'manual')
  Object.assign(state, { opened: true, currency: 'USDT', cash: money(cash), peakEquity: money(cash) })
  for (const holding of holdings) {
    const id = marketOf(holding)
    state.instruments.set(id, { ...btcInstrument, id, exchange: exchangeId(holding.exchange), base: holding.base })
    const amounts = { costBasis: money('1'), realisedPnl: money('0'), fees: money('0') }
    state.positions.set(id, { instrument: id, quantity: quantity(String(holding.held)), ...amounts, updatedAt: AT })
    quoted(state, id, holding.bid)
  }
  return state
}

const sum = (rows: readonly { readonly exposure: Money }[]): Money =>
  rows.reduce<Money>((total, { exposure }) => add(total, exposure), ZERO_MONEY)

describe('the risk of an account', () => {
  it('has each rule as it is judged, and is over the limit where that fails', () => {
    const holding = fc.record({
      exchange: fc.constantFrom('x', 'y'),
      base: fc.constantFrom('A', 'B', 'C'),
      held: fc.nat(50),
      bid: fc.integer({ min: 1, max: 100 }),
    })
    fc.assert(
      fc.property(fc.array(holding, { maxLength: 8 }), fc.nat(20), fc.nat(2_000), (holdings, losses, peak) => {
        const state = account(holdings)
        Object.assign(state, { consecutiveLosses: losses, peakEquity: money(String(peak)), dayStartEquity: money(String(peak)) })
        const report = riskReport(state, CONFIG, AT)
        const context = { view: accountView(state, CONFIG, AT), limits: CONFIG.risk }
        const judged = report.limits.map(({ used: _used, ...check }) => check)
        expect(judged).toEqual(evaluate(ACCOUNT_RULES, context))
        for (const { code, used, passed } of [...report.limits, ...report.breakers]) {
          if (used === null) continue
          if (used > 1.000001) expect([code, passed]).toEqual([code, false])
          if (used < 0.999999) expect([code, passed]).toEqual([code, true])
        }
        // Each way of looking at it is all of it.
        for (const rows of [report.assets, report.venues, report.markets]) {
          expect(sum(rows)).toBe(report.total.exposure)
          for (const { exposure, allowed, passed } of rows) expect(passed).toBe(exposure <= allowed)
        }
        expect(report.total.passed).toBe(report.limits.find(({ code }) => code === 'exposure')?.passed)
        const count = report.related.length
        expect(report.relations.length).toBe((count * Math.max(0, count - 1)) / 2)
      }),
    )
  })

  it('says which breaker halted trading and which would', () => {
    const state = account([])
    Object.assign(state, {
      consecutiveLosses: 6,
      peakEquity: money('2000'),
      halt: { code: 'consecutive-losses', reason: 'too many losses in a row: 6, limit 6', by: 'engine' },
    })
    const { breakers, halt } = riskReport(state, CONFIG, AT)
    expect(breakers.map(({ code }) => code)).toEqual(BREAKER_RULES.map(({ code }) => code))
    expect(Object.fromEntries(breakers.map(({ code, state: is }) => [code, is]))).toMatchObject({
      'consecutive-losses': 'tripped',
      'max-drawdown': 'blocked',
      'max-daily-loss': 'ready',
    })
    expect(halt).toMatchObject({ code: 'consecutive-losses', by: 'engine' })
  })

  it('knows how markets move together, one asset as one, and nothing of what it has not seen', () => {
    const state = account([
      { exchange: 'x', base: 'A', held: 3, bid: 100 },
      { exchange: 'x', base: 'B', held: 2, bid: 100 },
      { exchange: 'y', base: 'A', held: 1, bid: 100 },
      { exchange: 'y', base: 'C', held: 1, bid: 50 },
    ])
    const [a, b] = [marketOf({ exchange: 'x', base: 'A' }), marketOf({ exchange: 'x', base: 'B' })]
    for (let minute = 1; minute <= 40; minute += 1) {
      const bid = 100 + (minute % 5)
      quoted(state, a, bid, millis(AT + minute * MINUTE))
      quoted(state, b, 200 - bid, millis(AT + minute * MINUTE))
    }
    const { related, relations, correlated } = riskReport(state, CONFIG, AT)
    expect(related.map(({ instrument }) => instrument)).toEqual([a, b, 'y:A/USDT', 'y:C/USDT'])
    const of = (one: string, other: string) => relations.find((each) => each.one === one && each.other === other)
    expect(of(a, b)?.correlation).toBeLessThan(-0.99)
    expect(of(a, 'y:A/USDT')?.correlation).toBe(1)
    expect(of(a, 'y:C/USDT')).toMatchObject({ correlation: null, samples: 0 })
    // Itself, the same asset elsewhere and what nobody knows; not what moves against it.
    expect(toWire(correlated).find(({ key }) => key === a)?.exposure).toBe('450')
  })

  it('counts the markets of waiting signals among those that matter', () => {
    const harness = readyToTrade({ config: { filter: { minConfidence: 0, cooldown: 0, strategyCooldown: 0 } } })
    harness.propose()
    const { related, total } = riskReport(harness.engine.state, harness.config, harness.now())
    expect(related).toEqual([{ instrument: limitOrder.instrument, held: false }])
    expect(total.exposure).toBe(ZERO_MONEY)
    harness.command(limitOrder)
    const buying = riskReport(harness.engine.state, harness.config, harness.now())
    expect(buying.related).toEqual([{ instrument: limitOrder.instrument, held: true }])
    expect(toWire(buying.total).exposure).toBe('99.099')
  })
})
