import type { InstrumentId } from './ids.ts'
import type { BookSnapshot, Quote } from './market.ts'

/** How two markets moved together when it was asked. */
export interface ComovementSeen {
  readonly one: InstrumentId
  readonly other: InstrumentId
  readonly correlation: number | null
  readonly samples: number
}

export interface FactsSeen {
  /** All that it held, and nothing else. */
  readonly whole?: true
  /** Null is what it did not hold. */
  readonly entries: readonly (readonly [key: string, value: unknown])[]
}

/**
 * What a step of the engine used besides its input and its state: prices, books and ids are no inputs of the journal,
 * so what a decision took from them is recorded with it. Of the market only what no row of this session has told yet;
 * the price of a market that an order or a signal of the step is about is always there.
 */
export interface Circumstances {
  readonly quotes?: readonly Quote[]
  /** As many levels as the sizes of the step reach into. */
  readonly books?: readonly BookSnapshot[]
  /** Of every other map of the state that no event fills, by its name: what was asked of it. */
  readonly facts?: Readonly<Record<string, FactsSeen>>
  readonly comovements?: readonly ComovementSeen[]
  readonly journalWritable?: boolean
  readonly marketDataWritable?: boolean
  /** That the step gave away, in order. */
  readonly ids?: readonly string[]
  /** At the start of a session: its settings and all else that it decides by throughout, as `toTaggedJson` writes it. */
  readonly session?: string
}
