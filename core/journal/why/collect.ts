import type {
  Circumstances,
  Command,
  EngineEvent,
  EngineInput,
  InstrumentId,
  JournalEntry,
  Millis,
  Position,
} from '../../domain/index.ts'
import { emptyState, type EngineState, evolve, isFlat } from '../../engine/index.ts'
import type { Journal } from '../../ports/index.ts'
import { type Life, UNTOLD } from './life.ts'

/** An event, and what the position was before and after it where it changed. */
export interface Told {
  readonly sequence: number
  readonly event: EngineEvent
  readonly position?: { readonly before: Position | undefined; readonly after: Position; readonly flat: boolean }
}

/** An input with what it led to. */
export interface Group {
  readonly cause: number
  readonly at: Millis
  readonly input: EngineInput | undefined
  readonly circumstances: Circumstances | undefined
  readonly events: Told[]
}

export interface Collected extends Life {
  readonly groups: readonly Group[]
  readonly state: EngineState
}

/** Folds the journal and keeps what names the life, or changes its market while it lasts. */
export function collect(journal: Pick<Journal, 'replay' | 'read'>, instrument: InstrumentId, life: Life): Collected {
  const collector = new Collector(instrument, life)
  journal.replay((row) => {
    collector.take(row)
  }, UNTOLD)
  collector.close()
  const groups = collector.groups.map((group): Group => {
    if (group.input !== undefined) return group
    const row = journal.read(group.cause - 1, 1)[0]
    return row?.entry.kind === 'input' ? { ...group, input: row.entry.input, circumstances: row.circumstances } : group
  })
  return { ...life, groups, state: collector.state }
}

class Collector {
  readonly groups: Group[] = []
  readonly state = emptyState('paper', 'manual')
  readonly #instrument: InstrumentId
  readonly #life: Life
  #group: Group | undefined

  constructor(instrument: InstrumentId, life: Life) {
    this.#instrument = instrument
    this.#life = life
  }

  take({ sequence, at, cause, entry, circumstances }: JournalEntry): void {
    if (cause !== this.#group?.cause) {
      this.close()
      this.#group = { cause, at, input: entry.kind === 'input' ? entry.input : undefined, circumstances, events: [] }
    }
    if (entry.kind === 'input') return
    const { event } = entry
    const before = this.state.positions.get(this.#instrument)
    evolve(this.state, event, at)
    this.#group?.events.push({ sequence, event, ...this.#change(event, sequence, before) })
  }

  /** The group is whole: keeps it where it is part of the story. */
  close(): void {
    const group = this.#group
    this.#group = undefined
    if (group !== undefined && this.#concerns(group)) this.groups.push(group)
  }

  #change(event: EngineEvent, sequence: number, before: Position | undefined): Pick<Told, 'position'> {
    const changes = event.type === 'FillRecorded' || event.type === 'FundingSettled'
    if (!changes || instrumentOf(event) !== this.#instrument || !this.#within(sequence)) return {}
    const after = this.state.positions.get(this.#instrument)
    if (after === undefined) return {}
    return { position: { before, after, flat: isFlat(this.state, this.#instrument, after.quantity) } }
  }

  #within(sequence: number): boolean {
    return this.#life.spans.some(({ from, to }) => sequence >= from && sequence <= to)
  }

  #concerns({ cause, input, events }: Group): boolean {
    if (input?.type === 'CommandReceived' && isAbout(input.command, this.#life)) return true
    if (events.some(({ event }) => names(event, this.#life, this.state))) return true
    const lasts = this.#within(cause)
    if (lasts && events.some(({ event }) => instrumentOf(event) === this.#instrument)) return true
    const general = events.some(({ event }) => GENERAL.includes(event.type))
    return general && (lasts || [...this.#life.orders].some((id) => this.state.working.has(id)))
  }
}

/** Of the whole account, and told where something of the story was at stake. */
const GENERAL: readonly EngineEvent['type'][] = [
  'TradingHalted',
  'TradingRearmed',
  'UnattendedStageSet',
  'ClockDistrusted',
  'SessionResumed',
]

export const isAbout = (command: Command, { orders, signals }: Life): boolean =>
  ('signalId' in command && signals.has(command.signalId)) || (command.type === 'CancelOrder' && orders.has(command.orderId))

/** By the id of an order or a signal of the story. */
export function names(event: EngineEvent, { orders, signals }: Life, { byClientId }: EngineState): boolean {
  switch (event.type) {
    case 'SignalCreated':
      return signals.has(event.signal.id)
    case 'SignalDecided':
      return signals.has(event.signalId)
    case 'CandidateFiltered':
      return signals.has(event.candidate.id)
    case 'OrderCreated':
      return orders.has(event.order.id)
    case 'OrderMoved':
      return orders.has(event.orderId)
    case 'FillRecorded':
      return orders.has(event.fill.orderId)
    case 'ReportIgnored': {
      const id = byClientId.get(event.clientOrderId)
      return id !== undefined && orders.has(id)
    }
    case 'CommandAnswered':
      return event.orderIds.some((id) => orders.has(id))
    default:
      return false
  }
}

/** Of what changes a position or its protection. */
function instrumentOf(event: EngineEvent): InstrumentId | undefined {
  switch (event.type) {
    case 'FillRecorded':
      return event.fill.instrument
    case 'ProtectionSet':
    case 'StopTrailed':
    case 'FundingSettled':
      return event.instrument
    case 'FlattenStarted':
      return event.instruments[0]
    default:
      return undefined
  }
}
