import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseTicket } from '../contract/index.ts'
import {
  add,
  type BookSnapshot,
  type FieldProblem,
  formatMoney,
  money,
  type Price,
  price,
  quantity,
  type Result,
  subtract,
  toWire,
  type Wire,
} from '../domain/index.ts'
import { BTC, btcInstrument, readyToTrade, type TradingHarness } from '../testing/trading-harness.ts'
import { type Preview, previewOrder, previewSized } from './index.ts'

type Sized = Result<Preview, FieldProblem>

/** As it comes over the wire; the market of the harness is 100.00 / 100.01, the equity 10,000. */
function ask(h: TradingHarness, kind: string, value: string, fields: object = {}): Sized {
  const parsed = parseTicket({
    type: 'SubmitOrder',
    id: 'p',
    instrument: BTC,
    side: 'buy',
    orderType: 'market',
    sizeBy: { kind, value },
    ...fields,
  })
  if (!parsed.ok) return parsed
  if (parsed.value.sizeBy === undefined) throw new Error('it has a size to be counted')
  return previewSized(h.engine.state, h.engine.ports, parsed.value, h.now())
}
function sized(...args: Parameters<typeof ask>): Wire<Preview> {
  const answer = ask(...args)
  if (!answer.ok) throw new Error(JSON.stringify(answer.error))
  return toWire(answer.value)
}
const problem = (...args: Parameters<typeof ask>): FieldProblem | undefined => {
  const answer = ask(...args)
  return answer.ok ? undefined : answer.error
}

function show(h: TradingHarness, asks: readonly (readonly [Price, string])[]): void {
  const [first] = asks
  if (first === undefined) throw new Error('a book has a level')
  const snapshot: BookSnapshot = {
    kind: 'book-snapshot',
    instrument: BTC,
    exchangeTime: h.now(),
    receivedTime: h.now(),
    sequence: 99,
    bids: [{ price: price('100'), quantity: quantity('1') }],
    asks: asks.map(([at, size]) => ({ price: at, quantity: quantity(size) })),
  }
  h.engine.bookSeen(BTC, h.now(), snapshot)
}
const book = (h: TradingHarness, ...asks: readonly (readonly [string, string])[]): void => {
  show(
    h,
    asks.map(([at, size]) => [price(at), size]),
  )
}

