import {
  type Circumstances,
  type EngineEvent,
  type EngineInput,
  formatMoney,
  formatRate,
  fromTaggedJson,
  type JournalEntry,
  type Millis,
  type Money,
  type Rate,
  toJson,
  type Environment,
} from '../domain/index.ts'
import { emptyState, type EngineState, evolve, factsOf, process, type Session, type TradingConfig } from '../engine/index.ts'
import type { Journal } from '../ports/index.ts'
import { type Difference, firstDifference } from './difference.ts'

export interface Verification {
  readonly rows: number
  /** Inputs that were decided again, and of those before the first session with a record of its circumstances, that were not. */
  readonly decided: number
  readonly unrecorded: number
  /** The text of every event that was decided again, folded to 64 bits: two replays of one journal agree on it. */
  readonly digest: string
  /** Settings with which the replay was told to decide otherwise than the record. */
  readonly settings: readonly Difference[]
  /** The first event that was decided otherwise; absent where there is none. */
  readonly difference?: Difference & {
    readonly sequence: number
    readonly at: Millis
    readonly input: EngineInput['type']
    readonly event: EngineEvent['type'] | 'none'
  }
}

export interface VerifyOptions {
  /** Decides by this instead of what was recorded: what would have been decided otherwise. */
  readonly config?: TradingConfig
}

interface Group {
  readonly input: EngineInput
  readonly row: JournalEntry
  readonly events: EngineEvent[]
}

/**
 * Decides every input of a journal again, with the prices, books and ids of the record, and compares each event with
 * the recorded one, byte for byte. Stops at the first difference.
 */
export function verifyJournal(replay: Journal['replay'], options: VerifyOptions): Verification {
  const again = new Again(options)
  let group: Group | undefined
  const close = (): void => {
    if (group !== undefined) again.decide(group)
    group = undefined
  }
  replay((row) => {
    again.rows += 1
    if (again.difference !== undefined) return
    if (row.entry.kind === 'event') {
      group?.events.push(row.entry.event)
      return
    }
    close()
    group = { input: row.entry.input, row, events: [] }
  })
  if (again.difference === undefined) close()
  return again.result()
}

class Again {
  rows = 0
  difference: Verification['difference']
  readonly #options: VerifyOptions
  /** As the record itself says, in its first row. */
  #environment: Environment = 'paper'
  #session: Session | undefined
  #state: EngineState | undefined
  /** Modes that a command set: those of the settings give way to them, in every session. */
  readonly #chosen = new Set<string | null>()
  #settings: readonly Difference[] = []
  #decided = 0
  #unrecorded = 0
  #digest = [0x811c9dc5, 0x1000193]

  constructor(options: VerifyOptions) {
    this.#options = options
  }

  result(): Verification {
    const digest = this.#digest.map((part) => (part >>> 0).toString(16).padStart(8, '0')).join('')
    const found = this.difference === undefined ? {} : { difference: this.difference }
    return { rows: this.rows, decided: this.#decided, unrecorded: this.#unrecorded, digest, settings: this.#settings, ...found }
  }

  decide({ input, row, events }: Group): void {
    const seen = row.circumstances ?? {}
    if (input.type === 'SessionOpened') this.#environment = input.environment
    if (seen.session !== undefined) this.#start(fromTaggedJson<Session>(seen.session))
    const session = this.#session
    if (session === undefined) {
      // Written before prices were recorded: believed, not checked.
      this.#unrecorded += 1
      this.#state ??= emptyState(this.#environment, 'manual')
      for (const event of events) this.#fold(this.#state, event, row.at)
      return
    }
    const state = this.#begun(session.config)
    see(state, seen, events)
    const left = [...(seen.ids ?? [])]
    const ids = { next: (prefix: string) => left.shift() ?? `${prefix}-unrecorded` }
    const step = process(state, input, row.at, { ...session, ids })
    this.#decided += 1
    this.#compare(row, input, { recorded: events, decided: step.events })
    for (const event of step.events) if (event.type === 'ApprovalModeSet') this.#chosen.add(event.strategy)
  }

  #compare(
    { sequence, at }: JournalEntry,
    input: EngineInput,
    { recorded, decided }: { readonly recorded: readonly EngineEvent[]; readonly decided: readonly EngineEvent[] },
  ): void {
    for (let index = 0; index < Math.max(recorded.length, decided.length); index += 1) {
      const [was, is] = [recorded[index], decided[index]]
      const [before, now] = [was === undefined ? '' : toJson(was), is === undefined ? '' : toJson(is)]
      this.#add(now)
      if (before === now) continue
      const found = firstDifference(before === '' ? undefined : JSON.parse(before), now === '' ? undefined : JSON.parse(now))
      const event = was?.type ?? is?.type ?? 'none'
      this.difference = { sequence: sequence + 1 + index, at, input: input.type, event, ...found }
      return
    }
  }

