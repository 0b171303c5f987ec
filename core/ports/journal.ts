import type { EngineEvent, EngineInput, JournalEntry, Millis } from '../domain/index.ts'

export type FactType = EngineEvent['type'] | EngineInput['type']

/** Append-only record of one environment's inputs and decisions. One writer. */
export interface Journal {
  /** Durable on return, all or nothing. Returns the sequence of the input's row. Throws when the disk refuses. */
  append(at: Millis, input: EngineInput, events: readonly EngineEvent[]): number
  /** Rows with a sequence above `after`, oldest first, at most `limit`. */
  read(after: number, limit: number): readonly JournalEntry[]
  /** Folds over every row, oldest first, without holding them all; with `types`, over inputs and events of these only. */
  replay(visit: (entry: JournalEntry) => void, types?: readonly FactType[]): void
  /** Rows whose text contains `text`, oldest first, the newest `limit` of them. */
  find(text: string, limit: number): readonly JournalEntry[]
  lastSequence(): number
  close(): void
}

/** A journal of another process, for looking only. */
export interface JournalReader {
  /** Events of these types, oldest first, all of one moment of the file. */
  events(types: readonly EngineEvent['type'][], visit: (event: EngineEvent, at: Millis) => void): void
  /** When its newest row was written; undefined while it has none. */
  lastAt(): Millis | undefined
  close(): void
}
