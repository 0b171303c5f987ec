import type { InstrumentId, OrderId } from '../../domain/index.ts'
import { isProtective, sellsAtMarket } from '../../execution/index.ts'
import { isFlat } from '../account.ts'
import type { Step } from '../step.ts'
import { cancelOrder, closePosition, workingOrders } from './orders.ts'
import { endSchedules } from './schedules.ts'
import { blockPending } from './signals.ts'

/** Stops new risk: pending signals are blocked, working entries cancelled; positions keep their exits. */
export function halt(step: Step, code: string, reason: string, by: string): void {
  if (step.state.halt === undefined) step.emit({ type: 'TradingHalted', code, reason, by })
  blockPending(step, reason)
  endSchedules(step, reason)
  for (const id of workingOrders(step)) {
    const order = step.state.orders.get(id)
    if (order?.side === 'buy') cancelOrder(step, id)
  }
}

/**
 * Cancels every working order but sales at market and the stops and targets of positions, which lower risk where they
 * are; with `flatten` those too, and sells every position. Works whatever else is wrong.
 */
export function kill(step: Step, flatten: boolean, by: string): number {
  if (step.state.halt === undefined) step.emit({ type: 'TradingHalted', code: 'kill', reason: 'kill switch', by })
  blockPending(step, 'kill switch')
  endSchedules(step, 'kill switch')
  let touched = 0
  for (const id of workingOrders(step)) {
    const order = step.state.orders.get(id)
    // An exit that is already on its way out lowers risk: cancelling it would raise it.
    if (order !== undefined && (sellsAtMarket(order) || (!flatten && isProtective(order)))) continue
    cancelOrder(step, id)
    touched += 1
  }
  if (flatten) touched += flattenAll(step).length
  return touched
}

/** Sells every position, or one; what a cancel in flight holds back is sold once it is free. */
export function flattenAll(step: Step, only?: InstrumentId): readonly OrderId[] {
  const held = [...step.state.positions.values()].filter(
    ({ instrument, quantity }) => !isFlat(step.state, instrument, quantity) && (only ?? instrument) === instrument,
  )
  if (held.length === 0) return []
  endSchedules(step, 'everything is sold', ({ instrument }) => held.some((each) => each.instrument === instrument))
  step.emit({ type: 'FlattenStarted', instruments: held.map(({ instrument }) => instrument) })
  return held.flatMap(({ instrument }) => closePosition(step, instrument, 'flatten') ?? [])
}

/** Goes on with a flatten that is not done and has no sale working: after a cancel came through, or a market that could not take it all. */
export function resumeFlatten(step: Step, instrument: InstrumentId): void {
  if (!step.state.flattening.has(instrument)) return
  const sales = workingOrders(step, instrument)
    .flatMap((id) => step.state.orders.get(id) ?? [])
    .filter(({ side }) => side === 'sell')
  // Whoever asked for everything to be sold does not wait for a price, also not with what was ordered since.
  for (const { id, type, state } of sales)
    if (type !== 'market' && (state === 'accepted' || state === 'partial')) cancelOrder(step, id)
  if (sales.length === 0) closePosition(step, instrument, 'flatten')
}
