import type { ComovementSeen, InstrumentId } from '../domain/index.ts'
import { type Comovement, MinuteCloses } from '../risk/index.ts'

/** A map that can tell what was asked of it: what a decision used of the market is what it asked for. */
export class NotedMap<K, V> extends Map<K, V> {
  #notes: Map<K, V | undefined> | undefined

  /** From now on the first answer for each key goes into `notes` too, until it is told otherwise. */
  noteIn(notes: Map<K, V | undefined> | undefined): void {
    this.#notes = notes
  }

  override get(key: K): V | undefined {
    const value = super.get(key)
    if (this.#notes?.has(key) === false) this.#notes.set(key, value)
    return value
  }

  /** As `get`, and nobody hears of it. */
  peek(key: K): V | undefined {
    return super.get(key)
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
