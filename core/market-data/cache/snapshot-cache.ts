import { FRESHNESS, type FreshnessTier, type Millis } from '../../domain/index.ts'

/** A value and how old it is. */
export interface Aged<T> {
  readonly value: T
  /** When the value was true. */
  readonly at: Millis
  /** Milliseconds; negative when the clock was set back since. */
  readonly age: number
  /** Within its tier. An age from the future is not known, so it is held to the same limit. */
  readonly fresh: boolean
}

export interface CacheCounts {
  /** Reads that found a fresh value, a stale one, none. */
  readonly hits: number
  readonly stale: number
  readonly misses: number
  readonly entries: number
}

interface Tier {
  readonly entries: Map<string, { readonly value: unknown; readonly at: Millis }>
  hits: number
  stale: number
  misses: number
}

/** Entries of a tier; beyond it the one that was put longest ago leaves. */
const MOST = 5_000

/** The newest known value per tier and subject, judged by the freshness tiers of the domain. `Values` names the tiers in use. */
export class SnapshotCache<Values extends Partial<Record<FreshnessTier, unknown>>> {
  readonly #most: number
  readonly #tiers = new Map<FreshnessTier, Tier>()

  constructor(most = MOST) {
    this.#most = most
  }

  put<T extends keyof Values & FreshnessTier>(
    tier: T,
    subject: string,
    entry: { readonly value: Values[T]; readonly at: Millis },
  ): void {
    const { entries } = this.#tier(tier)
    entries.delete(subject)
    entries.set(subject, entry)
    if (entries.size <= this.#most) return
    for (const oldest of entries.keys()) {
      entries.delete(oldest)
      return
    }
  }

  /** Counted as hit, stale or miss. */
  get<T extends keyof Values & FreshnessTier>(tier: T, subject: string, now: Millis): Aged<Values[T]> | undefined {
    const kept = this.#tier(tier)
    const entry = kept.entries.get(subject)
    if (entry === undefined) {
      kept.misses += 1
      return undefined
    }
    const age = now - entry.at
    const fresh = Math.abs(age) <= FRESHNESS[tier]
    if (fresh) kept.hits += 1
    else kept.stale += 1
    // Only put writes entries, and it takes the tier's own type.
    return { value: entry.value as Values[T], at: entry.at, age, fresh }
  }

  /** Forgets the subjects of a tier that `matches` names. */
  forget(tier: keyof Values & FreshnessTier, matches: (subject: string) => boolean): void {
    const { entries } = this.#tier(tier)
    for (const subject of entries.keys()) if (matches(subject)) entries.delete(subject)
  }

  /** By tier in use, since the start. */
  counts(): ReadonlyMap<FreshnessTier, CacheCounts> {
    return new Map(
      [...this.#tiers].map(([tier, { entries, hits, stale, misses }]) => [tier, { hits, stale, misses, entries: entries.size }]),
    )
  }

  #tier(tier: FreshnessTier): Tier {
    const known = this.#tiers.get(tier)
    if (known !== undefined) return known
    const made: Tier = { entries: new Map(), hits: 0, stale: 0, misses: 0 }
    this.#tiers.set(tier, made)
    return made
  }
}
