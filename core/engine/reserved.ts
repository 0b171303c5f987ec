import {
  add,
  applyRate,
  type InstrumentId,
  max,
  type Money,
  notional,
  type Price,
  required,
  ZERO_MONEY,
  ZERO_PRICE,
} from '../domain/index.ts'
import { remaining } from '../execution/index.ts'
import type { EngineState } from './state.ts'

/** The worst price a working buy may cost: its limit or stop, else the ask as last seen. */
function worstPrice(
  state: EngineState,
  order: { readonly instrument: InstrumentId; readonly limitPrice?: Price; readonly stopPrice?: Price },
): Price {
  const ask = state.quotes.get(order.instrument)?.ask ?? ZERO_PRICE
  if (order.limitPrice !== undefined) return order.limitPrice
  return order.stopPrice === undefined ? ask : max(order.stopPrice, ask)
}

/** Cash promised to working buy orders of each market with their taker fee; unknown outcomes count in full. */
export function reservedByInstrument(state: EngineState): Map<InstrumentId, Money> {
  const reserved = new Map<InstrumentId, Money>()
  for (const id of state.working) {
    const order = required(state.orders.get(id), 'a working order is kept')
    if (order.side !== 'buy') continue
    const value = notional(worstPrice(state, order), remaining(order))
    const fee = state.instruments.get(order.instrument)?.takerFee
    const promised = fee === undefined ? value : add(value, applyRate(value, fee, 'up'))
    reserved.set(order.instrument, add(reserved.get(order.instrument) ?? ZERO_MONEY, promised))
  }
  return reserved
}
