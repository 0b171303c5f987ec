import {
  type EngineInput,
  type Instrument,
  type InstrumentId,
  type LocalProtectionCode,
  millis,
  type Order,
  type OrderRequest,
  type Position,
  type Price,
  roundToStep,
  SECOND,
  subtract,
} from '../../domain/index.ts'
import {
  endsByItself,
  isProtective,
  protectionChange,
  restsWhole,
  retryAfter,
  type WantedProtection,
  wantedProtection,
} from '../../execution/index.ts'
import { committedToSell, openQuantity, protectiveOrders } from '../account.ts'
import type { Step } from '../step.ts'
import { approveSale, cancelOrder, placeOrder, placePair, sendWaiting, waitingSales } from './orders.ts'

/**
 * After every input: for each position that it may have changed, one step from what works at the venue to what should
 * rest there. It looks at the books alone, so it does not matter what led to them, a restart included.
 */
export function decideProtection(step: Step, input: EngineInput): void {
  // A venue that knows nothing of the market yet would refuse: the first quote or tick of a session is soon enough.
  if (!step.state.opened || input.type === 'SessionOpened' || input.type === 'InstrumentListed') return
  if (input.type === 'QuoteReceived') protect(step, input.quote.instrument)
  else for (const instrument of concerned(step)) protect(step, instrument)
}

function concerned({ state }: Step): ReadonlySet<InstrumentId> {
  const instruments = new Set<InstrumentId>()
  for (const { instrument, quantity } of state.positions.values()) if (quantity > 0n) instruments.add(instrument)
  for (const id of state.working) {
    const order = state.orders.get(id)
    if (order?.side === 'sell') instruments.add(order.instrument)
  }
  return instruments
}

function protect(step: Step, instrument: InstrumentId): void {
  const { state, config, at } = step
  const position = state.positions.get(instrument)
  if (position === undefined || (state.working.size === 0 && (position.quantity === 0n || !mayRest(step)))) return
  if (waitingSales(step, instrument).length > 0) {
    for (const order of protectiveOrders(state, instrument)) takeBack(step, order)
    if (protectiveOrders(state, instrument).length > 0) return
    sendWaiting(step, instrument)
  }
  const working = protectiveOrders(state, instrument)
  const wanted = wantedFor(step, position)
  if (wanted.kind === 'local' && state.localProtection.get(instrument)?.code !== wanted.code)
    step.emit({ type: 'ProtectionLocal', instrument, code: wanted.code, reason: wanted.reason, attempts: 0 })
  const change = protectionChange(wanted, working, {
    at,
    trail: position.trail,
    trailStepBps: config.execution.trailStepBps,
    bid: state.quotes.get(instrument)?.bid,
    local: state.localProtection.get(instrument),
  })
  if (wanted.kind === 'rest' && stillBuying(step, instrument)) return
  if (change === 'cancel') {
    for (const order of working) {
      const other = order.pairedWith === undefined ? undefined : state.orders.get(order.pairedWith)
      if (!endsByItself(order, other, at)) takeBack(step, order)
    }
  } else if (change === 'place' && wanted.kind === 'rest') place(step, instrument, wanted)
}

/** A purchase at market comes in parts, one close after the other: its protection is sent once, for all of them. */
function stillBuying({ state, at }: Step, instrument: InstrumentId): boolean {
  for (const id of state.working) {
    const order = state.orders.get(id)
    if (order?.instrument !== instrument || order.side !== 'buy' || order.type !== 'market') continue
    if (order.filled > 0n && Math.abs(at - order.updatedAt) < SECOND) return true
  }
  return false
}

const mayRest = ({ config, capabilities }: Step): boolean =>
  config.execution.restProtection && capabilities.types.includes('stop')

