import type { Levels } from './naive-venue-books.ts'
import type { NaiveReader } from './venue-recordings.ts'

interface OkxMessage {
  readonly event?: string
  readonly arg?: { readonly channel: string; readonly instId: string }
  readonly action?: string
  readonly data?: readonly { readonly bids: Levels; readonly asks: Levels; readonly checksum: number }[]
}

/** The spelling of a market in the books: pairs with a slash, everything else as the venue names it. */
const symbolOf = (instId: string): string => (instId.split('-').length === 2 ? instId.replace('-', '/') : instId)

/** OKX v5 books and trades, checksums recomputed apart from the core. */
export const readOkx: NaiveReader = ({ body }, bookOf, saw) => {
  const { event, arg, action, data } = body as OkxMessage
  if (event !== undefined || arg === undefined || data === undefined) return
  if (arg.channel === 'trades') for (const _ of data) saw('trade')
  if (!arg.channel.startsWith('books')) return
  for (const { bids, asks, checksum } of data) {
    const book = bookOf(symbolOf(arg.instId))
    if (action === 'snapshot') book.replace(bids, asks)
    else book.change(bids, asks)
    saw(action === 'snapshot' ? 'snapshot' : 'update')
    if (book.okxChecksum() === checksum) saw('checksum')
  }
}
