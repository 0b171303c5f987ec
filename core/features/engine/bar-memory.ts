import { type Candle, toNumberLossy } from '../../domain/index.ts'

/** Candles from which the features can be made anew; the feed keeps as many for services that start late. */
const KEPT = 1_000

const FIGURES = ['open', 'high', 'low', 'close', 'volume'] as const

/** Whether features cannot tell the one from the other. */
const isSameBar = (a: Candle, b: Candle): boolean => FIGURES.every((field) => toNumberLossy(a[field]) === toNumberLossy(b[field]))

/** The newest closed candles that an engine has taken, in order, so that a correction can reach what was built on them. */
export class BarMemory {
  readonly #known: Candle[] = []
  /** Those before it are forgotten: they are cut off now and then, not at each candle. */
  #first = 0

  get newest(): Candle | undefined {
    return this.#known.at(-1)
  }

  /** Oldest first. */
  list(): readonly Candle[] {
    return this.#known.slice(this.#first)
  }

  /** The next candle. */
  keep(candle: Candle): void {
    this.#known.push(candle)
    if (this.#known.length - this.#first > KEPT) this.#forget()
  }

  /** Puts a candle that is not the next one where it belongs; false where it changes nothing or is older than all. */
  correct(candle: Candle): 'changed' | 'added' | false {
    let at = this.#known.length
    while (at > this.#first && (this.#known[at - 1]?.openTime ?? 0) >= candle.openTime) at -= 1
    const there = this.#known[at]
    if (there?.openTime === candle.openTime) {
      if (isSameBar(there, candle)) return false
      this.#known[at] = candle
      return 'changed'
    }
    if (this.#known.length - this.#first >= KEPT && at === this.#first) return false
    this.#known.splice(at, 0, candle)
    if (this.#known.length - this.#first > KEPT) this.#forget()
    return 'added'
  }

  #forget(): void {
    this.#first += 1
    if (this.#first < KEPT) return
    this.#known.splice(0, this.#first)
    this.#first = 0
  }
}
