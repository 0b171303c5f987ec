import { describe, expect, it } from 'vitest'
import { readOkx } from '../../../testing/okx-recording.ts'
import { hasSharedData, OKX_EXCERPT, sharedData } from '../../../testing/recordings.ts'
import { replayVenue } from '../../../testing/venue-recordings.ts'

describe('a recorded OKX market', () => {
  it('equals an independent rebuild on the committed excerpt, every checksum valid', async () => {
    const { books, expected, gaps, crossedViews, seen, stats } = await replayVenue('okx', [OKX_EXCERPT], readOkx)
    expect([gaps.length, crossedViews, stats.crossed, stats.resyncs]).toEqual([0, 0, 0, 0])
    expect(stats.checksums).toEqual({ ok: seen.snapshot + seen.update, failed: 0 })
    expect([seen.checksum, seen.snapshot]).toEqual([stats.checksums.ok, 20])
    expect(stats.rejectedByReason).toEqual({ 'consistency:too-old': 3 })
    expect(books).toEqual(expected)
  })
})

describe.skipIf(!hasSharedData)('a full OKX recording (skipped where ../shared/data is absent)', () => {
  it('replays without a false gap, every checksum valid, to the books of an independent rebuild', async () => {
    const files = ['0d5fad95_OKX.0', '0d5fad95_OKX.ws.1.0'].map((name) => sharedData(`ws/cryptofeed/${name}.gz`))
    const { books, expected, gaps, crossedViews, seen, stats } = await replayVenue('okx', files, readOkx)
    expect(gaps).toEqual([])
    expect(stats).toMatchObject({ gaps: 0, crossed: 0, resyncs: 0, checksums: { ok: 3_679, failed: 0 } })
    // The last trade of a market that rests, sent at the start of the subscription.
    expect(stats.rejectedByReason).toEqual({ 'consistency:too-old': 3 })
    expect(seen.checksum).toBe(3_679)
    expect(stats.trades).toBe(seen.trade - 3)
    expect(crossedViews).toBe(0)
    expect(Object.keys(books).length).toBe(10)
    expect(books).toEqual(expected)
  })
})
