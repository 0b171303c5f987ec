import { toJson } from '../domain/index.ts'
import type { EngineState } from '../engine/index.ts'

/** All that a restart must bring back; quotes arrive again by themselves. */
export const accountPicture = (state: EngineState): string => {
  const plain = {
    cash: state.cash,
    halt: state.halt ?? null,
    day: state.day,
    losses: state.consecutiveLosses,
    defaultMode: state.defaultMode,
    modes: [...state.modes],
    positions: [...state.positions.values()],
    orders: [...state.orders.values()],
    working: [...state.working],
    signals: [...state.signals.values()],
    pending: [...state.pending],
    fills: [...state.fills.values()],
    brackets: [...state.brackets.values()],
    lastSignalAt: [...state.lastSignalAt],
    lastVotedAt: [...state.lastVotedAt],
    trips: [...state.trips].map(([id, trip]) => [id, trip.signal?.id, [trip.cost, trip.risked, trip.realisedBefore].map(String)]),
    tracked: [...state.tracked],
    answered: [...state.answered.values()].map(({ commandId, ok, message }) => ({ commandId, ok, message })),
  }
  return toJson(plain)
}
