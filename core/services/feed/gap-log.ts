import type { Gap } from '../../domain/index.ts'

/** In words, for an alert. */
export function describeGap({ instrument, channel, missingCount, cause }: Gap): string {
  const count = missingCount === undefined ? 'an unknown number' : String(missingCount)
  return `${instrument} ${channel}: ${count} missing (${cause})`
}

/** Open gaps remembered; beyond it the oldest is forgotten. */
const MOST = 5_000

/** What a service that joins late must know of the past: the gaps that are still open. */
export class GapLog {
  readonly #open = new Map<string, Gap>()

  /** True for a hole not heard of before. */
  keep(gap: Gap): boolean {
    const known = this.#open.has(gap.id)
    if (gap.repairedBy !== undefined) {
      this.#open.delete(gap.id)
      return false
    }
    this.#open.set(gap.id, gap)
    for (const oldest of this.#open.keys()) {
      if (this.#open.size <= MOST) break
      this.#open.delete(oldest)
    }
    return !known
  }

  open(): readonly Gap[] {
    return [...this.#open.values()]
  }
}