  #start(recorded: Session): void {
    const config = this.#options.config ?? recorded.config
    if (this.#settings.length === 0) this.#settings = differences(recorded.config, config)
    const state = this.#state
    const before = this.#session?.config
    this.#session = { ...recorded, config }
    if (state === undefined) return
    // What a start knows of the market is what it hears from then on.
    state.quotes.clear()
    state.books.clear()
    for (const [, map] of factsOf(state)) map.clear()
    state.minuteCloses.forgetRecord()
    Object.assign(state, { journalWritable: true, marketDataWritable: true })
    if (!this.#chosen.has(null)) state.defaultMode = config.approval.defaultMode
    for (const strategy of Object.keys(before?.approval.byStrategy ?? {}))
      if (!this.#chosen.has(strategy)) state.modes.delete(strategy as never)
    this.#setModes(state, config)
  }

  #begun(config: TradingConfig): EngineState {
    if (this.#state !== undefined) return this.#state
    const state = emptyState(this.#environment, config.approval.defaultMode)
    state.minuteCloses.forgetRecord()
    this.#setModes(state, config)
    this.#state = state
    return state
  }

  #setModes(state: EngineState, { approval }: TradingConfig): void {
    for (const [strategy, mode] of Object.entries(approval.byStrategy))
      if (!this.#chosen.has(strategy)) state.modes.set(strategy as never, mode)
  }

  #fold(state: EngineState, event: EngineEvent, at: Millis): void {
    evolve(state, event, at)
    if (event.type === 'ApprovalModeSet') this.#chosen.add(event.strategy)
  }

  /** FNV-1a over the characters, twice with other beginnings. */
  #add(text: string): void {
    this.#digest = this.#digest.map((start) => {
      let hash = start
      for (let index = 0; index < text.length; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), 0x1000193)
      return hash
    })
  }
}

/** Makes what the record tells of the market what the engine finds. */
function see(state: EngineState, seen: Circumstances, events: readonly EngineEvent[]): void {
  for (const event of events)
    if (event.type === 'EquitySampled') for (const mark of event.marks) state.quotes.set(mark.instrument, mark)
  for (const quote of seen.quotes ?? []) state.quotes.set(quote.instrument, quote)
  for (const book of seen.books ?? []) state.books.set(book.instrument, book)
  for (const [name, map] of factsOf(state)) {
    const { whole, entries = [] } = seen.facts?.[name] ?? {}
    if (whole === true) map.clear()
    for (const [key, value] of entries) {
      if (value === null) map.delete(key)
      else map.set(key, value)
    }
  }
  state.minuteCloses.answerFrom(seen.comovements ?? [])
  if (seen.journalWritable !== undefined) state.journalWritable = seen.journalWritable
  if (seen.marketDataWritable !== undefined) state.marketDataWritable = seen.marketDataWritable
}

/** Every setting in which two configurations differ. */
function differences(recorded: TradingConfig, config: TradingConfig): readonly Difference[] {
  const [was, is] = [new Map(settings(recorded, '')), new Map(settings(config, ''))]
  return [...new Set([...was.keys(), ...is.keys()])].flatMap((field) => {
    const [before, now] = [was.get(field) ?? 'absent', is.get(field) ?? 'absent']
    return before === now ? [] : [{ field, recorded: before, replayed: now }]
  })
}

/** Exact numbers of a goal are money, all others are rates. */
function settings(value: unknown, path: string): readonly (readonly [string, string])[] {
  if (typeof value === 'bigint')
    return [[path, path.startsWith('goal.') ? formatMoney(value as Money) : formatRate(value as Rate)]]
  if (typeof value !== 'object' || value === null) return [[path, String(value)]]
  return Object.entries(value).flatMap(([key, item]) => settings(item, path === '' ? key : `${path}.${key}`))
}
