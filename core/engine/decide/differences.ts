import {
  add,
  assetsOf,
  canMove,
  type Command,
  type Difference,
  type EngineInput,
  type Fill,
  fillId,
  type InstrumentId,
  isFinal,
  type Money,
  negate,
  type Order,
  type OrderId,
  orderId,
  clientOrderId,
  type Price,
  SHORTEST_REASON,
  subtract,
  ZERO_MONEY,
  ZERO_QUANTITY,
} from '../../domain/index.ts'
import { amountOf, orderOf, quantityOf, takenOver } from '../../execution/index.ts'
import { quantityChange, viewPosition } from '../../portfolio/index.ts'
import { heldQuantity } from '../account.ts'
import { signatureOf } from '../fold-live.ts'
import type { Step } from '../step.ts'
import type { Refusal } from './approval-terms.ts'
import { flattenAll } from './halt.ts'
import { cancelOrder } from './orders.ts'
import { bookFill } from './reports.ts'

type Settle = Extract<Command, { type: 'SettleDifference' }>
type OrderDifference = Extract<Difference, { subject: 'order' }>
type FillDifference = Extract<Difference, { subject: 'fill' }>
type PositionDifference = Extract<Difference, { subject: 'position' }>

/** The list that there is now takes the place of the one before; what a person ignored stays ignored while it says the same. */
export function decideDifferences(step: Step, input: Extract<EngineInput, { type: 'DifferencesFound' }>): void {
  const { ignored } = step.state
  const differences = input.differences.filter((difference) => !ignored.has(signatureOf(difference)))
  step.emit({ type: 'DifferencesFound', differences, booksAt: input.booksAt })
}

/** Does what a person decided about one difference, or says why it cannot be done; nothing is done by half. */
export function settle(step: Step, command: Settle, by: string): Refusal | undefined {
  const { key, settlement, reason } = command
  const difference = step.state.differences.find((each) => each.key === key)
  if (difference === undefined) return { code: 'no-difference', message: `key: ${key}: no such difference is open` }
  if (!difference.settlements.includes(settlement))
    return { code: 'settlement', message: `settlement: ${settlement}: possible are ${difference.settlements.join(', ')}` }
  if (settlement === 'ignore' && reason.trim().length < SHORTEST_REASON)
    return { code: 'reason', message: `reason: say why it is ignored, in at least ${String(SHORTEST_REASON)} characters` }
  const refusal = settlement === 'ignore' ? undefined : carryOut(step, difference, command)
  if (refusal === undefined) step.emit({ type: 'DifferenceSettled', key, settlement, reason, by })
  return refusal
}

function carryOut(step: Step, difference: Difference, { settlement, reason }: Settle): Refusal | undefined {
  switch (difference.subject) {
    case 'order':
      return settleOrder(step, difference, settlement === 'flatten')
    case 'fill':
      return adoptFill(step, difference)
    case 'position': {
      const refusal = adoptPosition(step, difference, reason)
      if (refusal === undefined && settlement === 'flatten') flattenAll(step, difference.instrument)
      return refusal
    }
    case 'asset':
      step.emit({ type: 'AssetAdjusted', asset: difference.asset, amountChange: difference.amountChange, reason })
      return undefined
    case 'cash':
      step.emit({ type: 'CashAdjusted', amountChange: difference.amountChange, reason })
      return undefined
  }
}

const known = (step: Step, order: Order | undefined): Order | undefined => {
  const id = order === undefined ? undefined : step.state.byClientId.get(order.clientOrderId)
  return id === undefined ? undefined : step.state.orders.get(id)
}

function settleOrder(step: Step, difference: OrderDifference, cancel: boolean): Refusal | undefined {
  const { order, row } = difference
  const mine = known(step, order)
  if (mine !== undefined && step.state.movedOrders.has(mine.id))
    return { code: 'stale', message: `order ${mine.id} moved since the books were compared; compare them again` }
  if (row === undefined) {
    if (mine !== undefined && !isFinal(mine.state))
      step.emit({ type: 'OrderMoved', orderId: mine.id, state: 'cancelled', reason: 'the venue has no such order' })
    return undefined
  }
  if (mine === undefined && row.instrument === undefined)
    return cancel
      ? { code: 'not-traded-here', message: `${row.venueSymbol} is not traded here; cancel the order at the venue` }
      : undefined
  const id = takeOrder(step, difference, mine)
  const taken = step.state.orders.get(id)
  if (taken === undefined || isFinal(taken.state)) return undefined
  step.effect({ type: 'ResumeAtVenue', order: taken })
  if (cancel) cancelOrder(step, id)
  return undefined
}

