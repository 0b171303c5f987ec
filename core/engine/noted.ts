import type { ComovementSeen, InstrumentId } from '../domain/index.ts'
import { type Comovement, MinuteCloses } from '../risk/index.ts'

/** What was asked of a map: by key as it was when it was first asked for, or all of it. */
export interface MapNotes<K, V> {
  readonly asked: Map<K, V | undefined>
  whole: boolean
}

/** A map that can tell what was asked of it: what a decision used of the market is what it asked for. */
export class NotedMap<K, V> extends Map<K, V> {
  #notes: MapNotes<K, V> | undefined

  /** From now on what is asked goes into `notes` too, until it is told otherwise. */
  noteIn(notes: MapNotes<K, V> | undefined): void {
    this.#notes = notes
  }

  override get(key: K): V | undefined {
    const value = super.get(key)
    if (this.#notes?.asked.has(key) === false) this.#notes.asked.set(key, value)
    return value
  }

  override has(key: K): boolean {
    return this.get(key) !== undefined
  }

  override keys(): MapIterator<K> {
    this.#noteAll()
    return super.keys()
  }

  override values(): MapIterator<V> {
    this.#noteAll()
    return super.values()
  }

  override entries(): MapIterator<[K, V]> {
    this.#noteAll()
    return super.entries()
  }

  override [Symbol.iterator](): MapIterator<[K, V]> {
    return this.entries()
  }

  override forEach(visit: (value: V, key: K, map: Map<K, V>) => void): void {
    for (const [key, value] of this.entries()) visit(value, key, this)
  }

  /** As `get`, and nobody hears of it. */
  peek(key: K): V | undefined {
    return super.get(key)
  }

  #noteAll(): void {
    const notes = this.#notes
    if (notes === undefined) return
    notes.whole = true
    for (const [key, value] of super.entries()) if (!notes.asked.has(key)) notes.asked.set(key, value)
  }
}

/** How markets move together, with notes of what was asked; in a replay it answers from the record instead. */
export class NotedCloses extends MinuteCloses {
  #notes: ComovementSeen[] | undefined
  #record: Map<string, Comovement> | undefined

  noteIn(notes: ComovementSeen[] | undefined): void {
    this.#notes = notes
  }

  /** Nothing that it is told of the market counts any more; what was not recorded is not known. */
  answerFrom(record: readonly ComovementSeen[]): void {
    this.#record ??= new Map()
    for (const { one, other, correlation, samples } of record) this.#record.set(pairKey(one, other), { correlation, samples })
  }

  forgetRecord(): void {
    this.#record = new Map()
  }

  override comovement(one: InstrumentId, other: InstrumentId): Comovement {
    const found = this.#record === undefined ? super.comovement(one, other) : (this.#record.get(pairKey(one, other)) ?? UNKNOWN)
    this.#notes?.push({ one, other, ...found })
    return found
  }
}

const UNKNOWN: Comovement = { correlation: null, samples: 0 }

export const pairKey = (one: InstrumentId, other: InstrumentId): string => `${one} ${other}`
