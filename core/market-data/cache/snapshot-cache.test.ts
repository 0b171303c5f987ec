import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FRESHNESS, type FreshnessTier, millis } from '../../domain/index.ts'
import { SnapshotCache } from './index.ts'

type Everything = Record<FreshnessTier, string>
const TIERS = Object.keys(FRESHNESS) as FreshnessTier[]

describe('the snapshot cache', () => {
  it.each([
    ['price', 1_000],
    ['book', 5_000],
    ['positions', 30_000],
    ['metrics', 60_000],
    ['marketSnapshot', 60_000],
    ['indicator', 300_000],
    ['sizing', 300_000],
    ['strategy', 3_600_000],
    ['goal', 3_600_000],
  ] as const)('gives a %s as fresh for %s ms and as stale from then on', (tier, limit) => {
    const cache = new SnapshotCache<Everything>()
    cache.put(tier, 'a', { value: 'x', at: millis(7) })
    expect(cache.get(tier, 'a', millis(7 + limit))).toEqual({ value: 'x', at: 7, age: limit, fresh: true })
    expect(cache.get(tier, 'a', millis(8 + limit))).toEqual({ value: 'x', at: 7, age: limit + 1, fresh: false })
    expect(cache.get(tier, 'b', millis(8))).toBeUndefined()
    expect([...cache.counts()]).toEqual([[tier, { hits: 1, stale: 1, misses: 1, entries: 1 }]])
  })

  it('does not take for fresh what is from the future', () => {
    const cache = new SnapshotCache<{ price: string }>()
    cache.put('price', 'a', { value: 'x', at: millis(3_600_000) })
    expect(cache.get('price', 'a', millis(1))).toMatchObject({ fresh: false, age: -3_599_999 })
  })

  it('holds the newest of each subject, never more than its bound, and counts every read once', () => {
    const step = fc.record({
      tier: fc.constantFrom(...TIERS),
      subject: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'),
      wait: fc.integer({ min: 0, max: 4_000 }),
      read: fc.boolean(),
    })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        const cache = new SnapshotCache<Everything>(4)
        const model = new Map<string, { value: string; at: number }>()
        let now = 1_000_000
        let reads = 0
        for (const [index, { tier, subject, wait, read }] of steps.entries()) {
          now += wait
          const key = `${tier}/${subject}`
          if (read) {
            reads += 1
            const got = cache.get(tier, subject, millis(now))
            if (got !== undefined) expect(got).toMatchObject({ ...model.get(key), fresh: now - got.at <= FRESHNESS[tier] })
            else expect([...cache.counts().values()].some(({ entries }) => entries === 4) || !model.has(key)).toBe(true)
          } else {
            model.set(key, { value: String(index), at: now })
            cache.put(tier, subject, { value: String(index), at: millis(now) })
            expect(cache.get(tier, subject, millis(now))?.value).toBe(String(index))
            reads += 1
          }
        }
        const counts = [...cache.counts().values()]
        expect(counts.every(({ entries }) => entries <= 4)).toBe(true)
        expect(counts.reduce((sum, { hits, stale, misses }) => sum + hits + stale + misses, 0)).toBe(reads)
      }),
    )
  })

  it('drops what was put longest ago, and what it is told to forget', () => {
    const cache = new SnapshotCache<{ book: number }>(2)
    for (const [subject, at] of [
      ['a', 1],
      ['b', 2],
      ['a', 3],
      ['c', 4],
    ] as const)
      cache.put('book', subject, { value: at, at: millis(at) })
    const values = () => ['a', 'b', 'c'].map((subject) => cache.get('book', subject, millis(5))?.value)
    expect(values()).toEqual([3, undefined, 4])
    cache.forget('book', (subject) => subject === 'a')
    expect(values()).toEqual([undefined, undefined, 4])
  })
})