/** The order as the venue has it: a move where nothing but its state differs, otherwise a new picture of it. */
function takeOrder(step: Step, { row, change }: OrderDifference, mine: Order | undefined): OrderId {
  const { state, at } = step
  if (row === undefined) throw new Error('an order is taken from the venue')
  if (mine === undefined) {
    if (row.instrument === undefined) throw new Error('an order of a market that is not traded here is not taken')
    const id = state.byClientId.get(row.clientOrderId) ?? orderId(step.nextId('ord'))
    const order: Order = { ...orderOf(row, row.instrument), id, environment: state.environment, updatedAt: at }
    step.emit({ type: 'OrderAdopted', order })
    return id
  }
  const next = takenOver(mine, row, change)
  const moves = toMove(mine, next)
  if (moves)
    step.emit({
      type: 'OrderMoved',
      orderId: mine.id,
      state: next.state,
      reason: 'as the venue has it',
      venueOrderId: row.venueOrderId,
    })
  else step.emit({ type: 'OrderAdopted', order: { ...next, updatedAt: at } })
  return mine.id
}

const toMove = (mine: Order, next: Order): boolean =>
  canMove(mine.state, next.state) &&
  mine.filled === next.filled &&
  mine.quantity === next.quantity &&
  mine.limitPrice === next.limitPrice &&
  mine.stopPrice === next.stopPrice

function adoptFill(step: Step, difference: FillDifference): Refusal | undefined {
  const { trade, instrument } = difference
  // Of a market that is not traded here it is only noted; one that came by itself meanwhile is booked.
  if (instrument === undefined || step.state.fills.has(trade.fillId)) return undefined
  if (instrument.quote !== step.state.currency)
    return {
      code: 'other-currency',
      message: `${instrument.symbol} is paid in ${instrument.quote}, these books are in ${step.state.currency}; ignore it`,
    }
  const order = known(step, difference.order) ?? standIn(step, difference, instrument.id)
  const fill = fillOf(order, difference, instrument.quote)
  if (add(heldQuantity(step.state, instrument.id), quantityChange(fill)) < 0n)
    return { code: 'settle-first', message: `more was sold than is held here; settle the position in ${instrument.base} first` }
  if (!step.state.orders.has(order.id)) step.emit({ type: 'OrderAdopted', order })
  bookFill(step, order, fill)
  // What is finer than a quantity is not lost.
  const residue = fill.feeAsset === undefined || fill.feeAsset === instrument.base ? ZERO_MONEY : residueOf(fill, trade.feeAmount)
  if (residue !== 0n)
    step.emit({
      type: 'AssetAdjusted',
      asset: trade.feeAsset,
      amountChange: negate(residue),
      reason: `the fee of fill ${trade.fillId}`,
    })
  return undefined
}

const residueOf = ({ feeQuantity = ZERO_QUANTITY }: Fill, feeAmount: Money): Money => subtract(feeAmount, amountOf(feeQuantity))

/** A fill whose order is not in the books gets one that has ended, so that every fill has an order. */
const standIn = (step: Step, { trade }: FillDifference, instrument: InstrumentId): Order => ({
  id: orderId(step.nextId('ord')),
  clientOrderId: clientOrderId(trade.fillId),
  environment: step.state.environment,
  purpose: 'manual',
  instrument,
  side: trade.side,
  type: 'market',
  quantity: trade.quantity,
  timeInForce: 'GTC',
  reduceOnly: false,
  state: 'filled',
  filled: ZERO_QUANTITY,
  filledNotional: ZERO_MONEY,
  fee: ZERO_MONEY,
  createdAt: trade.at,
  updatedAt: trade.at,
})

const fillOf = (order: Order, { trade }: FillDifference, quote: string): Fill => ({
  id: trade.fillId,
  orderId: order.id,
  clientOrderId: order.clientOrderId,
  environment: order.environment,
  instrument: order.instrument,
  side: trade.side,
  price: trade.price,
  quantity: trade.quantity,
  ...(trade.feeAsset === quote
    ? { fee: trade.feeAmount }
    : { fee: ZERO_MONEY, feeAsset: trade.feeAsset, feeQuantity: quantityOf(trade.feeAmount) }),
  liquidity: trade.liquidity,
  at: trade.at,
})

/** What the books held of the asset beside the position, or owed of it as a fee, becomes part of the position. */
function adoptPosition(step: Step, difference: PositionDifference, reason: string): Refusal | undefined {
  const { instrument } = difference
  const { base } = assetsOf(instrument)
  const beside = quantityOf(step.state.others.get(base) ?? ZERO_MONEY)
  const change = add(difference.change, beside)
  if (add(heldQuantity(step.state, instrument), change) < 0n)
    return {
      code: 'settle-first',
      message: `less is held here than the difference takes away; settle the fills in ${base} first`,
    }
  const price = priceOf(step, instrument)
  if (price === undefined)
    return { code: 'no-quote', message: `there is no price of ${instrument} now; without one nobody knows what it is worth` }
  if (beside !== 0n) step.emit({ type: 'AssetAdjusted', asset: base, amountChange: negate(amountOf(beside)), reason })
  if (change !== 0n) step.emit({ type: 'PositionAdjusted', id: fillId(step.nextId('adj')), instrument, change, price, reason })
  return undefined
}

/** What one is worth now, else what those that are held did cost. */
function priceOf({ state }: Step, instrument: InstrumentId): Price | undefined {
  const position = state.positions.get(instrument)
  return (
    state.quotes.get(instrument)?.bid ?? (position === undefined ? undefined : viewPosition(position, undefined).averagePrice)
  )
}