describe('a size by what it comes to', () => {
  it('is the most lots that money pays for with their fee', () => {
    const h = readyToTrade()
    // 1000 / (100.01 x 1.001) = 9.98901...
    const shown = sized(h, 'money', '1000')
    expect(shown).toMatchObject({ quantity: '9.98901', notional: '999.0008901', fee: '0.9990008901', price: '100.01' })
    const lotMore = previewOrder(h.engine.state, h.engine.ports, { ...asOrder('9.98902') }, h.now())
    expect(
      lotMore?.notional === undefined || lotMore.fee === undefined ? 0n : add(lotMore.notional, lotMore.fee),
    ).toBeGreaterThan(money('1000'))
  })

  it('is a share of equity, of a sale before its fee', () => {
    const h = readyToTrade()
    expect(sized(h, 'percent', '2.5', { orderType: 'limit', limitPrice: '50' })).toMatchObject({
      quantity: '4.995',
      fee: '0.24975',
    })
    expect(sized(h, 'percent', '1', { side: 'sell', orderType: 'limit', limitPrice: '125' })).toMatchObject({
      quantity: '0.8',
      notional: '100',
    })
  })

  it('is what loses so much at the stop, with R counted from the configuration', () => {
    const h = readyToTrade()
    const fields = { orderType: 'limit', limitPrice: '100', stop: '96' }
    // One R is a hundredth of 10,000.
    expect(sized(h, 'risk', '50', fields)).toMatchObject({
      quantity: '12.5',
      riskAmount: '50',
      riskR: '0.5',
      notional: '1250',
      equityShare: '0.125',
    })
    expect(sized(h, 'risk-percent', '1', fields)).toMatchObject({ quantity: '25', riskAmount: '100', riskR: '1' })
    expect(sized(h, 'risk', '50', { orderType: 'limit', limitPrice: '100', trail: '0.02' })).toMatchObject({ quantity: '25' })
  })

  it('is a part of what is held and promised to nobody', () => {
    const h = readyToTrade()
    h.command({ ...asOrder('1.00003'), type: 'SubmitOrder' })
    h.clock.advance(10)
    const sale = { side: 'sell', reduceOnly: true }
    expect(sized(h, 'held', '50', sale)).toMatchObject({ quantity: '0.50001' })
    h.command({ ...asOrder('0.4'), side: 'sell', orderType: 'limit', limitPrice: price('110') })
    expect(sized(h, 'held', '100', sale)).toMatchObject({ quantity: '0.60003', allowed: true })
  })

  it('walks the book for what takes at once, and tells the mean price and the slippage of the whole', () => {
    const h = readyToTrade()
    book(h, ['100', '2'], ['110', '5'])
    // Two at 100, 50 left for those at 110: 0.4545, less the fee of all.
    const shown = sized(h, 'money', '250')
    expect(shown).toMatchObject({ quantity: '2.45227', slippageFrom: 'book' })
    expect(Number(shown.averagePrice)).toBeCloseTo((200 + 0.45227 * 110) / 2.45227, 8)
    expect(shown.slippageBps).toBeCloseTo((Number(shown.averagePrice) / 100 - 1) * 10_000, 6)
    expect(problem(h, 'money', '800')).toEqual({
      field: 'sizeBy',
      value: '800 USDT',
      remedy: 'the book shows less than that; give less, an amount, or a limit price',
    })
  })

  it('never comes to more than was asked, and one lot more would, whatever the book and the ask', () => {
    const level = fc.record({ step: fc.integer({ min: 1, max: 500 }), lots: fc.integer({ min: 1, max: 400_000 }) })
    fc.assert(
      fc.property(
        fc.array(level, { minLength: 1, maxLength: 6 }),
        fc.constantFrom('money', 'percent', 'risk', 'risk-percent'),
        fc.integer({ min: 1, max: 50_000 }),
        fc.integer({ min: 5_000, max: 9_999 }),
        fc.constantFrom('market', 'limit'),
        (levels, kind, cents, stopAt, orderType) => {
          const h = readyToTrade()
          let at = 10_000
          show(
            h,
            levels.map(({ step, lots }) => {
              at += step
              return [price((at / 100).toFixed(2)), (lots / 100_000).toFixed(5)] as const
            }),
          )
          const share = kind.endsWith('percent')
          const value = share ? (cents / 1_000).toFixed(3) : (cents / 100).toFixed(2)
          const fields = { orderType, stop: (stopAt / 100).toFixed(2), ...(orderType === 'limit' ? { limitPrice: '101.5' } : {}) }
          const answer = ask(h, kind, value, fields)
          if (!answer.ok) {
            expect(['sizeBy', 'stop']).toContain(answer.error.field)
            return
          }
          const budget = share ? money((cents / 10).toFixed(1)) : money(value)
          const comesTo = ({ notional, fee, riskAmount }: Preview) =>
            kind.startsWith('risk') ? riskAmount : notional === undefined || fee === undefined ? undefined : add(notional, fee)
          const shown = answer.value
          expect(comesTo(shown) ?? money('1e9')).toBeLessThanOrEqual(budget)
          expect((shown.quantity as bigint) % (btcInstrument.lotSize as bigint)).toBe(0n)
          const more = previewOrder(
            h.engine.state,
            h.engine.ports,
            { ...asOrder(''), ...orderOf(fields), quantity: add(shown.quantity, btcInstrument.lotSize) },
            h.now(),
          )
          expect(more === undefined ? 0n : (comesTo(more) ?? 0n)).toBeGreaterThan(budget)
        },
      ),
      { numRuns: 150 },
    )
  })
})

