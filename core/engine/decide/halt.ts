import type { Step } from '../step.ts'
import { cancelOrder, closePosition, workingOrders } from './orders.ts'
import { blockPending } from './signals.ts'

/** Stops new risk: pending signals are blocked, working entries cancelled; positions keep their exits. */
export function halt(step: Step, code: string, reason: string, by: string): void {
  if (step.state.halt === undefined) step.emit({ type: 'TradingHalted', code, reason, by })
  blockPending(step, reason)
  for (const id of workingOrders(step)) {
    const order = step.state.orders.get(id)
    if (order?.side === 'buy') cancelOrder(step, id)
  }
}

/** Cancels every working order; with `flatten` also sells every position. Works whatever else is wrong. */
export function kill(step: Step, flatten: boolean, by: string): number {
  if (step.state.halt === undefined) step.emit({ type: 'TradingHalted', code: 'kill', reason: 'kill switch', by })
  blockPending(step, 'kill switch')
  let touched = 0
  for (const id of workingOrders(step)) {
    const order = step.state.orders.get(id)
    // An exit that is already on its way out lowers risk: cancelling it would raise it.
    if (flatten && order?.side === 'sell' && order.type === 'market') continue
    cancelOrder(step, id)
    touched += 1
  }
  if (flatten) touched += flattenAll(step).length
  return touched
}

export function flattenAll(step: Step): readonly string[] {
  const ids: string[] = []
  for (const instrument of [...step.state.positions.keys()]) {
    const id = closePosition(step, instrument, 'flatten')
    if (id !== undefined) ids.push(id)
  }
  return ids
}
