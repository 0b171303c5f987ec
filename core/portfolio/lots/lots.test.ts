import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  add,
  assetsOf,
  clientOrderId,
  type Fill,
  fillId,
  formatMoney,
  formatQuantity,
  type InstrumentId,
  type Millis,
  type Money,
  millis,
  money,
  notional,
  orderId,
  type Price,
  price,
  type Quantity,
  quantity,
  subtract,
  ZERO_MONEY,
} from '../../domain/index.ts'
import {
  applyFill,
  cashFlow,
  chargeOf,
  emptyPosition,
  feeSource,
  payFee,
  PriceHistory,
  type PriceOf,
  quantityChange,
} from '../index.ts'
import { LOT_METHODS, lotsOf, type LotMethod, OversoldError } from './index.ts'

const BTC = 'binance:BTC/USDT' as InstrumentId
const BNB = 'binance:BNB/USDT' as InstrumentId
const EUR = 'kraken:BTC/EUR' as InstrumentId
const DAY = 86_400_000

let made = 0
const fill = (side: 'buy' | 'sell', size: string, at: string, more: Partial<Fill> = {}): Fill => {
  made += 1
  return {
    id: fillId(`f${String(made)}`),
    orderId: orderId('o'),
    clientOrderId: clientOrderId('c'),
    environment: 'paper',
    instrument: BTC,
    side,
    price: price(at),
    quantity: quantity(size),
    fee: ZERO_MONEY,
    liquidity: 'taker',
    at: millis(made * DAY),
    ...more,
  }
}
const unpriced: PriceOf = () => undefined
const text = (value: Money | undefined): string => (value === undefined ? '?' : formatMoney(value))
const byMarket = (method: LotMethod, fills: readonly Fill[], priceOf = unpriced) =>
  lotsOf(fills, { method, scope: 'instrument', priceOf })

describe('lots of one market', () => {
  // Bought 1 at 100, 1 at 130, 1 at 110; then 1.5 sold at 120.
  const fills = [fill('buy', '1', '100'), fill('buy', '1', '130'), fill('buy', '1', '110'), fill('sell', '1.5', '120')]
  it.each<[LotMethod, string[], string[]]>([
    ['fifo', ['1 cost 100 gain 20', '0.5 cost 65 gain -5'], ['0.5 cost 65', '1 cost 110']],
    ['lifo', ['1 cost 110 gain 10', '0.5 cost 65 gain -5'], ['1 cost 100', '0.5 cost 65']],
    ['hifo', ['1 cost 130 gain -10', '0.5 cost 55 gain 5'], ['1 cost 100', '0.5 cost 55']],
    [
      'average',
      [
        '1 cost 113.333333333333333333333333 gain 6.666666666666666666666667',
        '0.5 cost 56.666666666666666666666667 gain 3.333333333333333333333333',
      ],
      ['0.5 cost 56.666666666666666666666667', '1 cost 113.333333333333333333333333'],
    ],
  ])('%s takes its lots', (method, disposed, open) => {
    const report = byMarket(method, fills)
    expect(
      report.disposals.map((each) => `${formatQuantity(each.quantity)} cost ${text(each.costBasis)} gain ${text(each.gain)}`),
    ).toEqual(disposed)
    expect(report.open.map((each) => `${formatQuantity(each.quantity)} cost ${text(each.costBasis)}`)).toEqual(open)
    expect(report.problems).toEqual([])
  })

  it('names when each part was bought and how long it was held', () => {
    const [first, second] = byMarket('lifo', fills).disposals
    expect(first).toMatchObject({ book: BTC, asset: 'BTC', currency: 'USDT', reason: 'sale', heldFor: DAY })
    expect(first?.acquired).toEqual({ fill: fills[2]?.id, instrument: BTC, at: fills[2]?.at })
    expect(second).toMatchObject({ heldFor: 2 * DAY, disposed: { fill: fills[3]?.id } })
  })

  it('puts the fees of both sides in the gain, and splits them with the lot', () => {
    const fee = money('0.3')
    const { disposals, open } = byMarket('fifo', [
      fill('buy', '3', '100', { fee }),
      fill('sell', '1', '110', { fee: money('0.2') }),
    ])
    expect(disposals.map(({ buyFees, saleFees, gain }) => [text(buyFees), text(saleFees), text(gain)])).toEqual([
      ['0.1', '0.2', '9.7'],
    ])
    expect(open.map(({ costBasis, buyFees }) => [text(costBasis), text(buyFees)])).toEqual([['200', '0.2']])
  })

  it('takes a fee in the base asset from what arrived, and counts it at the price of the fill', () => {
    const paid = { feeAsset: 'BTC', feeQuantity: quantity('0.001') }
    const { open } = byMarket('fifo', [fill('buy', '1', '100', paid)])
    expect(open).toMatchObject([{ quantity: quantity('0.999'), costBasis: money('99.9'), buyFees: money('0.1') }])
    const sale = byMarket('fifo', [fill('buy', '1.001', '100'), fill('sell', '1', '110', paid)])
    expect(sale.open).toEqual([])
    // 110 came in, 100.1 went out.
    expect(sale.disposals).toMatchObject([{ proceeds: money('110.11'), saleFees: money('0.11'), gain: money('9.9') }])
  })

  it('refuses a sale of what was never bought and names it', () => {
    const sale = fill('sell', '2', '120')
    const sold = (): unknown => byMarket('fifo', [fill('buy', '1', '100', { at: millis(0) }), sale])
    expect(sold).toThrow(OversoldError)
    expect(sold).toThrow(`fill ${sale.id} of ${BTC} at ${new Date(sale.at).toISOString()} sells 2 while 1 is held`)
  })
})

