import { type ListQuery, parseCommand, type TraderApi } from '../../contract/index.ts'
import { type CommandResult, commandId, InputError, type InstrumentId, toWire, type Wire } from '../../domain/index.ts'
import {
  portfolioOf,
  positionViews,
  previewApproval,
  previewOrder,
  riskReport,
  type TradingConfig,
  type TradingEngine,
} from '../../engine/index.ts'
import type { Clock, Journal } from '../../ports/index.ts'
import type { AccountFigures } from './account-figures.ts'
import type { OverrideLedger } from './override-ledger.ts'
import { journalRow } from './rows.ts'

const MOST = 2_000

/** The newest rows first. */
function list<Row extends { readonly instrument: InstrumentId }>(rows: Iterable<Row>, query: ListQuery): readonly Wire<Row>[] {
  const wanted = [...rows].filter((row) => query.instrument === undefined || row.instrument === query.instrument)
  return wanted
    .reverse()
    .slice(0, Math.min(query.limit ?? MOST, MOST))
    .map(toWire)
}

const invalid = (message: string): CommandResult => ({ ok: false, commandId: commandId(''), code: 'invalid', message })

export interface TraderApiOptions {
  readonly engine: TradingEngine
  readonly config: TradingConfig
  readonly journal: Journal
  readonly clock: Clock
  readonly overrides: OverrideLedger
  readonly figures: AccountFigures
  /** Told of the ms between the arrival of a command and its answer. */
  readonly answered: (ms: number) => void
}

export function traderApi({ engine, config, journal, clock, overrides, figures, answered }: TraderApiOptions): TraderApi {
  return {
    command: (raw, by) => {
      const started = clock.now()
      const parsed = parseCommand(raw)
      if (!parsed.ok) return Promise.resolve(invalid(`${parsed.error.field}: ${parsed.error.value}: ${parsed.error.remedy}`))
      const { type, id } = parsed.value
      // At most one trader is armed, which only the host can see to.
      if (type === 'Arm' || type === 'Disarm')
        return Promise.resolve({ ok: false, commandId: id, code: 'use-the-mode', message: 'the mode arms and disarms' })
      const result = engine.command(parsed.value, by)
      answered(clock.now() - started)
      return Promise.resolve(result)
    },
    health: () => {
      const { journalWritable, halt } = engine.state
      return Promise.resolve({ journalWritable, halted: halt !== undefined, haltReason: halt?.reason ?? '' })
    },
    preview: async (raw) => {
      const parsed = parseCommand(raw)
      if (!parsed.ok) throw new InputError(parsed.error)
      const { value } = parsed
      if (value.type !== 'SubmitOrder')
        throw new InputError({ field: 'type', value: value.type, remedy: 'only SubmitOrder can be previewed' })
      const preview = previewOrder(engine.state, engine.ports, value, clock.now())
      if (preview === undefined) throw new InputError({ field: 'instrument', value: value.instrument, remedy: 'is not listed' })
      return await Promise.resolve(toWire(preview))
    },
    approval: async (signalId, edits) => {
      const fields = edits === undefined || edits === null ? {} : edits
      if (typeof fields !== 'object')
        throw new InputError({
          field: 'edits',
          value: JSON.stringify(edits),
          remedy: 'give an object such as {"quantity":"0.5"}',
        })
      const parsed = parseCommand({ ...fields, type: 'ApproveSignal', id: 'preview', signalId })
      if (!parsed.ok) throw new InputError(parsed.error)
      const { value } = parsed
      if (value.type !== 'ApproveSignal') throw new Error('what was parsed as an approval is one')
      const preview = previewApproval(engine.state, config, { id: value.signalId, edits: value }, clock.now())
      return await Promise.resolve(preview === undefined ? null : toWire(preview))
    },
    signals: (query) => Promise.resolve(list(engine.state.signals.values(), query)),
    orders: (query) => Promise.resolve(list(engine.state.orders.values(), query)),
    fills: (query) => Promise.resolve(list(engine.state.fills.values(), query)),
    schedules: (query) => Promise.resolve(list(engine.state.schedules.values(), query)),
    positions: () => Promise.resolve(positionViews(engine.state).map(toWire)),
    portfolio: () => Promise.resolve(toWire(portfolioOf(engine.state, clock.now()))),
    journal: (after, limit) => Promise.resolve(journal.read(after, Math.min(limit, MOST)).map(journalRow)),
    performance: (query) => figures.performance(query),
    risk: () => Promise.resolve(toWire(riskReport(engine.state, config, clock.now()))),
    overrides: async (query) => await Promise.resolve(overrides.report(query)),
    // The closing quote alone, so that the client order id that ends in the order's id is found too.
    explain: (id) => Promise.resolve(journal.find(`${id}"`, MOST).map(journalRow)),
  }
}
