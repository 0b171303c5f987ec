import type { GapQuery } from '../../ports/index.ts'
import type { Gap } from '../../domain/index.ts'

/** In words, for an alert. */
export function describeGap({ instrument, channel, missingCount, cause }: Gap): string {
  const count = missingCount === undefined ? 'an unknown number' : String(missingCount)
  return `${instrument} ${channel}: ${count} missing (${cause})`
}

/** Gaps remembered, open and repaired; the oldest repaired one is forgotten first. */
const MOST = 5_000

/** The newest telling of each gap of this run. */
export class GapLog {
  readonly #gaps = new Map<string, Gap>()

  /** True for a hole not heard of before. */
  keep(gap: Gap): boolean {
    const known = this.#gaps.has(gap.id)
    this.#gaps.set(gap.id, gap)
    if (this.#gaps.size > MOST) this.#forget()
    return !known && gap.repairedBy === undefined
  }

  open(): readonly Gap[] {
    return [...this.#gaps.values()].filter(({ repairedBy }) => repairedBy === undefined)
  }

  /** Oldest first by the end of the hole. */
  list({ instrument, from, to, open, limit }: GapQuery): readonly Gap[] {
    return [...this.#gaps.values()]
      .filter(
        (gap) =>
          (instrument === undefined || gap.instrument === instrument) &&
          (from === undefined || gap.endTime >= from) &&
          (to === undefined || gap.startTime < to) &&
          (open !== true || gap.repairedBy === undefined),
      )
      .sort((a, b) => a.endTime - b.endTime || a.startTime - b.startTime)
      .slice(-limit)
  }

  #forget(): void {
    for (const [id, { repairedBy }] of this.#gaps)
      if (repairedBy !== undefined) {
        this.#gaps.delete(id)
        return
      }
    for (const oldest of this.#gaps.keys()) {
      this.#gaps.delete(oldest)
      return
    }
  }
}
