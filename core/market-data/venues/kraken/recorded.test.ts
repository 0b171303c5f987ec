import { describe, expect, it } from 'vitest'
import { readKraken } from '../../../testing/kraken-recording.ts'
import { hasSharedData, KRAKEN_EXCERPT, sharedData } from '../../../testing/recordings.ts'
import { replayVenue } from '../../../testing/venue-recordings.ts'

type Replayed = Awaited<ReturnType<typeof replayVenue>>

function expectClean({ books, expected, gaps, crossedViews, seen, stats }: Replayed): void {
  expect([gaps.length, crossedViews, stats.gaps, stats.crossed, stats.resyncs]).toEqual([0, 0, 0, 0, 0])
  expect(stats.rejectedByReason).toEqual({})
  expect([stats.bookSnapshots, stats.bookUpdates, stats.trades]).toEqual([seen.snapshot, seen.update, seen.trade])
  expect(stats.checksums).toEqual({ ok: seen.update, failed: 0 })
  expect(seen.checksum).toBe(seen.update)
  expect(books).toEqual(expected)
}

describe('recorded Kraken markets', () => {
  it('equal an independent rebuild on the committed excerpt, every checksum valid', async () => {
    const result = await replayVenue('kraken', [KRAKEN_EXCERPT], readKraken)
    expectClean(result)
    expect(Object.keys(result.books).sort()).toEqual(['BTC/USD', 'DASH/EUR'])
  })
})

describe.skipIf(!hasSharedData)('a full Kraken recording (skipped where ../shared/data is absent)', () => {
  it('replays without a false gap, every checksum valid, to the books of an independent rebuild', async () => {
    const parts = ['4b7396', '82ac16', 'c197c0'].map((part) => sharedData(`ws/cryptofeed/939b7440_KRAKEN-${part}.0.gz`))
    const result = await replayVenue('kraken', [...parts, sharedData('ws/cryptofeed/cca7f121_KRAKEN.0.gz')], readKraken)
    expectClean(result)
    expect(result.stats).toMatchObject({ bookSnapshots: 10, bookUpdates: 14_496 })
    expect(Object.keys(result.books).length).toBe(10)
  }, 60_000)
})