describe('a fee in a third asset', () => {
  const fee = { feeAsset: 'BNB', feeQuantity: quantity('0.01') }
  const priced = (at: Millis): PriceOf => {
    const history = new PriceHistory()
    history.add({ asset: 'BNB', currency: 'USDT', price: price('500'), at })
    return history.priceOf
  }

  it('is worth what the asset was worth then', () => {
    const bought = fill('buy', '1', '100', fee)
    const { open, problems } = byMarket('fifo', [bought], priced(bought.at))
    expect(open).toMatchObject([{ quantity: quantity('1'), costBasis: money('100'), buyFees: money('5'), problems: [] }])
    expect(problems.map(({ problem }) => problem)).toEqual([
      '0.01 BNB of the fee was not bought here: its own gain is not in this report',
    ])
  })

  it('leaves unknown what has no price, also where the lot is sold', () => {
    const bought = fill('buy', '1', '100', fee)
    const { open, disposals } = byMarket('fifo', [bought, fill('sell', '0.5', '120')], priced(millis(bought.at + 1)))
    const named = `fee of 0.01 BNB: no price of BNB in USDT is known at ${new Date(bought.at).toISOString()}`
    expect(open).toMatchObject([{ costBasis: money('50'), problems: [named] }])
    expect(open[0]).not.toHaveProperty('buyFees')
    expect(disposals).toMatchObject([{ costBasis: money('50'), proceeds: money('60'), problems: [named] }])
    expect(disposals[0]).not.toHaveProperty('gain')
  })

  it('is a disposal of that asset where it is held', () => {
    const fills = [fill('buy', '1', '400', { instrument: BNB }), fill('buy', '1', '100', fee)]
    const { disposals, open, problems } = byMarket('fifo', fills, priced(fills[1]?.at ?? millis(0)))
    expect(disposals).toMatchObject([
      { book: BNB, reason: 'fee', quantity: quantity('0.01'), costBasis: money('4'), proceeds: money('5'), gain: money('1') },
    ])
    expect(open.map((each) => [each.book, formatQuantity(each.quantity)])).toEqual([
      [BNB, '0.99'],
      [BTC, '1'],
    ])
    expect(problems).toEqual([])
  })
})

describe('lots of an asset over markets', () => {
  const history = new PriceHistory(10 * DAY)
  const bought = fill('buy', '1', '100', { instrument: EUR, fee: money('1') })
  history.add({ asset: 'EUR', currency: 'USDT', price: price('1.1'), at: bought.at })
  const over = (fills: readonly Fill[], priceOf: PriceOf) =>
    lotsOf(fills, { method: 'fifo', scope: 'asset', currency: 'USDT', priceOf })

  it('are shared, each fill converted at its time', () => {
    const both = over([bought, fill('buy', '1', '120'), fill('sell', '0.5', '150')], history.priceOf)
    expect(both.disposals).toMatchObject([
      {
        book: 'BTC',
        currency: 'USDT',
        acquired: { instrument: EUR },
        disposed: { instrument: BTC },
        costBasis: money('55'),
        buyFees: money('0.55'),
        gain: money('19.45'),
      },
    ])
  })

  it('have no cost where there is no price of the currency, which is told', () => {
    const { open, problems } = over([bought], unpriced)
    expect(open[0]).not.toHaveProperty('costBasis')
    expect(problems.map(({ problem }) => problem)).toEqual([
      `no price of EUR in USDT is known at ${new Date(bought.at).toISOString()}`,
    ])
  })

  it('still may not sell in one market what is held in another', () => {
    expect(() => over([bought, fill('sell', '1', '150')], history.priceOf)).toThrow(OversoldError)
  })

  it('tell that paying with a held asset is not booked as its sale', () => {
    const swap = fill('buy', '10', '0.05', { instrument: 'binance:ETH/BTC' as InstrumentId })
    history.add({ asset: 'BTC', currency: 'USDT', price: price('120'), at: swap.at })
    const { problems, open } = over([fill('buy', '1', '120', { at: swap.at }), swap], history.priceOf)
    expect(problems.map(({ problem }) => problem)).toEqual([expect.stringMatching(/^BTC is held here too/)])
    expect(open.map(({ book, costBasis }) => [book, text(costBasis)])).toEqual([
      ['BTC', '120'],
      ['ETH', '60'],
    ])
  })
})

