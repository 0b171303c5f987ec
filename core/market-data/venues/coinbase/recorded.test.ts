import { describe, expect, it } from 'vitest'
import { readCoinbase } from '../../../testing/coinbase-recording.ts'
import { COINBASE_EXCERPT, hasSharedData, sharedData } from '../../../testing/recordings.ts'
import { replayVenue } from '../../../testing/venue-recordings.ts'

type Replayed = Awaited<ReturnType<typeof replayVenue>>

function expectClean({ books, expected, gaps, crossedViews, seen, stats }: Replayed): void {
  expect([gaps.length, crossedViews, stats.gaps, stats.crossed, stats.resyncs]).toEqual([0, 0, 0, 0, 0])
  expect(stats.rejectedByReason).toEqual({})
  expect([stats.bookSnapshots, stats.bookUpdates]).toEqual([seen.snapshot, seen.update])
  expect(Object.keys(books).sort()).toEqual(['BTC/USD', 'ETH/USD'])
  expect(books).toEqual(expected)
}

describe('recorded Coinbase markets', () => {
  it('equal an independent rebuild on the committed excerpt', async () => {
    expectClean(await replayVenue('coinbase', [COINBASE_EXCERPT], readCoinbase))
  })
})

describe.skipIf(!hasSharedData)('a full Coinbase recording (skipped where ../shared/data is absent)', () => {
  it('replays without a false gap to the books of an independent rebuild', async () => {
    const result = await replayVenue('coinbase', [sharedData('ws/cryptofeed/57d5f18d_COINBASE.jsonl.gz')], readCoinbase)
    expectClean(result)
    expect(result.stats).toMatchObject({ bookSnapshots: 2, bookUpdates: 773, trades: result.seen.trade })
  })
})