function wantedFor(step: Step, position: Position): WantedProtection {
  const { state, capabilities } = step
  const { instrument, stop, target } = position
  const listed = state.instruments.get(instrument)
  if (listed === undefined || !mayRest(step) || state.flattening.has(instrument)) return { kind: 'nothing' }
  const free = subtract(openQuantity(state, instrument), committedToSell(state, instrument))
  const local = state.localProtection.get(instrument)
  return wantedProtection({ instrument: listed, stop, target, free, capabilities, local })
}

/** Once a second at most for an order whose outcome is not known: the venue may answer at once that it does not know either. */
function takeBack(step: Step, { id, state, updatedAt }: Order): void {
  if (state === 'cancelling' || (state === 'unknown' && Math.abs(step.at - updatedAt) < SECOND)) return
  cancelOrder(step, id)
}

function place(step: Step, instrument: InstrumentId, wanted: Extract<WantedProtection, { kind: 'rest' }>): void {
  const { quantity, stop, target } = wanted
  const sale = { instrument, side: 'sell', quantity, timeInForce: 'GTC', reduceOnly: true } as const
  const stopRequest: OrderRequest = { ...sale, type: 'stop', stopPrice: stop }
  const stopOrder = approveSale(step, stopRequest)
  if (target === undefined) {
    placeOrder(step, stopOrder, { purpose: 'exit-stop' })
    return
  }
  const targetOrder = approveSale(step, { ...sale, type: 'limit', limitPrice: target })
  placePair(step, [stopOrder, targetOrder], [{ purpose: 'exit-stop' }, { purpose: 'exit-target' }])
}

/** A person cancelled protective orders: they stay away until a person sets stop or target again. */
export function leaveLocal(step: Step, orders: readonly Order[]): void {
  for (const instrument of new Set(orders.filter(isProtective).map((order) => order.instrument))) {
    for (const order of protectiveOrders(step.state, instrument)) if (order.state !== 'cancelling') cancelOrder(step, order.id)
    if (step.state.localProtection.get(instrument)?.code !== 'by-hand')
      step.emit({ type: 'ProtectionLocal', instrument, code: 'by-hand', reason: 'cancelled by hand', attempts: 0 })
  }
}

/**
 * The venue ended a protective order: when nobody asked for that, it is tried again later and later. `before` is the
 * order as it was.
 */
export function noteEnded(step: Step, before: Order, how: 'rejected' | 'cancelled' | 'expired', reason: string): void {
  const { state, at } = step
  const other = before.pairedWith === undefined ? undefined : state.orders.get(before.pairedWith)
  const asked = before.state === 'cancelling' || (other !== undefined && (state.working.has(other.id) || other.filled > 0n))
  const { instrument } = before
  if (asked || openQuantity(state, instrument) === 0n) return
  const local = state.localProtection.get(instrument)
  if (local?.code === 'by-hand') return
  const code: LocalProtectionCode = how === 'rejected' ? 'rejected' : 'ended'
  const attempts = (local?.attempts ?? 0) + 1
  const retryAt = millis(at + retryAfter(attempts))
  step.emit({ type: 'ProtectionLocal', instrument, code, reason, attempts, retryAt })
}

/** How long an order of the venue's that the market has reached may take to sell before the engine takes it back and sells itself. */
const VENUE_ACTS_WITHIN = SECOND

/** Whether the venue itself is about to act on a level that the market has reached, and may still take its time. */
export function venueActs(
  { state, at }: Step,
  { id, lotSize }: Instrument,
  hit: 'exit-stop' | 'exit-target',
  bid: Price,
): boolean {
  const since = state.reached.get(id) ?? at
  state.reached.set(id, since)
  if (Math.abs(at - since) >= VENUE_ACTS_WITHIN) return false
  const quantity = roundToStep(subtract(openQuantity(state, id), committedToSell(state, id)), lotSize)
  const order = restsWhole(protectiveOrders(state, id), hit, quantity)
  if (hit === 'exit-stop') return order?.stopPrice !== undefined && bid <= order.stopPrice
  return order?.limitPrice !== undefined && bid >= order.limitPrice
}