const step = fc.record({
  market: fc.constantFrom(BTC, BNB),
  buy: fc.boolean(),
  p: fc.bigInt({ min: 1n, max: 10n ** 18n }),
  q: fc.bigInt({ min: 1n, max: 10n ** 15n }),
  fee: fc.bigInt({ min: 0n, max: 10n ** 25n }),
  paidIn: fc.constantFrom('quote', 'base', 'BNB'),
  feeQuantity: fc.bigInt({ min: 1n, max: 10n ** 11n }),
})
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never

/** Fills that a spot account can have: nothing is sold, or paid in kind, that is not there. */
function possible(steps: readonly Step[], bnb: Price): readonly Fill[] {
  const held = new Map<InstrumentId, bigint>()
  return steps.flatMap(({ market, buy, p, q, fee, paidIn, feeQuantity }, index) => {
    const have = held.get(market) ?? 0n
    const { base } = assetsOf(market)
    const other = paidIn !== 'quote'
    const feeAsset = paidIn === 'base' ? base : 'BNB'
    const inBase = other && feeAsset === base
    const most = inBase ? have - feeQuantity : have
    const size = buy ? q + (inBase ? feeQuantity : 0n) : q < most ? q : most
    if (size <= 0n) return []
    const one: Fill = {
      ...fill(buy ? 'buy' : 'sell', '1', '1', { instrument: market, at: millis(index) }),
      price: (market === BNB ? bnb : p) as Price,
      quantity: size as Quantity,
      fee: (other ? 0n : fee) as Money,
      ...(other ? { feeAsset, feeQuantity: feeQuantity as Quantity } : {}),
    }
    held.set(market, have + quantityChange(one))
    const third = chargeOf(one).other
    const source = feeSource(market, 'BNB')
    const there = held.get(source) ?? 0n
    if (third !== undefined) held.set(source, there > third.quantity ? there - third.quantity : 0n)
    return [one]
  })
}

describe('the books', () => {
  it.each(LOT_METHODS)('conserve every digit of money by %s, whatever the fees are paid in', (method) => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), fc.bigInt({ min: 1n, max: 10n ** 15n }), (steps, bnbPrice) => {
        const bnb = bnbPrice as Price
        const fills = possible(steps, bnb)
        const { disposals, open } = byMarket(method, fills, (asset, _currency, at) =>
          asset === 'BNB' ? { price: bnb, at } : undefined,
        )
        const sum = (amounts: readonly (Money | undefined)[]): Money =>
          amounts.reduce<Money>((total, each) => add(total, each ?? (Number.NaN as never)), ZERO_MONEY)
        const cash = sum(fills.map(cashFlow))
        // Fees in BNB that was never bought here were brought in from outside.
        const feesPaid = sum(fills.map((each) => notional(bnb, chargeOf(each).other?.quantity ?? (0n as Quantity))))
        const outside = subtract(
          feesPaid,
          sum(disposals.filter(({ reason }) => reason === 'fee').map(({ proceeds }) => proceeds)),
        )
        const gains = sum(disposals.map(({ gain }) => gain))
        const cost = sum(open.flatMap(({ costBasis, buyFees }) => [costBasis, buyFees]))
        expect(add(outside, gains)).toBe(add(cash, cost))
        expect(open.every((lot) => lot.quantity > 0n)).toBe(true)
      }),
    )
  })

  it('of the engine hold the same quantities, and by average cost the same money', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
        const fills = possible(steps, price('500'))
        const positions = new Map([BTC, BNB].map((each) => [each, emptyPosition(each, millis(0))]))
        for (const each of fills) {
          const before = positions.get(each.instrument)
          if (before !== undefined) positions.set(each.instrument, applyFill(before, each))
          const { other } = chargeOf(each)
          const bnb = positions.get(BNB)
          if (other !== undefined && bnb !== undefined) positions.set(BNB, payFee(bnb, other.quantity, each.at))
        }
        const cash = fills.map(cashFlow).reduce<Money>((total, each) => add(total, each), ZERO_MONEY)
        const { open } = byMarket('fifo', fills, () => ({ price: price('500'), at: millis(0) }))
        let books: Money = cash
        for (const [instrument, position] of positions) {
          books = subtract(add(add(books, position.costBasis), position.fees), position.realisedPnl)
          const lots = open.filter(({ book }) => book === instrument)
          expect(lots.reduce((total, lot) => total + lot.quantity, 0n)).toBe(position.quantity)
        }
        expect(books).toBe(ZERO_MONEY)
      }),
    )
  })

  it('keep a lot for each of many purchases and take them in order', () => {
    const many = Array.from({ length: 3_000 }, (_, index) =>
      fill('buy', '1', String(1 + ((index * 7) % 3_000)), { at: millis(index) }),
    )
    const all = fill('sell', '3000', '5', { at: millis(9_999) })
    const ats = (method: LotMethod): number[] => byMarket(method, [...many, all]).disposals.map(({ acquired }) => acquired.at)
    expect(ats('fifo')).toEqual(many.map(({ at }) => at))
    expect(ats('lifo')).toEqual(many.map(({ at }) => at).reverse())
    const costs = byMarket('hifo', [...many, all]).disposals.map(({ costBasis }) => Number(text(costBasis)))
    expect(costs).toEqual([...costs].sort((a, b) => b - a))
  })
})
