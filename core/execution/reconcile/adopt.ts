import {
  add,
  type Difference,
  type Instrument,
  isFinal,
  type Money,
  type Order,
  orderId,
  type OrderState,
  type Quantity,
  ZERO_MONEY,
  ZERO_QUANTITY,
} from '../../domain/index.ts'
import type { VenueOrder } from '../../ports/index.ts'
import { AMOUNT_OF_QUANTITY, effectsOf, isOurs, type LocalBooks } from './books.ts'

export interface AdoptContext {
  readonly instruments: readonly Instrument[]
  readonly prefix: string
}

/** Our books with the venue's side of one difference taken over. Adopting every difference leaves none. */
export function adopt(local: LocalBooks, difference: Difference, context: AdoptContext): LocalBooks {
  switch (difference.subject) {
    case 'order':
      return adoptOrder(local, difference, context)
    case 'fill':
      return adoptFill(local, difference, context)
    case 'position':
      return { ...local, positions: raised(local.positions, difference.instrument, difference.change) }
    case 'asset':
      return { ...local, others: raised(local.others, difference.asset, difference.amountChange) }
    case 'cash':
      return { ...local, cash: add(local.cash, difference.amountChange) }
  }
}

function raised<Key, Value extends Money | Quantity>(map: ReadonlyMap<Key, Value>, key: Key, change: Value): Map<Key, Value> {
  const value = ((map.get(key) ?? 0n) + change) as Value
  const next = new Map(map)
  if (value === 0n) next.delete(key)
  else next.set(key, value)
  return next
}

function adoptOrder(
  local: LocalBooks,
  { order, row, change }: Extract<Difference, { subject: 'order' }>,
  { prefix }: AdoptContext,
): LocalBooks {
  if (row === undefined)
    return { ...local, orders: local.orders.filter(({ clientOrderId }) => clientOrderId !== order?.clientOrderId) }
  if (order !== undefined) {
    const { orders } = local
    return {
      ...local,
      orders: orders.map((mine) => (mine.clientOrderId === order.clientOrderId ? takenOver(mine, row, change) : mine)),
    }
  }
  if (!isOurs(row.clientOrderId, prefix) || row.instrument === undefined)
    return { ...local, notedOrders: new Set([...local.notedOrders, row.venueOrderId]) }
  return { ...local, orders: [...local.orders, orderOf(row, row.instrument)] }
}

function adoptFill(
  local: LocalBooks,
  { trade, order, instrument }: Extract<Difference, { subject: 'fill' }>,
  context: AdoptContext,
): LocalBooks {
  const booked = { ...local, fills: new Set([...local.fills, trade.fillId]) }
  const fill = (mine: Order): Order => {
    const filled = add(mine.filled, trade.quantity)
    const state: OrderState = isFinal(mine.state) ? mine.state : filled >= mine.quantity ? 'filled' : 'partial'
    return { ...mine, filled, state }
  }
  const orders = local.orders.map((mine) => (mine.clientOrderId === order?.clientOrderId ? fill(mine) : mine))
  const effects = instrument === undefined ? [] : effectsOf(trade, instrument)
  return effects.reduce<LocalBooks>((books, [asset, change]) => move(books, asset, change, context), { ...booked, orders })
}

/** Moves an asset where the books hold it. */
function move(local: LocalBooks, asset: string, change: bigint, { instruments }: AdoptContext): LocalBooks {
  if (change === 0n) return local
  if (asset === local.currency) return { ...local, cash: add(local.cash, change as Money) }
  const candidates = instruments.filter(({ base }) => base === asset)
  const holder = candidates.find(({ id }) => local.positions.has(id)) ?? candidates[0]
  if (holder === undefined) return { ...local, others: raised(local.others, asset, change as Money) }
  return { ...local, positions: raised(local.positions, holder.id, (change / AMOUNT_OF_QUANTITY) as Quantity) }
}

function stateOf(row: VenueOrder): OrderState {
  if (row.state !== 'working') return row.state
  return row.filled > ZERO_QUANTITY ? 'partial' : 'accepted'
}

function withPrices(order: Order, row: VenueOrder): Order {
  const { limitPrice: _limit, stopPrice: _stop, ...rest } = order
  return {
    ...rest,
    venueOrderId: row.venueOrderId,
    ...(row.limitPrice === undefined ? {} : { limitPrice: row.limitPrice }),
    ...(row.stopPrice === undefined ? {} : { stopPrice: row.stopPrice }),
  }
}

/** Our order with what the venue says of it; `change` is what it filled beyond what is known here. */
export const takenOver = (mine: Order, row: VenueOrder, change: Quantity): Order =>
  withPrices({ ...mine, filled: add(mine.filled, change), state: stateOf(row), quantity: row.quantity }, row)

/** An order that is not in the books: somebody else, or an earlier run of this program, made it. */
export function orderOf(row: VenueOrder, instrument: Order['instrument']): Order {
  const type = row.stopPrice !== undefined ? 'stop' : row.limitPrice !== undefined ? 'limit' : 'market'
  return withPrices(
    {
      id: orderId(row.clientOrderId),
      clientOrderId: row.clientOrderId,
      environment: 'live',
      purpose: 'manual',
      instrument,
      side: row.side,
      type,
      quantity: row.quantity,
      timeInForce: 'GTC',
      reduceOnly: false,
      state: stateOf(row),
      filled: row.filled,
      filledNotional: ZERO_MONEY,
      fee: ZERO_MONEY,
      createdAt: row.updatedAt,
      updatedAt: row.updatedAt,
    },
    row,
  )
}
