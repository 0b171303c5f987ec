import { type MarketEvent, toJson, toWire } from '../domain/index.ts'
import { RECORDED_KINDS, type RecordedKind } from '../ports/index.ts'

/** What a recorder has committed of one kind since it started. */
export interface KindTally {
  readonly rows: number
  /** As JSON text, which is several times what the database takes after packing; zero unless samples are kept. */
  readonly bytes: number
  /** The newest fact as it looks on a wire, books with their best levels only. */
  readonly sample?: unknown
}

export type WriteTallyRows = Readonly<Record<RecordedKind, KindTally>>

const KINDS: Readonly<Partial<Record<MarketEvent['kind'], RecordedKind>>> = {
  trade: 'trades',
  candle: 'candles',
  'book-snapshot': 'books',
  'book-bins': 'bins',
  metrics: 'metrics',
  gap: 'gaps',
}
/** Levels a side in a sample. */
const SHOWN = 3

const shown = (event: MarketEvent): unknown =>
  toWire(
    event.kind === 'book-snapshot' ? { ...event, bids: event.bids.slice(0, SHOWN), asks: event.asks.slice(0, SHOWN) } : event,
  )

/** Counts what is written. Measuring and showing it costs more than counting, so it is asked for. */
export class WriteTally {
  readonly #samples: boolean
  readonly #rows = new Map<RecordedKind, { rows: number; bytes: number; newest: MarketEvent | undefined }>()

  constructor({ samples }: { readonly samples: boolean }) {
    this.#samples = samples
    for (const kind of RECORDED_KINDS) this.#rows.set(kind, { rows: 0, bytes: 0, newest: undefined })
  }

  add(events: readonly MarketEvent[]): void {
    for (const event of events) {
      const kind = KINDS[event.kind]
      const row = kind === undefined ? undefined : this.#rows.get(kind)
      if (row === undefined) continue
      row.rows += 1
      if (!this.#samples) continue
      row.bytes += toJson(event).length
      row.newest = event
    }
  }

  result(): WriteTallyRows {
    return Object.fromEntries(
      [...this.#rows].map(([kind, { rows, bytes, newest }]) => [
        kind,
        { rows, bytes, ...(newest === undefined ? {} : { sample: shown(newest) }) },
      ]),
    ) as Record<RecordedKind, KindTally>
  }
}
