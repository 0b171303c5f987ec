import {
  add,
  type ClientOrderId,
  type Difference,
  formatQuantity,
  isFinal,
  type Order,
  type Quantity,
  subtract,
  ZERO_QUANTITY,
} from '../../domain/index.ts'
import type { VenueOrder, VenueTrade } from '../../ports/index.ts'
import { atVenue, waitsHere } from '../emulation.ts'
import { fillKey, isOurs, type ReconcileInput } from './books.ts'
import { compareHoldings } from './holdings.ts'

/**
 * Every difference between our books and the venue's, over the union of their orders, fills and assets. Invents
 * nothing: what the venue does not show as a trade is never taken for one. Empty when the books are equal.
 */
export function reconcile(input: ReconcileInput): readonly Difference[] {
  const unknown = input.venue.trades.filter(({ fillId }) => !input.local.fills.has(fillId))
  return [
    ...compareOrders(input, unknown),
    ...unknown.map((trade) => fillDifference(input, trade)),
    ...compareHoldings(input, unknown),
  ]
}

function fillDifference(input: ReconcileInput, trade: VenueTrade): Difference {
  const order = input.local.orders.find((candidate) => isTradeOf(trade, candidate, rowOf(input, candidate.clientOrderId)))
  const instrument = input.instruments.find(({ id }) => id === trade.instrument)
  return {
    subject: 'fill',
    kind: 'fill-not-known',
    key: fillKey(trade.fillId),
    here: 'not known',
    there: `${trade.side} ${formatQuantity(trade.quantity)} ${trade.venueSymbol}, order ${order?.clientOrderId ?? trade.clientOrderId ?? trade.venueOrderId}`,
    settlements: ['adopt', 'ignore'],
    trade,
    ...(order === undefined ? {} : { order }),
    ...(instrument === undefined ? {} : { instrument }),
  }
}

function compareOrders(input: ReconcileInput, unknown: readonly VenueTrade[]): readonly Difference[] {
  const ids = new Set([...input.local.orders, ...input.venue.orders].map(({ clientOrderId }) => clientOrderId))
  return [...ids].flatMap((id) => {
    const order = input.local.orders.find(({ clientOrderId }) => clientOrderId === id)
    const row = rowOf(input, id)
    if (order !== undefined) return ownOrder(order, row, unknown)
    return row === undefined ? [] : foreignOrder(input, row)
  })
}

function ownOrder(order: Order, row: VenueOrder | undefined, unknown: readonly VenueTrade[]): readonly Difference[] {
  const explained = unknown
    .filter((trade) => isTradeOf(trade, order, row))
    .reduce((sum, { quantity }) => add(sum, quantity), ZERO_QUANTITY)
  const filled = add(order.filled, explained)
  const common = {
    subject: 'order',
    key: `order ${order.clientOrderId}`,
    order,
    here: describe(order.state, filled, order.quantity),
  } as const
  if (row === undefined) {
    if (isFinal(order.state) || waitsHere(order) || filled >= order.quantity) return []
    const settlements = ['adopt', 'ignore'] as const
    return [{ ...common, kind: 'missing-there', there: 'no such order works', settlements, change: ZERO_QUANTITY }]
  }
  const change = subtract(row.filled, filled)
  const there = describe(row.state, row.filled, row.quantity)
  const settlements = row.state === 'working' ? (['adopt', 'flatten', 'ignore'] as const) : (['adopt', 'ignore'] as const)
  const found = { ...common, row, there, settlements, change }
  if (change !== 0n || row.quantity !== order.quantity || priceDiffers(atVenue(order), row))
    return [{ ...found, kind: 'quantity' }]
  return stateAgrees(order, row, filled) ? [] : [{ ...found, kind: 'state' }]
}

function foreignOrder({ local, prefix }: ReconcileInput, row: VenueOrder): readonly Difference[] {
  if (row.state !== 'working' || local.notedOrders.has(row.venueOrderId)) return []
  const kind = isOurs(row.clientOrderId, prefix) ? 'missing-here' : 'external-order'
  return [
    {
      subject: 'order',
      kind,
      key: `order ${row.clientOrderId}`,
      here: 'not known',
      there: `${row.side} ${row.venueSymbol}, ${describe(row.state, row.filled, row.quantity)}`,
      settlements: ['adopt', 'flatten', 'ignore'],
      row,
      change: ZERO_QUANTITY,
    },
  ]
}

const rowOf = (input: ReconcileInput, id: ClientOrderId): VenueOrder | undefined =>
  input.venue.orders.find(({ clientOrderId }) => clientOrderId === id)

function isTradeOf(trade: VenueTrade, order: Order, row: VenueOrder | undefined): boolean {
  if (trade.instrument !== order.instrument) return false
  if (trade.clientOrderId !== undefined) return trade.clientOrderId === order.clientOrderId
  return trade.venueOrderId === (row?.venueOrderId ?? order.venueOrderId)
}

const priceDiffers = (order: Order, row: VenueOrder): boolean =>
  order.limitPrice !== row.limitPrice || order.stopPrice !== row.stopPrice

/** What works there may be accepted or partly filled here; what is in doubt here, or ends there, differs. */
function stateAgrees(order: Order, row: VenueOrder, filled: Quantity): boolean {
  if (row.state === 'working') return order.state === 'accepted' || order.state === 'partial'
  return order.state === row.state || (row.state === 'filled' && filled >= order.quantity)
}

const describe = (state: string, filled: Quantity, quantity: Quantity): string =>
  `${state}, ${formatQuantity(filled)} of ${formatQuantity(quantity)}`
