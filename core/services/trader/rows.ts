import type { JournalRow, TradingStateRow } from '../../contract/index.ts'
import { type JournalEntry, type Millis, toWire } from '../../domain/index.ts'
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
