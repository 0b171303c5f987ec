import { formatPrice, type InstrumentId, type Order, type Quote, wokenAt } from '../../domain/index.ts'
import { waitsHere } from '../../execution/index.ts'
import { approveEntry, approveReduction, failures } from '../../risk/index.ts'
import { riskView } from '../account.ts'
import type { EngineState } from '../state.ts'
import type { Step } from '../step.ts'
import { riskContext, sendInTurn } from './orders.ts'

/** Orders of a market that wait in this engine for their price, oldest first. */
function waitingOrders(state: EngineState, instrument: InstrumentId): readonly Order[] {
  const found: Order[] = []
  for (const id of state.working) {
    const order = state.orders.get(id)
    if (order !== undefined && order.instrument === instrument && waitsHere(order)) found.push(order)
  }
  return found
}

/** Sends what the new price wakes. */
export function wakeOrders(step: Step, quote: Quote): void {
  if (step.state.working.size === 0) return
  for (const order of waitingOrders(step.state, quote.instrument)) {
    const [name, price] = order.side === 'buy' ? (['ask', quote.ask] as const) : (['bid', quote.bid] as const)
    if (wokenAt(order, price)) wake(step, order, `the ${name} came to ${formatPrice(price)}`)
  }
}

/** The rules may have been met when the order was made; they must be met when it goes. */
function wake(step: Step, order: Order, reason: string): void {
  const context = { ...riskContext(step, order, false), view: viewWithout(step, order) }
  const approved = order.side === 'sell' ? approveReduction(context) : approveEntry(context)
  if (!approved.ok) {
    const refused = `${reason}, but ${failures(approved.error)}`
    step.emit({ type: 'OrderMoved', orderId: order.id, state: 'denied', reason: refused })
    return
  }
  step.emit({ type: 'OrderWoken', orderId: order.id, reason })
  sendInTurn(step, order)
}

/** The account as it would be without the order, which is counted again as the one that is asked for. */
function viewWithout(step: Step, order: Order): ReturnType<typeof riskView> {
  const { state, config, at } = step
  const working = new Set(state.working)
  working.delete(order.id)
  const recentOrders = state.recentOrders.filter(({ id }) => id !== order.id)
  return riskView({ ...state, working, recentOrders }, config, order.instrument, at)
}
