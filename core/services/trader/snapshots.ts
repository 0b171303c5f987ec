import type { TradingEngine } from '../../engine/index.ts'
import type { Journal, Logger } from '../../ports/index.ts'

export interface SnapshotsOptions {
  readonly engine: TradingEngine
  readonly journal: Journal
  readonly logger: Logger
  /** Rows after which a new one is worth its writing; at a stop a tenth of that is. */
  readonly every?: number
}

interface Writing {
  readonly sequence: number
  readonly left: Iterator<string>
}

/**
 * Keeps a snapshot beside the journal, so that a start reads only the rows after it. Between inputs and a part at a
 * time: a whole one takes as long as a hundred orders. Nothing depends on it; where it cannot be written, the next
 * start reads more rows.
 */
export class Snapshots {
  readonly #options: Required<SnapshotsOptions>
  #reached: number
  #parts: Writing | undefined

  constructor(options: SnapshotsOptions) {
    this.#options = { every: 20_000, ...options }
    this.#reached = options.journal.snapshots?.newest()?.sequence ?? 0
  }

  /** Does one part where a snapshot is under way or due. */
  work(): void {
    this.#guarded(() => {
      if (this.#parts === undefined) this.#begin(this.#options.every)
      else this.#part(this.#parts)
    })
  }

  /** At a clean stop: the rows that are there, whole. */
  finish(): void {
    this.#guarded(() => {
      this.#parts = undefined
      this.#begin(this.#options.every / 10)
      while (this.#parts !== undefined) this.#part(this.#parts)
    })
  }

  #begin(every: number): void {
    const { engine, journal } = this.#options
    if (journal.lastSequence() - this.#reached < every) return
    const taken = engine.snapshot()
    if (taken === undefined) return
    journal.snapshots?.begin(taken.sequence, taken.version)
    this.#parts = { sequence: taken.sequence, left: taken.parts }
  }

  #part({ sequence, left }: Writing): void {
    const { snapshots } = this.#options.journal
    const next = left.next()
    if (next.done !== true) {
      snapshots?.put(next.value)
      return
    }
    snapshots?.finish()
    this.#parts = undefined
    this.#reached = sequence
  }

  #guarded(task: () => void): void {
    try {
      task()
    } catch (error) {
      this.#parts = undefined
      // Not at once again: a disk that is full is asked when as many rows are there once more.
      this.#reached = this.#options.journal.lastSequence()
      this.#options.logger.warn('no snapshot of the journal could be written; the next start takes longer', {
        reason: String(error),
      })
    }
  }
}
