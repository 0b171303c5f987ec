import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  clientOrderId,
  type Difference,
  exchangeId,
  fillId,
  type Instrument,
  instrumentId,
  millis,
  money,
  type Order,
  orderId,
  price,
  quantity,
  rate,
  venueOrderId,
  ZERO_MONEY,
  ZERO_QUANTITY,
} from '../../domain/index.ts'
import type { AssetBalance, VenueOrder, VenueTrade } from '../../ports/index.ts'
import { adopt, type LocalBooks, reconcile, type ReconcileInput, type VenueBooks } from './index.ts'

const exchange = exchangeId('binance')
const listed = (base: string): Instrument => ({
  id: instrumentId(exchange, `${base}/USDT`),
  exchange,
  symbol: `${base}/USDT`,
  venueSymbol: `${base}USDT`,
  base,
  quote: 'USDT',
  tickSize: price('0.01'),
  lotSize: quantity('0.00001'),
  minQuantity: quantity('0.0001'),
  minNotional: money('5'),
  makerFee: rate('0.001'),
  takerFee: rate('0.001'),
})
const BTC = listed('BTC')
const ETH = listed('ETH')
const instruments = [BTC, ETH]
const prefix = 'sntl-live-'

const order = (name: string, more: Partial<Order> = {}): Order => ({
  id: orderId(name),
  clientOrderId: clientOrderId(`${prefix}${name}`),
  venueOrderId: venueOrderId(`v-${name}`),
  environment: 'live',
  purpose: 'manual',
  instrument: BTC.id,
  side: 'buy',
  type: 'limit',
  limitPrice: price('100'),
  quantity: quantity('1'),
  timeInForce: 'GTC',
  reduceOnly: false,
  state: 'accepted',
  filled: ZERO_QUANTITY,
  filledNotional: ZERO_MONEY,
  fee: ZERO_MONEY,
  createdAt: millis(0),
  updatedAt: millis(0),
  ...more,
})

const row = (name: string, more: Partial<VenueOrder> = {}): VenueOrder => ({
  instrument: BTC.id,
  venueSymbol: 'BTCUSDT',
  clientOrderId: clientOrderId(`${prefix}${name}`),
  venueOrderId: venueOrderId(`v-${name}`),
  side: 'buy',
  kind: 'LIMIT',
  limitPrice: price('100'),
  quantity: quantity('1'),
  filled: ZERO_QUANTITY,
  state: 'working',
  updatedAt: millis(0),
  ...more,
})

const trade = (name: string, id: number, more: Partial<VenueTrade> = {}): VenueTrade => ({
  fillId: fillId(`binance:BTCUSDT:${String(id)}`),
  instrument: BTC.id,
  venueSymbol: 'BTCUSDT',
  venueOrderId: venueOrderId(`v-${name}`),
  side: 'buy',
  price: price('100'),
  quantity: quantity('0.25'),
  feeAsset: 'BTC',
  feeAmount: money('0.00025'),
  liquidity: 'maker',
  at: millis(0),
  ...more,
})

const balance = (asset: string, free: string, locked = '0'): AssetBalance => ({ asset, free: money(free), locked: money(locked) })
const local = (more: Partial<LocalBooks> = {}): LocalBooks => ({
  orders: [],
  positions: new Map(),
  currency: 'USDT',
  cash: money('1000'),
  fills: new Set(),
  others: new Map(),
  notedOrders: new Set(),
  ...more,
})
const venue = (more: Partial<VenueBooks> = {}): VenueBooks => ({
  orders: [],
  balances: [balance('USDT', '1000')],
  trades: [],
  ...more,
})
const compare = (here: LocalBooks, there: VenueBooks): readonly Difference[] =>
  reconcile({ local: here, venue: there, instruments, prefix })
const kinds = (found: readonly Difference[]) => found.map(({ subject, kind }) => `${subject} ${kind}`)

