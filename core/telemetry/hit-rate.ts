import { type FreshnessTier, MINUTE } from '../domain/index.ts'

/** Reads of a cache since it was made. */
export interface CacheReads {
  readonly hits: number
  readonly stale: number
  readonly misses: number
}

/** The share of reads to answer fresh, by what is read (specification D5). */
export const CACHE_TARGETS = {
  market: { tiers: ['price', 'book', 'positions', 'metrics', 'marketSnapshot'], target: 0.9 },
  indicators: { tiers: ['indicator', 'sizing'], target: 0.8 },
  strategies: { tiers: ['strategy'], target: 0.95 },
  goals: { tiers: ['goal'], target: 0.7 },
} as const satisfies Record<string, { readonly tiers: readonly FreshnessTier[]; readonly target: number }>
export type CacheGroup = keyof typeof CACHE_TARGETS

export const CACHE_GROUPS = Object.keys(CACHE_TARGETS) as readonly CacheGroup[]

/** So few reads in a minute say nothing about a cache. */
const FEWEST_READS = 20

/** Hit rates over the last minute. */
export class HitRates {
  readonly #past: { readonly at: number; readonly groups: ReadonlyMap<CacheGroup, CacheReads> }[] = []

  /** Takes the counts as they are now; call it every second or so. */
  observe(counts: ReadonlyMap<FreshnessTier, CacheReads>, at: number): void {
    this.#past.push({ at, groups: new Map(CACHE_GROUPS.map((group) => [group, sumOf(group, counts)])) })
    while (this.#past.length > 1 && (this.#past[1]?.at ?? at) <= at - MINUTE) this.#past.shift()
  }

  /** Undefined with too few reads. */
  rate(group: CacheGroup): number | undefined {
    const [first, last] = [this.#past[0]?.groups.get(group), this.#past.at(-1)?.groups.get(group)]
    if (first === undefined || last === undefined) return undefined
    const reads = total(last) - total(first)
    return reads < FEWEST_READS ? undefined : (last.hits - first.hits) / reads
  }
}

const total = ({ hits, stale, misses }: CacheReads): number => hits + stale + misses

function sumOf(group: CacheGroup, counts: ReadonlyMap<FreshnessTier, CacheReads>): CacheReads {
  const sum = { hits: 0, stale: 0, misses: 0 }
  for (const tier of CACHE_TARGETS[group].tiers) {
    const { hits = 0, stale = 0, misses = 0 } = counts.get(tier) ?? {}
    sum.hits += hits
    sum.stale += stale
    sum.misses += misses
  }
  return sum
}
