import {
  type BookLevel,
  type BookSnapshot,
  type Circumstances,
  type ComovementSeen,
  type EngineEvent,
  type EngineInput,
  type FactsSeen,
  type InstrumentId,
  max,
  type Quantity,
  type Quote,
  subtract,
  toTaggedJson,
  ZERO_QUANTITY,
} from '../domain/index.ts'
import type { IdSource } from '../ports/index.ts'
import { type MapNotes, NotedMap, pairKey } from './noted.ts'
import type { ProcessPorts } from './step.ts'
import { type EngineState, NOT_FOLDED } from './state.ts'

/** What a session decides by from its start to its end. */
export type Session = Omit<ProcessPorts, 'ids'>

interface Facts {
  readonly name: string
  readonly map: NotedMap<string, unknown>
  readonly notes: MapNotes<string, unknown>
}

const notes = <K, V>(): MapNotes<K, V> => ({ asked: new Map(), whole: false })

/** The maps that no event fills, beside prices and books. */
export const factsOf = (state: EngineState): readonly (readonly [string, NotedMap<string, unknown>])[] =>
  NOT_FOLDED.flatMap((key) => {
    const map: unknown = state[key]
    return key === 'quotes' || key === 'books' || !(map instanceof NotedMap)
      ? []
      : [[key, map as NotedMap<string, unknown>] as const]
  })

/**
 * Notes what a step asks of the market and of its id source, so that the journal holds all that a decision was made
 * of. Only what differs from what this session has recorded before is told again.
 */
