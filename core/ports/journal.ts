import type { Circumstances, EngineEvent, EngineInput, JournalEntry, Millis } from '../domain/index.ts'

export type FactType = EngineEvent['type'] | EngineInput['type']
/** These types, or all others. */
export type FactTypes = readonly FactType[] | { readonly not: readonly FactType[] }

/** Append-only record of one environment's inputs and decisions. One writer. */
export interface Journal {
  /** Durable on return, all or nothing. Returns the sequence of the input's row. Throws when the disk refuses. */
  append(at: Millis, input: EngineInput, events: readonly EngineEvent[], circumstances?: Circumstances): number
  /** Rows with a sequence above `after`, oldest first, at most `limit`. */
  read(after: number, limit: number): readonly JournalEntry[]
  /**
   * Folds over every row, oldest first, without holding them all; with `types`, over inputs and events of these only,
   * with `after`, over rows with a sequence above it, with `to`, up to that one.
   */
  replay(visit: (entry: JournalEntry) => void, types?: FactTypes, after?: number, to?: number): void
  /** Rows whose text contains `text`, oldest first, the newest `limit` of them. */
  find(text: string, limit: number): readonly JournalEntry[]
  lastSequence(): number
  /** Absent where nothing is kept beyond the rows. */
  readonly snapshots?: SnapshotStore
  close(): void
}

/** What the rows up to a sequence come to, in parts of text. */
export interface Snapshot {
  readonly sequence: number
  /** Of the form and the meaning of the parts; a reader trusts only the version it would write. */
  readonly version: string
  readonly parts: readonly string[]
}

/**
 * Room for one snapshot beside the rows. It is written part by part, so that nobody waits long for any of them, and
 * is there only once it is finished; the one before it is kept until then.
 */
export interface SnapshotStore {
  /** The finished one; undefined where there is none or its text is not what was written. */
  newest(): Snapshot | undefined
  /** Forgets what was begun and not finished. */
  begin(sequence: number, version: string): void
  put(part: string): void
  finish(): void
}

/** A journal of another process, for looking only. */
export interface JournalReader {
  /** Events of these types, oldest first, all of one moment of the file. */
  events(types: readonly EngineEvent['type'][], visit: (event: EngineEvent, at: Millis) => void): void
  /** When its newest row was written; undefined while it has none. */
  lastAt(): Millis | undefined
  close(): void
}
