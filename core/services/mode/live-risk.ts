import { type EngineEvent, InputError } from '../../domain/index.ts'
import { emptyState, evolve, openQuantity } from '../../engine/index.ts'
import type { Journal } from '../../ports/index.ts'

/** What the live account has open by its journal, in words. */
export interface LiveRisk {
  readonly positions: readonly string[]
  readonly orders: readonly string[]
}

/** Everything that holdings and working orders depend on. */
const TYPES = [
  'AccountOpened',
  'InstrumentChanged',
  'OrderCreated',
  'OrderMoved',
  'FillRecorded',
  'OrderAdopted',
  'OrderReduced',
  'OrderWoken',
  'ScheduleStarted',
  'SchedulePaused',
  'ScheduleEnded',
  'PositionAdjusted',
] as const satisfies readonly EngineEvent['type'][]

export function liveRisk(journal: Pick<Journal, 'replay'>): LiveRisk {
  const state = emptyState('live', 'manual')
  journal.replay(({ at, entry }) => {
    if (entry.kind === 'event') evolve(state, entry.event, at)
  }, TYPES)
  return {
    positions: [...state.positions.keys()].filter((instrument) => openQuantity(state, instrument) > 0n),
    orders: [...state.working].flatMap((id) => {
      const order = state.orders.get(id)
      return order === undefined ? [] : [`${order.side} ${order.instrument} ${order.clientOrderId}`]
    }),
  }
}

export const NO_LIVE_RISK: LiveRisk = { positions: [], orders: [] }

/** Of a journal that nobody else has open. One that cannot be read is told, and stops nothing on paper. */
export function riskIn(
  file: string,
  open: (file: string) => Pick<Journal, 'replay' | 'close'>,
  unreadable: (reason: string) => void,
): LiveRisk {
  try {
    const journal = open(file)
    try {
      return liveRisk(journal)
    } finally {
      journal.close()
    }
  } catch (error) {
    unreadable(`${file}: ${error instanceof InputError ? error.problem.remedy : String(error)}`)
    return NO_LIVE_RISK
  }
}
