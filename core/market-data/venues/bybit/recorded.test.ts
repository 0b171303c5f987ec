import { describe, expect, it } from 'vitest'
import { readBybit } from '../../../testing/bybit-recording.ts'
import { BYBIT_EXCERPT, hasSharedData, sharedData } from '../../../testing/recordings.ts'
import { replayVenue } from '../../../testing/venue-recordings.ts'

type Replayed = Awaited<ReturnType<typeof replayVenue>>

function expectClean({ books, expected, gaps, crossedViews, seen, stats }: Replayed): void {
  expect([gaps.length, crossedViews, stats.gaps, stats.crossed, stats.resyncs]).toEqual([0, 0, 0, 0, 0])
  expect(stats.rejectedByReason).toEqual({})
  expect([stats.bookSnapshots, stats.bookUpdates, stats.trades]).toEqual([seen.snapshot, seen.update, seen.trade])
  expect(books).toEqual(expected)
}

describe('recorded Bybit markets', () => {
  it('equal an independent rebuild on the committed excerpt, spot and perpetual of one spelling apart', async () => {
    const result = await replayVenue('bybit', [BYBIT_EXCERPT], readBybit)
    expectClean(result)
    expect(Object.keys(result.books)).toEqual(expect.arrayContaining(['BTC/USDT', 'BTC/USDT:USDT']))
  })
})

describe.skipIf(!hasSharedData)('a full Bybit recording (skipped where ../shared/data is absent)', () => {
  it('replays without a false gap to the books of an independent rebuild', async () => {
    const result = await replayVenue('bybit', [sharedData('ws/cryptofeed/57d5f18d_BYBIT.jsonl.gz')], readBybit)
    expectClean(result)
    expect(result.stats).toMatchObject({ bookSnapshots: 6, bookUpdates: 2_142 })
    expect(Object.keys(result.books).length).toBe(6)
  })
})
