import { add, applyRate, type InstrumentId, type Money, notional, required, ZERO_MONEY, ZERO_PRICE } from '../domain/index.ts'
import { remaining } from '../execution/index.ts'
import { worstPrice } from '../risk/index.ts'
import type { EngineState } from './state.ts'

/** Cash promised to working buy orders of each market with their taker fee; unknown outcomes count in full. */
export function reservedByInstrument(state: EngineState): Map<InstrumentId, Money> {
  const reserved = new Map<InstrumentId, Money>()
  for (const id of state.working) {
    const order = required(state.orders.get(id), 'a working order is kept')
    if (order.side !== 'buy') continue
    const value = notional(worstPrice(order, state.quotes.get(order.instrument)) ?? ZERO_PRICE, remaining(order))
    const fee = state.instruments.get(order.instrument)?.takerFee
    const promised = fee === undefined ? value : add(value, applyRate(value, fee, 'up'))
    reserved.set(order.instrument, add(reserved.get(order.instrument) ?? ZERO_MONEY, promised))
  }
  return reserved
}
