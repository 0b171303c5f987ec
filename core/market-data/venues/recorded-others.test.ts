import { describe, expect, it } from 'vitest'
import { mergeCaptures } from '../../adapters/captures/index.ts'
import { hasSharedData, sharedData } from '../../testing/recordings.ts'
import { replayVenue } from '../../testing/venue-recordings.ts'
import { type Levels, NaiveBook } from '../../testing/naive-venue-books.ts'

interface BitgetMessage {
  readonly event?: string
  readonly action?: string
  readonly arg?: { readonly channel: string; readonly instId: string }
  readonly data?: readonly { readonly bids: Levels; readonly asks: Levels; readonly checksum: number }[]
}

interface KucoinMessage {
  readonly subject?: string
  readonly data?: {
    readonly symbol: string
    readonly sequenceStart: number
    readonly sequenceEnd: number
    readonly changes: { readonly bids: Levels; readonly asks: Levels }
  }
}

const file = (name: string): string => sharedData(`ws/cryptofeed/${name}.gz`)

describe.skipIf(!hasSharedData)(
  'recordings of venues with a mapper but no live profile of their own (skipped without ../shared/data)',
  () => {
    it('replays Bitget with every checksum valid, to the books of an independent rebuild', async () => {
      const { books, expected, gaps, crossedViews, seen, stats } = await replayVenue(
        'bitget',
        ['ebb577e7_BITGET.0', 'ebb577e7_BITGET.ws.1.0'].map(file),
        ({ body }, bookOf, saw) => {
          const { event, action, arg, data } = body as BitgetMessage
          if (event !== undefined || arg?.channel !== 'books' || data === undefined) return
          for (const { bids, asks, checksum } of data) {
            const quote = arg.instId.endsWith('USDT') ? 4 : 3
            const book = bookOf(`${arg.instId.slice(0, -quote)}/${arg.instId.slice(-quote)}`)
            if (action === 'snapshot') book.replace(bids, asks)
            else book.change(bids, asks)
            saw(action === 'snapshot' ? 'snapshot' : 'update')
            if (book.okxChecksum() === checksum) saw('checksum')
          }
        },
      )
      expect(gaps).toEqual([])
      expect([crossedViews, stats.crossed, stats.resyncs]).toEqual([0, 0, 0])
      expect([stats.checksums, seen.checksum]).toEqual([{ ok: 460, failed: 0 }, 460])
      expect(Object.keys(books)).toHaveLength(10)
      expect(books).toEqual(expected)
    })

    it('replays KuCoin without a false gap, to the books of an independent rebuild', async () => {
      const files = ['22bf4771_KUCOIN.0', '22bf4771_KUCOIN.ws.1.0', 'cca7f121_KUCOIN.http.0.0'].map(file)
      const { books, gaps, crossedViews, stats } = await replayVenue('kucoin', files, () => undefined)
      expect([gaps, crossedViews, stats.crossed]).toEqual([[], 0, 0])
      // CAPP-BTC holds 452,338,153.08 beside sizes of eight decimals: more lots than a double counts exactly, so it is refused.
      expect(stats.rejectedByReason).toEqual({ 'schema:level-range': 1 })
      const { 'CAPP/BTC': refused, ...expected } = await rebuildKucoin(files)
      expect([refused?.state, Object.keys(expected).length]).toEqual(['live', 8])
      // LTX-USDT has no REST reply in the recording.
      expect(Object.fromEntries(Object.entries(books).filter(([, { state }]) => state === 'live'))).toEqual(expected)
    })
  },
)

/** Each snapshot, then every later change, straight from the texts. */
async function rebuildKucoin(files: readonly string[]) {
  const changes: NonNullable<KucoinMessage['data']>[] = []
  const snapshots = new Map<string, { readonly sequence: number; readonly bids: Levels; readonly asks: Levels }>()
  for await (const { kind, text, url } of mergeCaptures(files)) {
    const symbol = /level2\?symbol=(.+)$/.exec(url ?? '')?.[1]
    if (kind === 'http' && symbol !== undefined) {
      const { data } = JSON.parse(text) as { data: { sequence: string; bids: Levels; asks: Levels } }
      snapshots.set(symbol, { ...data, sequence: Number(data.sequence) })
    }
    if (kind !== 'recv') continue
    const { subject, data } = JSON.parse(text) as KucoinMessage
    if (subject === 'trade.l2update' && data !== undefined) changes.push(data)
  }
  return Object.fromEntries(
    [...snapshots].map(([symbol, { sequence, bids, asks }]) => {
      const book = new NaiveBook()
      book.replace(bids, asks)
      for (const change of changes) {
        if (change.symbol !== symbol || change.sequenceEnd <= sequence) continue
        const real = (levels: Levels): Levels => levels.filter(([price]) => Number(price) !== 0)
        book.change(real(change.changes.bids), real(change.changes.asks))
      }
      return [symbol.replace('-', '/'), { state: 'live', bids: book.side('bids'), asks: book.side('asks') }]
    }),
  )
}
