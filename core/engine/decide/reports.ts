import {
  add,
  canMove,
  type Fill,
  isFinal,
  max,
  min,
  type Order,
  type OrderState,
  type Price,
  subtract,
  unreachable,
  type VenueReport,
} from '../../domain/index.ts'
import { fillKey, initialStop, isProtective, stateAfterFill } from '../../execution/index.ts'
import { quantityChange } from '../../portfolio/index.ts'
import { heldQuantity } from '../account.ts'
import type { Bracket } from '../state.ts'
import type { Step } from '../step.ts'
import { tripBreakers } from './breakers.ts'
import { halt, resumeFlatten } from './halt.ts'
import { actOnLevels } from './market.ts'
import { cancelEntries, cancelOrder } from './orders.ts'
import { noteEnded } from './protection.ts'
import { endSchedules, followSlice } from './schedules.ts'

type Filled = Extract<VenueReport, { type: 'filled' }>

/** What the venue says about our orders. Reports may repeat, overtake each other and come late. */
export function decideReport(step: Step, report: VenueReport): void {
  const id = step.state.byClientId.get(report.clientOrderId)
  const order = id === undefined ? undefined : step.state.orders.get(id)
  if (order === undefined) {
    step.emit({ type: 'ReportIgnored', clientOrderId: report.clientOrderId, reason: 'no such order here' })
    return
  }
  applyReport(step, order, report)
  followSlice(step, order, report)
}

function applyReport(step: Step, order: Order, report: VenueReport): void {
  switch (report.type) {
    case 'filled':
      recordFill(step, order, report)
      return
    case 'accepted':
      // The answer to the submit may come after the first fill or after our cancel; it then changes nothing.
      if (order.state === 'submitted' || order.state === 'unknown') {
        step.emit({ type: 'OrderMoved', orderId: order.id, state: 'accepted', venueOrderId: report.venueOrderId })
        // The cancel was lost on its way: it is asked for again.
        if (step.state.cancelWanted.has(order.id)) cancelOrder(step, order.id)
      } else ignore(step, order, 'accepted')
      return
    case 'rejected':
    case 'cancelled':
    case 'expired':
    case 'unknown':
      move(step, order, report.type, report.reason)
      if (isProtective(order) && report.type !== 'unknown') protectionEnded(step, order, report.type, report.reason)
      // What could not be sold is tried again by the clock; only what ends a cancelled order or a protection frees quantity at once.
      if (report.type === 'cancelled' || (isProtective(order) && report.type !== 'unknown')) resumeFlatten(step, order.instrument)
      else tripBreakers(step)
      return
    default:
      unreachable(report)
  }
}

function move(step: Step, order: Order, state: OrderState, reason: string): void {
  if (canMove(order.state, state)) step.emit({ type: 'OrderMoved', orderId: order.id, state, reason })
  else ignore(step, order, state)
}

/** The venue no longer protects: the engine's own level decides at once, on the last price there is. */
function protectionEnded(step: Step, order: Order, how: 'rejected' | 'cancelled' | 'expired', reason: string): void {
  if (isFinal(order.state)) return
  noteEnded(step, order, how, reason)
  const quote = step.state.quotes.get(order.instrument)
  if (quote !== undefined) actOnLevels(step, quote)
}

const ignore = (step: Step, order: Order, what: string): void => {
  step.emit({ type: 'ReportIgnored', clientOrderId: order.clientOrderId, reason: `${what} while ${order.state}` })
}

function recordFill(step: Step, order: Order, report: Filled): void {
  if (step.state.fills.has(report.fillId)) {
    ignore(step, order, `fill ${report.fillId} again`)
    return
  }
  const fill = fillOf(order, report)
  if (add(heldQuantity(step.state, order.instrument), quantityChange(fill)) < 0n) {
    // The books and the venue disagree; booking it would invent a position that a spot market cannot have.
    ignore(step, order, `a sale of more than is held (fill ${report.fillId})`)
    halt(
      step,
      'oversold',
      `the venue says that order ${order.id} sold more than is held; compare the account with the venue`,
      'engine',
    )
    return
  }
  bookFill(step, order, fill)
  if (fill.quantity > subtract(order.quantity, order.filled))
    halt(step, 'overfill', `the venue filled more of order ${order.id} than was ordered`, 'engine')
  // It was shown as not known here: a person need not settle what came by itself.
  const key = fillKey(fill.id)
  if (step.state.differences.some((difference) => difference.key === key))
    step.emit({ type: 'DifferenceSettled', key, settlement: 'adopt', reason: 'the venue reported it', by: 'engine' })
}

/** Books a fill that the venue or a person vouches for, with the stop that its order brings along. */
export function bookFill(step: Step, order: Order, fill: Fill): void {
  const state = isFinal(order.state) ? order.state : stateAfterFill(order, fill.quantity)
  const bracket = step.state.brackets.get(order.id)
  const stop = bracket === undefined ? undefined : firstStop(step, fill.price, order, bracket)
  step.emit({ type: 'FillRecorded', fill, state })
  if (bracket !== undefined && order.side === 'buy') {
    step.emit({
      type: 'ProtectionSet',
      instrument: order.instrument,
      stop: stop ?? null,
      target: bracket.target ?? null,
      ...(bracket.trail === undefined ? {} : { trail: bracket.trail }),
      by: 'engine',
    })
  }
  // Whoever leaves does not go on buying.
  if (isProtective(order)) {
    cancelEntries(step, order.instrument)
    endSchedules(step, `the position is sold: ${order.purpose}`, ({ instrument }) => instrument === order.instrument)
  }
}

const fillOf = (order: Order, report: Filled): Fill => ({
  id: report.fillId,
  orderId: order.id,
  clientOrderId: order.clientOrderId,
  environment: order.environment,
  instrument: order.instrument,
  side: order.side,
  price: report.price,
  quantity: report.quantity,
  fee: report.fee,
  ...(report.feeAsset === undefined ? {} : { feeAsset: report.feeAsset }),
  ...(report.feeQuantity === undefined ? {} : { feeQuantity: report.feeQuantity }),
  liquidity: report.liquidity,
  at: report.at,
})

/** The bracket's stop at a fill. One that trails starts below the bid of now and keeps what earlier fills of the order have gained. */
function firstStop(step: Step, paid: Price, order: Order, bracket: Bracket): Price | undefined {
  if (bracket.trail === undefined) return bracket.stop
  const { positions, quotes, instruments } = step.state
  const held = positions.get(order.instrument)
  const seen = min(quotes.get(order.instrument)?.bid ?? paid, paid)
  const start = initialStop(seen, bracket, instruments.get(order.instrument)?.tickSize)
  const before = held?.trail === undefined ? undefined : held.stop
  return start !== undefined && before !== undefined ? max(start, before) : start
}
