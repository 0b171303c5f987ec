import type { LocalBooks } from '../execution/index.ts'
import type { EngineState } from './state.ts'

/** What the trader believes, for the comparison with its venue. */
export const localBooks = (state: EngineState): LocalBooks => ({
  orders: [...state.orders.values()],
  positions: new Map([...state.positions].flatMap(([id, { quantity }]) => (quantity === 0n ? [] : [[id, quantity]]))),
  currency: state.currency,
  cash: state.cash,
  fills: new Set([...state.fills.keys(), ...state.notedFills]),
  others: new Map(state.others),
  notedOrders: new Set(state.notedOrders),
})
