import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  add,
  exchangeId,
  type InstrumentId,
  instrumentId,
  max,
  millis,
  type Money,
  money,
  price,
  quantity,
  rate,
  rateFromNumberLossy,
  splitInstrumentId,
  subtract,
  ZERO_MONEY,
} from '../domain/index.ts'
import { viewPosition } from '../portfolio/index.ts'
import { btcInstrument } from '../testing/trading-harness.ts'
import { DEFAULT_TRADING_CONFIG, emptyState, type EngineState, equityOf, portfolioOf, riskView } from './index.ts'
import { reservedByInstrument } from './reserved.ts'

const AT = millis(1_700_000_000_000)

interface Holding {
  readonly exchange: string
  readonly base: string
  readonly held: number
  readonly cost: number
  readonly bid: number | null
  readonly buying: number
}

const holding: fc.Arbitrary<Holding> = fc.record({
  exchange: fc.constantFrom('x', 'y'),
  base: fc.constantFrom('A', 'B', 'C'),
  held: fc.integer({ min: 0, max: 5_000 }),
  cost: fc.integer({ min: 0, max: 1_000_000 }),
  bid: fc.option(fc.integer({ min: 1, max: 100_000 })),
  buying: fc.integer({ min: 0, max: 300 }),
})

function account(holdings: readonly Holding[]): EngineState {
  const state = emptyState('paper', 'manual')
  Object.assign(state, { opened: true, cash: money('1234.5'), peakEquity: money('2000') })
  for (const [index, { exchange, base, held, cost, bid, buying }] of holdings.entries()) {
    const instrument = instrumentId(exchangeId(exchange), `${base}/USDT`)
    state.instruments.set(instrument, { ...btcInstrument, id: instrument, exchange: exchangeId(exchange), base })
    state.positions.set(instrument, {
      instrument,
      quantity: quantity(String(held / 1_000)),
      costBasis: money(String(cost / 100)),
      realisedPnl: money('3'),
      fees: money('1'),
      updatedAt: AT,
    })
    const seen = {
      kind: 'quote',
      instrument,
      exchangeTime: AT,
      receivedTime: AT,
      bidSize: quantity('1'),
      askSize: quantity('1'),
    } as const
    if (bid !== null)
      state.quotes.set(instrument, { ...seen, bid: price(String(bid / 100)), ask: price(String((bid + 1) / 100)) })
    if (buying === 0) continue
    const id = `o${String(index)}` as never
    state.orders.set(id, {
      id,
      clientOrderId: `c${String(index)}` as never,
      environment: 'paper',
      purpose: 'manual',
      instrument,
      side: 'buy',
      type: 'limit',
      limitPrice: price('7.77'),
      quantity: quantity(String(buying / 100)),
      timeInForce: 'GTC',
      reduceOnly: false,
      state: 'accepted',
      filled: quantity('0'),
      filledNotional: ZERO_MONEY,
      fee: ZERO_MONEY,
      createdAt: AT,
      updatedAt: AT,
    })
    state.working.add(id)
  }
  return state
}

/** The same figures from what a person is shown. */
function shown(state: EngineState, instrument: InstrumentId) {
  const portfolio = portfolioOf(state, AT)
  const exposures = reservedByInstrument(state)
  for (const [id, position] of state.positions) {
    if (position.quantity === 0n) continue
    const { marketValue, costBasis } = viewPosition(position, state.quotes.get(id))
    exposures.set(id, add(exposures.get(id) ?? ZERO_MONEY, marketValue ?? costBasis))
  }
  const baseOf = (id: InstrumentId): string => splitInstrumentId(id).symbol
  const sum = (wanted: (id: InstrumentId) => boolean): Money =>
    [...exposures].reduce((total, [id, each]) => (wanted(id) ? add(total, each) : total), ZERO_MONEY)
  const { exchange } = splitInstrumentId(instrument)
  return {
    equity: portfolio.equity,
    peakEquity: portfolio.peakEquity,
    availableCash: subtract(state.cash, portfolio.reserved),
    exposure: add(portfolio.marketValue, portfolio.reserved),
    instrumentExposure: sum((id) => id === instrument),
    assetExposure: sum((id) => baseOf(id) === baseOf(instrument)),
    venueExposure: sum((id) => splitInstrumentId(id).exchange === exchange),
    others: [...exposures].flatMap(([id, each]) => (id === instrument ? [] : [[id, each]])),
  }
}

describe('the account as the rules see it', () => {
  it('is that which a person is shown, to the last digit and in the same order', () => {
    fc.assert(
      fc.property(fc.array(holding, { maxLength: 12 }), fc.constantFrom('x:A/USDT', 'y:C/USDT', 'z:N/USDT'), (holdings, name) => {
        const state = account(holdings)
        const instrument = name as InstrumentId
        const { related, ...view } = riskView(state, DEFAULT_TRADING_CONFIG, instrument, AT)
        const { others, ...figures } = shown(state, instrument)
        expect(view).toMatchObject(figures)
        expect(related.map((each) => [each.instrument, each.exposure])).toEqual(others)
        expect(equityOf(state)).toBe(view.equity)
        expect(view.peakEquity).toBe(max(view.equity, state.peakEquity))
      }),
      { numRuns: 300 },
    )
  })

  it('weighs by rates that are those of the text of a number', () => {
    const written = (value: number) => rate(value.toFixed(12))
    fc.assert(
      fc.property(
        fc.oneof(
          fc.double({ min: -2, max: 2, noNaN: true }),
          fc.double({ min: -1e9, max: 1e9, noNaN: true }),
          fc.double({ min: 0, max: 1e-9, noNaN: true }),
        ),
        (value) => {
          expect(rateFromNumberLossy(value)).toBe(written(value))
        },
      ),
      { numRuns: 2_000 },
    )
  })
})
