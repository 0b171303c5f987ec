import type { Millis, Rate } from '../../domain/index.ts'

/** What holders of a perpetual market pay at a time, as a share of their position; negative: what they receive. */
export interface FundingRate {
  readonly dueAt: Millis
  readonly fundingRate: Rate
}

const NONE: readonly FundingRate[] = []

/** A schedule of funding, taken from its beginning. */
export class FundingSchedule {
  readonly #rates: readonly FundingRate[]
  #next = 0

  /** Oldest first. */
  constructor(rates: readonly FundingRate[] = []) {
    this.#rates = rates
  }

  /** Whether anything is due before `time`. */
  isDueBefore(time: number): boolean {
    return (this.#rates[this.#next]?.dueAt ?? Infinity) < time
  }

  /** All that is due before `time` and was not taken yet, oldest first. */
  takeBefore(time: number): readonly FundingRate[] {
    if (!this.isDueBefore(time)) return NONE
    const first = this.#next
    while (this.isDueBefore(time)) this.#next += 1
    return this.#rates.slice(first, this.#next)
  }
}
