import { type Position, type Price, type Quote, type Rate, SECOND } from '../../domain/index.ts'
import { trailingStop } from '../../execution/index.ts'
import { isFlat, portfolioOf } from '../account.ts'
import type { Step } from '../step.ts'
import { decideAttendance } from './attendance.ts'
import { tripBreakers } from './breakers.ts'
import { resumeFlatten } from './halt.ts'
import { cancelEntries, closePosition } from './orders.ts'
import { venueActs } from './protection.ts'
import { advanceSchedules, endSchedules } from './schedules.ts'
import { blockPending, expireSignal, withdrawEntries } from './signals.ts'
import { wakeOrders } from './waiting.ts'

/** How often equity is put on the record while positions are open. */
const SAMPLE_OPEN = 5 * SECOND
const SAMPLE_FLAT = 60 * SECOND
/** How long an order may stay without an answer before the venue is asked about it. */
const SILENT_ORDER = 5 * SECOND

/** A new price: keeps it, and lets act what lives in this engine: stops and targets, orders that wait for a price, schedules. */
export function decideQuote(step: Step, quote: Quote): void {
  // The order of arrival is the order of truth: the clock may have been set back in between.
  const { minuteCloses, quotes } = step.state
  minuteCloses.follow(quotes.peek(quote.instrument), quote)
  quotes.set(quote.instrument, quote)
  if (!actOnLevels(step, quote)) {
    const position = step.state.positions.get(quote.instrument)
    if (position?.trail !== undefined && !isFlat(step.state, quote.instrument, position.quantity))
      trail(step, position, position.trail, quote.bid)
  }
  wakeOrders(step, quote)
  advanceSchedules(step, ({ instrument }) => instrument === quote.instrument)
}

/** Lets the stop or the target of a position act where the price has reached it: at the venue where it rests there, else here. */
export function actOnLevels(step: Step, quote: Quote): boolean {
  const { instrument } = quote
  const { positions, instruments, reached } = step.state
  const position = positions.get(instrument)
  if (position === undefined || isFlat(step.state, instrument, position.quantity)) return false
  const hit = exitReason(position, quote)
  if (hit === undefined) {
    reached.delete(instrument)
    return false
  }
  cancelEntries(step, instrument)
  endSchedules(step, `the position is sold: ${hit}`, (schedule) => schedule.instrument === instrument)
  const listed = instruments.get(instrument)
  if (listed !== undefined && !venueActs(step, listed, hit, quote.bid)) closePosition(step, instrument, hit)
  return true
}

/** Raises a trailing stop to its distance below the bid; it never falls. */
function trail(step: Step, { instrument, stop }: Position, by: Rate, bid: Price): void {
  const listed = step.state.instruments.get(instrument)
  if (listed === undefined) return
  const level = trailingStop(bid, by, listed.tickSize)
  if (level > 0n && (stop === undefined || level > stop)) step.emit({ type: 'StopTrailed', instrument, stop: level })
}

/** A stop sells when the bid is at or below it, a target when the bid is at or above it; the stop wins. */
function exitReason(position: Position, quote: Quote): 'exit-stop' | 'exit-target' | undefined {
  if (position.stop !== undefined && quote.bid <= position.stop) return 'exit-stop'
  if (position.target !== undefined && quote.bid >= position.target) return 'exit-target'
  return undefined
}

/** Once a second: expiries, silent orders, equity on the record, breakers, slices that are due. */
export function decideTick(step: Step): void {
  const { state, at } = step
  for (const id of [...state.pending]) {
    const signal = state.signals.get(id)
    if (signal !== undefined && at >= signal.expiresAt) expireSignal(step, signal)
  }
  for (const id of state.working) {
    const order = state.orders.get(id)
    if (order === undefined || Math.abs(at - order.updatedAt) < SILENT_ORDER) continue
    if (order.state === 'submitted' || order.state === 'unknown')
      step.effect({ type: 'QueryVenue', clientOrderId: order.clientOrderId })
    if (order.state === 'cancelling') step.effect({ type: 'CancelAtVenue', clientOrderId: order.clientOrderId })
  }
  for (const instrument of [...state.flattening]) resumeFlatten(step, instrument)
  if (state.halt !== undefined) blockPending(step, state.halt.reason)
  if (state.armed === undefined) withdrawEntries(step, 'trading is disarmed')
  for (const instrument of [...state.reached.keys()]) {
    const quote = state.quotes.get(instrument)
    if (quote !== undefined) actOnLevels(step, quote)
  }
  if (!state.opened) return
  sampleEquity(step)
  tripBreakers(step)
  advanceSchedules(step)
  decideAttendance(step)
}

function sampleEquity(step: Step): void {
  const { state, at } = step
  const equity = portfolioOf(state, at).equity
  const open = [...state.positions.values()].filter((position) => position.quantity > 0n)
  const period = open.length > 0 ? SAMPLE_OPEN : SAMPLE_FLAT
  const due =
    state.lastSampleAt === undefined || at - state.lastSampleAt >= period || (open.length === 0 && equity !== state.lastEquity)
  if (due) {
    const marks = open.flatMap((position) => {
      const quote = state.quotes.get(position.instrument)
      return quote === undefined ? [] : [quote]
    })
    step.emit({ type: 'EquitySampled', equity, marks })
  }
}
