import type { JournalRow, OrderRow, ScheduleRow, TradingStateRow } from '../../contract/index.ts'
import {
  add,
  averagePrice,
  formatPrice,
  formatQuantity,
  type JournalEntry,
  type Millis,
  type Money,
  type Order,
  type Quantity,
  type Schedule,
  subtract,
  toWire,
  ZERO_MONEY,
  ZERO_QUANTITY,
} from '../../domain/index.ts'
import { accountView, type EngineState, type TradingConfig } from '../../engine/index.ts'
import { ACCOUNT_RULES, evaluate } from '../../risk/index.ts'

export function journalRow(entry: JournalEntry): JournalRow {
  const { sequence, at, cause } = entry
  const fact = entry.entry.kind === 'input' ? entry.entry.input : entry.entry.event
  return { sequence, at, cause, kind: entry.entry.kind, type: fact.type, payload: toWire(fact) }
}

export function stateRow(state: EngineState, config: TradingConfig, at: Millis, lastSequence: number): TradingStateRow {
  return {
    environment: state.environment,
    halted: state.halt !== undefined,
    haltReason: state.halt?.reason ?? '',
    defaultMode: state.defaultMode,
    strategyModes: [...state.modes].map(([strategy, mode]) => ({ strategy, mode })),
    checks: evaluate(ACCOUNT_RULES, { view: accountView(state, config, at), limits: config.risk }),
    pendingSignals: state.pending.size,
    ...(state.armed === undefined ? {} : { armed: state.armed }),
    openDifferences: state.differences.length,
    attendance: state.attendance,
    lastSequence,
  }
}

const averageText = (value: Money, filled: Quantity): { readonly averagePrice?: string } =>
  filled > 0n ? { averagePrice: formatPrice(averagePrice(value, filled)) } : {}

/** Every order of ours carries its own id to the venue. */
const isOurs = ({ id, clientOrderId }: Order): boolean => clientOrderId.endsWith(id)

export const orderRow = (order: Order): OrderRow => ({
  ...toWire(order),
  left: formatQuantity(subtract(order.quantity, order.filled)),
  ...averageText(order.filledNotional, order.filled),
  ...(isOurs(order) ? {} : { external: true }),
})

/** Slices that are forgotten already would make a mean of the rest: then there is none. */
export function scheduleRow(schedule: Schedule, { orders }: Pick<EngineState, 'orders'>): ScheduleRow {
  let value: Money = ZERO_MONEY
  let filled: Quantity = ZERO_QUANTITY
  for (const order of schedule.filled > 0n ? orders.values() : []) {
    if (order.schedule !== schedule.id) continue
    value = add(value, order.filledNotional)
    filled = add(filled, order.filled)
  }
  return {
    ...toWire(schedule),
    left: formatQuantity(subtract(schedule.quantity, schedule.filled)),
    ...(filled === schedule.filled ? averageText(value, filled) : {}),
  }
}
