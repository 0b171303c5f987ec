import fc from 'fast-check'
import {
  clientOrderId,
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
} from '../domain/index.ts'
import type { LocalBooks, ReconcileInput, VenueBooks } from '../execution/index.ts'
import type { AssetBalance, VenueOrder, VenueTrade } from '../ports/index.ts'

const exchange = exchangeId('binance')
export const listed = (base: string): Instrument => ({
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
export const BTC = listed('BTC')
export const ETH = listed('ETH')
export const instruments = [BTC, ETH]
export const prefix = 'sntl-live-'

export const order = (name: string, more: Partial<Order> = {}): Order => ({
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

export const row = (name: string, more: Partial<VenueOrder> = {}): VenueOrder => ({
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

export const trade = (name: string, id: number, more: Partial<VenueTrade> = {}): VenueTrade => ({
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

export const balance = (asset: string, free: string, locked = '0'): AssetBalance => ({
  asset,
  free: money(free),
  locked: money(locked),
})
export const local = (more: Partial<LocalBooks> = {}): LocalBooks => ({
  orders: [],
  positions: new Map(),
  currency: 'USDT',
  cash: money('1000'),
  fills: new Set(),
  others: new Map(),
  notedOrders: new Set(),
  ...more,
})
export const venue = (more: Partial<VenueBooks> = {}): VenueBooks => ({
  orders: [],
  balances: [balance('USDT', '1000')],
  trades: [],
  ...more,
})

/** Up to six orders, each on one side or both, with trades of which some are known, and balances of any kind. */
export const books: fc.Arbitrary<ReconcileInput> = fc
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