const asOrder = (size: string) => ({
  type: 'SubmitOrder' as const,
  id: 'p' as never,
  instrument: BTC,
  side: 'buy' as const,
  orderType: 'market' as const,
  quantity: quantity(size === '' ? '1' : size),
  timeInForce: 'GTC' as const,
  reduceOnly: false,
})
const orderOf = ({ orderType, stop, limitPrice }: { orderType: 'market' | 'limit'; stop: string; limitPrice?: string }) => ({
  orderType,
  stop: price(stop),
  ...(limitPrice === undefined ? {} : { limitPrice: price(limitPrice) }),
})

describe('a size that cannot be had', () => {
  it.each([
    ['risk', '10', {}, 'stop', 'a size by risk is counted from the stop'],
    ['risk', '10', { stop: '101' }, 'stop', 'give a stop below the price'],
    ['held', '50', {}, 'sizeBy', 'a purchase takes nothing from what is held'],
    ['held', '50', { side: 'sell' }, 'sizeBy', 'of 0 BTC that is held and free it is less than one lot'],
    ['risk', '10', { side: 'sell' }, 'sizeBy', 'a sale lowers risk'],
    ['money', '0.001', {}, 'sizeBy', 'smallest order of 0.00001 BTC'],
    ['money', 'lots', {}, 'sizeBy.value', 'an amount of money above zero'],
    ['percent', '101', {}, 'sizeBy.value', 'at most "100" percent'],
    ['percent', '-1', {}, 'sizeBy.value', 'a percentage above zero'],
    ['colour', '1', {}, 'sizeBy.kind', 'expected {"kind":"money"'],
    ['money', '100', { quantity: '1' }, 'quantity', 'no such field here'],
    ['money', '100', { orderType: 'limit' }, 'limitPrice', 'missing'],
  ])('by %s of %s with %j is refused at %s: %s', (kind, value, fields, field, words) => {
    const h = readyToTrade()
    const answer = ask(h, kind, value, fields)
    if (answer.ok) expect(answer.value.message).toContain(`${field}: ${words}`)
    else {
      expect(answer.error.field).toBe(field)
      expect(answer.error.remedy).toContain(words)
    }
  })

  it('without a price is refused in words, also for a market that is not listed', () => {
    const h = readyToTrade()
    h.engine.state.quotes.clear()
    expect(problem(h, 'money', '100')?.remedy).toContain('there is no price for this market now')
    expect(sized(h, 'money', '100', { orderType: 'limit', limitPrice: '100' })).toMatchObject({ quantity: '0.999' })
    expect(problem(h, 'money', '100', { instrument: 'x:NO/NE' })).toMatchObject({ field: 'instrument' })
  })
})

describe('what a preview says besides', () => {
  it('says where the stop would rest, of what size the slices are, and the share of equity', () => {
    const h = readyToTrade()
    const shown = sized(h, 'money', '1001', {
      orderType: 'limit',
      limitPrice: '100',
      stop: '95',
      schedule: { kind: 'twap', slices: 10, duration: 60_000 },
    })
    expect(shown).toMatchObject({ protection: 'venue', slices: 10, sliceQuantity: '1', interval: 6_000, equityShare: '0.1' })
    expect(sized(h, 'money', '1000')).not.toHaveProperty('protection')
  })

  it('counts a sale at the bids, below the best', () => {
    const h = readyToTrade()
    const shown = previewOrder(h.engine.state, h.engine.ports, { ...asOrder('6'), side: 'sell' }, h.now())
    // Without a book the quote tells no more than its own size of five.
    expect(shown).toMatchObject({ slippageBps: null, slippageFrom: 'quote', notional: money('600') })
    book(h, ['100.01', '1'])
    const half = previewOrder(h.engine.state, h.engine.ports, { ...asOrder('0.5'), side: 'sell' }, h.now())
    expect(half).toMatchObject({ slippageBps: 0, averagePrice: price('100') })
    expect(formatMoney(subtract(half?.notional ?? money('0'), money('50')))).toBe('0')
  })
})
