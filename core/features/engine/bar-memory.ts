import type { Bar } from '../contract/input.ts'
import type { Origin } from './slots.ts'

/** Bars from which the features can be made anew; the feed keeps as many for services that start late. */
const KEPT = 1_000

export interface KnownBar {
  readonly bar: Bar
  readonly origin: Origin
}

const FIGURES = ['open', 'high', 'low', 'close', 'volume'] as const

/** The newest bars that an engine has taken, in order, so that a correction can reach what was built on them. */
export class BarMemory {
  readonly #known: KnownBar[] = []

  get newest(): KnownBar | undefined {
    return this.#known.at(-1)
  }

  /** Oldest first. */
  list(): readonly KnownBar[] {
    return this.#known
  }

  /** The next bar. */
  keep(known: KnownBar): void {
    this.#known.push(known)
    if (this.#known.length > KEPT) this.#known.shift()
  }

  /** Puts a bar that is not the next one where it belongs; false where it changes nothing or is older than all. */
  correct(known: KnownBar): 'changed' | 'added' | false {
    let at = this.#known.length
    while (at > 0 && (this.#known[at - 1]?.bar.openTime ?? 0) >= known.bar.openTime) at -= 1
    const there = this.#known[at]
    if (there?.bar.openTime === known.bar.openTime) {
      if (FIGURES.every((field) => there.bar[field] === known.bar[field])) return false
      this.#known[at] = known
      return 'changed'
    }
    if (this.#known.length >= KEPT) {
      if (at === 0) return false
      this.#known.shift()
      at -= 1
    }
    this.#known.splice(at, 0, known)
    return 'added'
  }
}