export class CircumstanceNotes implements IdSource {
  readonly #state: EngineState
  readonly #session: Session
  readonly #ids: IdSource
  readonly #facts: readonly Facts[]
  readonly #notes: readonly { readonly asked: Map<unknown, unknown>; whole: boolean }[]
  readonly #asked = {
    quotes: notes<InstrumentId, Quote>(),
    books: notes<InstrumentId, BookSnapshot>(),
    comovements: new Array<ComovementSeen>(),
    ids: new Array<string>(),
  }
  readonly #told = {
    quotes: new Map<InstrumentId, Quote>(),
    comovements: new Map<string, ComovementSeen>(),
    journalWritable: true,
    marketDataWritable: true,
  }
  #flags = { journalWritable: true, marketDataWritable: true }

  constructor(state: EngineState, session: Session, ids: IdSource) {
    this.#state = state
    this.#session = session
    this.#ids = ids
    this.#facts = factsOf(state).map(([name, map]) => ({ name, map, notes: notes() }))
    this.#notes = [this.#asked.quotes, this.#asked.books, ...this.#facts.map((each) => each.notes)]
  }

  next(prefix: string): string {
    const id = this.#ids.next(prefix)
    this.#asked.ids.push(id)
    return id
  }

  /** Call before the step. */
  begin(): void {
    const { quotes, books, minuteCloses, journalWritable, marketDataWritable } = this.#state
    const asked = this.#asked
    for (const each of this.#notes) {
      if (each.asked.size > 0) each.asked.clear()
      each.whole = false
    }
    asked.comovements.length = 0
    asked.ids.length = 0
    this.#flags = { journalWritable, marketDataWritable }
    quotes.noteIn(asked.quotes)
    books.noteIn(asked.books)
    minuteCloses.noteIn(asked.comovements)
    for (const each of this.#facts) each.map.noteIn(each.notes)
  }

  /** Call after the step, for each `begin`: who looks in between steps decides nothing. */
  end(): void {
    const { quotes, books, minuteCloses } = this.#state
    quotes.noteIn(undefined)
    books.noteIn(undefined)
    minuteCloses.noteIn(undefined)
    for (const { map } of this.#facts) map.noteIn(undefined)
  }

  /** What is to be recorded with a step that is over; it counts as told from then on. */
  take(input: EngineInput, events: readonly EngineEvent[]): Circumstances | undefined {
    const found: Circumstances = {
      ...listed('quotes', this.#quotes(input, events)),
      ...listed('books', this.#books(events)),
      ...this.#otherFacts(),
      ...listed('comovements', this.#comovements()),
      ...this.#changedFlags(),
      ...listed('ids', [...this.#asked.ids]),
      ...(input.type === 'SessionOpened' ? { session: toTaggedJson(this.#session) } : {}),
    }
    return Object.keys(found).length === 0 ? undefined : found
  }

  #quotes(input: EngineInput, events: readonly EngineEvent[]): readonly Quote[] {
    const told = this.#told.quotes
    if (input.type === 'QuoteReceived') told.set(input.quote.instrument, input.quote)
    for (const event of events)
      if (event.type === 'EquitySampled') for (const mark of event.marks) told.set(mark.instrument, mark)
    const wanted = new Map<InstrumentId, Quote>()
    for (const [instrument, quote] of this.#asked.quotes.asked)
      if (quote !== undefined && told.get(instrument) !== quote) wanted.set(instrument, quote)
    for (const event of events) {
      const quote = quoteOf(this.#state, event)
      if (quote !== undefined && !(input.type === 'QuoteReceived' && input.quote === quote)) wanted.set(quote.instrument, quote)
    }
    for (const [instrument, quote] of wanted) told.set(instrument, quote)
    return [...wanted.values()]
  }

  #books(events: readonly EngineEvent[]): readonly BookSnapshot[] {
    const books = this.#asked.books.asked
    if (books.size === 0) return []
    const size = events.reduce<Quantity>((most, event) => max(most, sizeOf(event)), ZERO_QUANTITY)
    return [...books.values()].flatMap((book) =>
      book === undefined ? [] : [{ ...book, bids: reaching(book.bids, size), asks: reaching(book.asks, size) }],
    )
  }

  #otherFacts(): Pick<Circumstances, 'facts'> {
    const used = this.#facts.filter(({ notes }) => notes.whole || notes.asked.size > 0)
    if (used.length === 0) return {}
    const seen = used.map(({ name, notes: { asked, whole } }): [string, FactsSeen] => [
      name,
      { ...(whole ? { whole } : {}), entries: [...asked].map(([key, value]) => [key, value ?? null] as const) },
    ])
    return { facts: Object.fromEntries(seen) }
  }

  #comovements(): readonly ComovementSeen[] {
    const told = this.#told.comovements
    return this.#asked.comovements.filter((seen) => {
      const key = pairKey(seen.one, seen.other)
      const before = told.get(key) ?? { correlation: null, samples: 0 }
      told.set(key, seen)
      return before.correlation !== seen.correlation || before.samples !== seen.samples
    })
  }

  #changedFlags(): Pick<Circumstances, 'journalWritable' | 'marketDataWritable'> {
    const [now, told] = [this.#flags, this.#told]
    const changed = {
      ...(now.journalWritable === told.journalWritable ? {} : { journalWritable: now.journalWritable }),
      ...(now.marketDataWritable === told.marketDataWritable ? {} : { marketDataWritable: now.marketDataWritable }),
    }
    Object.assign(told, now)
    return changed
  }
}

const listed = <Key extends keyof Circumstances>(key: Key, list: NonNullable<Circumstances[Key]> & readonly unknown[]) =>
  list.length === 0 ? {} : ({ [key]: list } as Pick<Circumstances, Key>)

/** The price of the market that an order or a signal is about. */
function quoteOf(state: EngineState, event: EngineEvent): Quote | undefined {
  if (event.type === 'SignalCreated') return state.quotes.peek(event.signal.instrument)
  if (event.type === 'OrderCreated') return state.quotes.peek(event.order.instrument)
  if (event.type !== 'SignalDecided') return undefined
  const signal = state.signals.get(event.signalId)
  return signal === undefined ? undefined : state.quotes.peek(signal.instrument)
}

function sizeOf(event: EngineEvent): Quantity {
  if (event.type === 'OrderCreated') return event.order.quantity
  if (event.type === 'SignalDecided') return max(event.quantity, event.diff?.quantity ?? ZERO_QUANTITY)
  if (event.type === 'SignalCreated') return event.signal.quantity
  return event.type === 'CommandAnswered' ? (event.diff?.quantity ?? ZERO_QUANTITY) : ZERO_QUANTITY
}

/** The levels that a size takes, and one more; all of them where nothing says how much was looked at. */
function reaching(levels: readonly BookLevel[], size: Quantity): readonly BookLevel[] {
  if (size === 0n) return levels
  let left = size
  let count = 0
  for (; count < levels.length && left > 0n; count += 1) left = subtract(left, levels[count]?.quantity ?? left)
  return levels.slice(0, count + 1)
}
