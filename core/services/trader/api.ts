import {
  type ListQuery,
  parseCommand,
  parseTicket,
  type TicketRequest,
  type TraderApi,
  type WhyRow,
} from '../../contract/index.ts'
import { type CommandResult, commandId, InputError, type InstrumentId, type Millis, toWire } from '../../domain/index.ts'
import {
  portfolioOf,
  positionViews,
  type Preview,
  previewApproval,
  previewOrder,
  previewSized,
  riskReport,
  type TradingConfig,
  type TradingEngine,
} from '../../engine/index.ts'
import type { Clock, Journal, TaskPool } from '../../ports/index.ts'
import type { AccountFigures } from './account-figures.ts'
import type { OverrideLedger } from './override-ledger.ts'
import { journalRow, orderRow, scheduleRow } from './rows.ts'
import { tellStory } from './stories.ts'

const MOST = 2_000

/** The newest rows first. */
function list<Row extends { readonly instrument: InstrumentId }, Shown>(
  rows: Iterable<Row>,
  query: ListQuery,
  show: (row: Row) => Shown,
): readonly Shown[] {
  const wanted = [...rows].filter((row) => query.instrument === undefined || row.instrument === query.instrument)
  return wanted
    .reverse()
    .slice(0, Math.min(query.limit ?? MOST, MOST))
    .map(show)
}

function previewTicket({ state, ports }: TradingEngine, ticket: TicketRequest, at: Millis): Preview {
  if (ticket.sizeBy !== undefined) {
    const sized = previewSized(state, ports, ticket, at)
    if (!sized.ok) throw new InputError(sized.error)
    return sized.value
  }
  const { order } = ticket
  const preview = previewOrder(state, ports, order, at)
  if (preview === undefined) throw new InputError({ field: 'instrument', value: order.instrument, remedy: 'is not listed' })
  return preview
}

const invalid = (message: string): CommandResult => ({ ok: false, commandId: commandId(''), code: 'invalid', message })

export interface TraderApiOptions {
  readonly engine: TradingEngine
  readonly config: TradingConfig
  readonly journal: Journal
  readonly clock: Clock
  readonly overrides: OverrideLedger
  readonly figures: AccountFigures
  readonly stories: TaskPool<string, WhyRow>
  /** Told of the ms between the arrival of a command and its answer. */
  readonly answered: (ms: number) => void
}

export function traderApi(options: TraderApiOptions): TraderApi {
  const { engine, config, journal, clock, overrides, figures, stories, answered } = options
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
      const parsed = parseTicket(raw)
      if (!parsed.ok) throw new InputError(parsed.error)
      return await Promise.resolve(toWire(previewTicket(engine, parsed.value, clock.now())))
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
    signals: (query) => Promise.resolve(list(engine.state.signals.values(), query, toWire)),
    orders: (query) => Promise.resolve(list(engine.state.orders.values(), query, orderRow)),
    fills: (query) => Promise.resolve(list(engine.state.fills.values(), query, toWire)),
    schedules: (query) => Promise.resolve(list(engine.state.schedules.values(), query, (row) => scheduleRow(row, engine.state))),
    positions: () => Promise.resolve(positionViews(engine.state).map(toWire)),
    portfolio: () => Promise.resolve(toWire(portfolioOf(engine.state, clock.now()))),
    journal: (after, limit) => Promise.resolve(journal.read(after, Math.min(limit, MOST)).map(journalRow)),
    performance: (query) => figures.performance(query),
    risk: () => Promise.resolve(toWire(riskReport(engine.state, config, clock.now()))),
    overrides: async (query) => await Promise.resolve(overrides.report(query)),
    // The closing quote alone, so that the client order id that ends in the order's id is found too.
    explain: (id) => Promise.resolve(journal.find(`${id}"`, MOST).map(journalRow)),
    why: (id) => tellStory(stories, id),
  }
}