describe('failures of other systems', () => {
  it('a real position survives a warm restart: equal books have no difference', () => {
    const here = local({ positions: new Map([[BTC.id, quantity('0.5')]]) })
    expect(compare(here, venue({ balances: [balance('USDT', '1000'), balance('BTC', '0.2', '0.3')] }))).toEqual([])
  })

  it('a position that only the venue has is shown and not taken for nothing', () => {
    const found = compare(local(), venue({ balances: [balance('USDT', '1000'), balance('BTC', '0.5')] }))
    expect(found).toMatchObject([{ subject: 'position', kind: 'missing-here', change: quantity('0.5') }])
    expect(found[0]?.settlements).toEqual(['adopt', 'flatten', 'ignore'])
  })

  it('a position that the venue does not have is a difference too: the union counts', () => {
    const here = local({ positions: new Map([[ETH.id, quantity('2')]]) })
    expect(compare(here, venue())).toMatchObject([{ kind: 'missing-there', instrument: ETH.id, change: quantity('-2') }])
  })

  it('a working order is not dropped: it stays when the venue has it, and is shown when it does not', () => {
    expect(compare(local({ orders: [order('a')] }), venue({ orders: [row('a')] }))).toEqual([])
    expect(kinds(compare(local({ orders: [order('a')] }), venue()))).toEqual(['order missing-there'])
  })

  it('no fill is invented: more filled than trades show is a difference of the order', () => {
    const found = compare(local({ orders: [order('a')] }), venue({ orders: [row('a', { filled: quantity('0.25') })] }))
    expect(found).toMatchObject([{ subject: 'order', kind: 'quantity', change: quantity('0.25') }])
  })

  it('fills during a disconnection are found, and explain the order, the position and the cash', () => {
    const there = venue({
      orders: [row('a', { filled: quantity('0.25') })],
      trades: [trade('a', 1)],
      balances: [balance('USDT', '900', '75'), balance('BTC', '0.24975')],
    })
    expect(kinds(compare(local({ orders: [order('a')] }), there))).toEqual(['fill fill-not-known'])
    const known = local({
      orders: [order('a', { filled: quantity('0.25'), state: 'partial' })],
      fills: new Set([trade('a', 1).fillId]),
      positions: new Map([[BTC.id, quantity('0.24975')]]),
      cash: money('975'),
    })
    expect(compare(known, there)).toEqual([])
  })

  it('orders of others are shown as such, lost ones of ours as missing here', () => {
    const theirs = row('x', { clientOrderId: clientOrderId('web_1') })
    expect(kinds(compare(local(), venue({ orders: [theirs, row('lost')] })))).toEqual([
      'order external-order',
      'order missing-here',
    ])
  })

  it('an outcome that is unknown here and known there is a difference of state', () => {
    expect(kinds(compare(local({ orders: [order('a', { state: 'unknown' })] }), venue({ orders: [row('a')] })))).toEqual([
      'order state',
    ])
    const gone = row('a', { state: 'cancelled' })
    expect(kinds(compare(local({ orders: [order('a')] }), venue({ orders: [gone] })))).toEqual(['order state'])
  })

  it('what is too little to trade is dust, and what no market has is an asset', () => {
    const there = venue({ balances: [balance('USDT', '1000'), balance('BTC', '0.00009999'), balance('DOGE', '3')] })
    expect(kinds(compare(local(), there))).toEqual(['position dust', 'asset missing-here'])
  })

  it('cash that differs by the last digit differs', () => {
    expect(compare(local(), venue({ balances: [balance('USDT', '999.99999999')] }))).toMatchObject([
      { subject: 'cash', kind: 'quantity', amountChange: money('-0.00000001') },
    ])
  })
})

/** Up to six orders, each on one side or both, with trades of which some are known, and balances of any kind. */
const books: fc.Arbitrary<ReconcileInput> = fc
  .record({
    orders: fc.uniqueArray(
      fc.record({
        name: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'web'),
        here: fc.boolean(),
        there: fc.boolean(),
        hereState: fc.constantFrom('submitted', 'accepted', 'partial', 'cancelling', 'unknown', 'filled', 'cancelled' as const),
        thereState: fc.constantFrom('working', 'cancelled', 'expired', 'rejected', 'filled' as const),
        hereFilled: fc.integer({ min: 0, max: 4 }),
        thereFilled: fc.integer({ min: 0, max: 3 }),
        trades: fc.integer({ min: 0, max: 4 }),
        known: fc.integer({ min: 0, max: 4 }),
        side: fc.constantFrom('buy', 'sell' as const),
        fee: fc.constantFrom('BTC', 'USDT', 'BNB'),
        price: fc.constantFrom('100', '101.5'),
      }),
      { selector: ({ name }) => name, maxLength: 6 },
    ),
    held: fc.integer({ min: 0, max: 30 }),
    balances: fc.uniqueArray(
      fc.tuple(fc.constantFrom('BTC', 'ETH', 'USDT', 'BNB', 'DOGE'), fc.integer({ min: 0, max: 10_000 })),
      {
        selector: ([asset]) => asset,
      },
    ),
  })
  .map(({ orders, held, balances }) => {
    const quarter = (count: number) => quantity(String(count / 4))
    const idOf = (name: string) => clientOrderId(name === 'web' ? 'web' : `${prefix}${name}`)
    const trades = orders.flatMap(({ name, trades: count, side, fee }, index) =>
      Array.from({ length: count }, (_, at) => trade(name, index * 10 + at, { side, feeAsset: fee })),
    )
    const known = orders.flatMap(({ known: count }, index) =>
      Array.from({ length: count }, (_, at) => trade('', index * 10 + at).fillId),
    )
    return {
      prefix,
      instruments,
      local: local({
        orders: orders
          .filter(({ here, name }) => here && name !== 'web')
          .map(({ name, hereState, hereFilled, side }) => order(name, { state: hereState, filled: quarter(hereFilled), side })),
        positions: new Map([[BTC.id, quarter(held)]]),
        fills: new Set(known),
      }),
      venue: venue({
        orders: orders
          .filter(({ there }) => there)
          .map(({ name, thereState, thereFilled, side, price: limit }) =>
            row(name, {
              clientOrderId: idOf(name),
              state: thereState,
              filled: quarter(thereFilled),
              side,
              limitPrice: price(limit),
            }),
          ),
        balances: balances.map(([asset, amount]) => balance(asset, String(amount / 100))),
        trades,
      }),
    }
  })

it('adopting every difference, in any order, leaves none', () => {
  fc.assert(
    fc.property(books, fc.array(fc.nat(), { minLength: 30, maxLength: 30 }), (input, shuffle) => {
      const found = reconcile(input)
      const mixed = found
        .map((difference, index) => ({ difference, rank: shuffle[index % 30] ?? 0 }))
        .sort((a, b) => a.rank - b.rank)
      const settled = mixed.reduce((here, { difference }) => adopt(here, difference, input), input.local)
      expect(reconcile({ ...input, local: settled })).toEqual([])
      expect(new Set(found.map(({ key }) => key)).size).toBe(found.length)
    }),
    { numRuns: 500 },
  )
})
