import { describe, expect, it } from 'vitest'
import { FRESHNESS, type FreshnessTier } from '../domain/index.ts'
import {
  CACHE_GROUPS,
  CACHE_TARGETS,
  HitRates,
  judgedMetric,
  PATIENCE,
  type ThresholdName,
  THRESHOLDS,
  ThresholdWatch,
} from './index.ts'

describe('thresholds', () => {
  it('are those of the specification', () => {
    expect(Object.values(THRESHOLDS).map(({ target, alert }) => [target, alert])).toEqual([
      [60_000, 300_000],
      [100, 1_000],
      [10, 100],
      [0.8, 0.5],
    ])
  })

  /** Observes each value until the patience is over. */
  const lasting = (watch: ThresholdWatch, name: ThresholdName) => {
    let at = 0
    return (value: number) => {
      const changes = [0, PATIENCE - 1, PATIENCE].map((after) => watch.observe(name, value, at + after))
      at += 2 * PATIENCE
      expect(changes.slice(0, 2).some((change) => change?.raised === true)).toBe(false)
      return changes.find((change) => change !== undefined)
    }
  }

  it('raise once beyond the alert and clear once within the target', () => {
    const observe = lasting(new ThresholdWatch(), 'freshness')
    const seen = [59_000, 300_000, 300_001, 60_001, 60_000, 60_001, 300_001].map((value) => observe(value)?.raised)
    expect(seen).toEqual([undefined, undefined, true, undefined, false, undefined, true])
  })

  it('let a burst pass, and count anew after a break', () => {
    const watch = new ThresholdWatch()
    const raised = [
      [0, 2_000],
      [PATIENCE - 1, 2_000],
      [PATIENCE, 1_000],
      [PATIENCE + 1, 2_000],
      [2 * PATIENCE, 2_000],
      [2 * PATIENCE + 1, 2_000],
    ].map(([at = 0, value = 0]) => watch.observe('queue', value, at)?.raised)
    expect(raised).toEqual([undefined, undefined, undefined, undefined, undefined, true])
  })

  it('know that a rate is worse when it is lower, and say what is the matter', () => {
    const observe = lasting(new ThresholdWatch(), 'cache')
    expect([0.7, 0.5].map(observe)).toEqual([undefined, undefined])
    expect(observe(0.4567)?.message).toBe('share of reads answered fresh from memory: 0.46, alert below 0.5')
    expect(observe(0.79)).toBeUndefined()
    expect(observe(0.8)).toMatchObject({ raised: false })
  })

  it('travel with a measurement for whoever shows it', () => {
    expect(judgedMetric('cache', 'feed.cache.market', 0.7, 5)).toEqual({
      name: 'feed.cache.market',
      value: 0.7,
      unit: 'ratio',
      at: 5,
      threshold: { worse: 'below', target: 0.8, alert: 0.5 },
    })
  })

  it('keep measurements apart', () => {
    const watch = new ThresholdWatch()
    expect(lasting(watch, 'queue')(1_001)?.raised).toBe(true)
    expect(watch.observe('freshness', 1, PATIENCE)).toBeUndefined()
    expect(watch.observe('queue', 100, 2 * PATIENCE)?.raised).toBe(false)
  })
})

describe('hit rates', () => {
  const reads = (hits: number, stale: number, misses: number) => ({ hits, stale, misses })

  it('cover every tier once', () => {
    const tiers = CACHE_GROUPS.flatMap((group): readonly FreshnessTier[] => CACHE_TARGETS[group].tiers)
    expect([...tiers].sort()).toEqual(Object.keys(FRESHNESS).sort())
  })

  it('are the share of the last minute`s reads that were fresh, over all tiers of a group', () => {
    const rates = new HitRates()
    rates.observe(new Map([['price', reads(1_000, 0, 0)]]), 0)
    expect(rates.rate('market')).toBeUndefined()
    const counts = new Map([
      ['price', reads(1_060, 10, 0)],
      ['book', reads(30, 0, 0)],
    ] as const)
    rates.observe(counts, 30_000)
    expect(rates.rate('market')).toBe(0.9)
    expect(rates.rate('goals')).toBeUndefined()
    rates.observe(counts, 60_000)
    expect(rates.rate('market')).toBe(0.9)
    rates.observe(counts, 90_001)
    expect(rates.rate('market')).toBeUndefined()
  })
})
