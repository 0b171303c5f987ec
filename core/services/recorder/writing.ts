import { type MarketEvent, millis } from '../../domain/index.ts'
import type { MarketStore } from '../../ports/index.ts'
import type { Recording } from '../../recording/index.ts'
import type { ServiceContext } from '../runtime/index.ts'

/** Batches that are written in one go; after an outage the rest waits for the next turn, so that the thread stays free. */
const BATCHES = 20
/** Between two tries while the store refuses: each may hold the thread for as long as a lock is waited for. */
const RETRY = 1_000

/**
 * Puts facts into the store. While the store refuses, they wait in memory, the trader is told through
 * `writable`, and a person by an alert; what had to be dropped is recorded as gaps afterwards.
 */
export class Writing {
  readonly #context: ServiceContext
  readonly #store: MarketStore
  readonly #recording: Recording
  readonly #listeners = new Set<(writable: boolean) => void>()
  #commits: number[] = []
  #writable = true
  #droppedBefore = 0
  #retryAt = millis(0)

  constructor(context: ServiceContext, store: MarketStore, recording: Recording) {
    this.#context = context
    this.#store = store
    this.#recording = recording
  }

  take(event: MarketEvent): void {
    if (this.#recording.offer(event)) this.flush()
  }

  /** Everything that the store takes. For the end, when there is no next turn. */
  drain(): void {
    for (let before = Infinity; this.#recording.size > 0 && this.#recording.size < before; ) {
      before = this.#recording.size
      this.#retryAt = millis(0)
      this.flush()
    }
  }

  /** Writes what waits; while the store refuses, no more than a try a second. */
  flush(): void {
    if (this.#context.clock.now() < this.#retryAt) return
    for (let batches = 0; batches < BATCHES && this.#recording.size > 0; batches += 1) {
      const batch = this.#recording.peek()
      const started = performance.now()
      try {
        this.#store.write(batch)
      } catch (error) {
        this.#refused(error)
        return
      }
      this.#commits.push(performance.now() - started)
      this.#recording.written(batch.length)
      if (!this.#writable) this.#recovered()
    }
  }

  #refused(error: unknown): void {
    this.#retryAt = millis(this.#context.clock.now() + RETRY)
    if (!this.#writable) return
    this.#droppedBefore = this.#recording.dropped
    this.#context.alert({
      severity: 'critical',
      source: 'recorder',
      message: `market data cannot be written (${String(error)}); it waits in memory and no entries leave`,
    })
    this.#set(false)
  }

  #recovered(): void {
    const { clock, ids } = this.#context
    const lost = this.#recording.dropped - this.#droppedBefore
    this.#recording.confess(clock.now(), () => ids.next('gap'))
    this.#context.alert({
      severity: lost === 0 ? 'info' : 'warning',
      source: 'recorder',
      message:
        lost === 0
          ? 'market data is written again; nothing was lost'
          : `market data is written again; ${String(lost)} facts found no room in memory and are recorded as gaps`,
    })
    this.#set(true)
  }

  #set(writable: boolean): void {
    this.#writable = writable
    for (const listener of this.#listeners) listener(writable)
  }

  /** Told at once and on every change. */
  onWritable(listener: (writable: boolean) => void): () => void {
    this.#listeners.add(listener)
    listener(this.#writable)
    return () => this.#listeners.delete(listener)
  }

  get writable(): boolean {
    return this.#writable
  }

  /** Duration of the newest commits, ms. */
  commits(): readonly number[] {
    this.#commits = this.#commits.slice(-200)
    return this.#commits
  }
}
