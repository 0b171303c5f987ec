import { mergeCaptures } from '../adapters/captures/index.ts'
import { type BookLevel, formatPrice, formatQuantity, type Gap } from '../domain/index.ts'
import { createMarketPipeline, mapperFor } from '../market-data/index.ts'
import { type Levels, NaiveBook } from './naive-venue-books.ts'

const show = (levels: readonly BookLevel[]) =>
  levels.map(({ price, quantity }) => `${formatPrice(price)} ${formatQuantity(quantity)}`)

/** What a reader does with a book. */
export interface ReadBook {
  replace(bids: Levels, asks: Levels): void
  change(bids: Levels, asks: Levels): void
  keepBest(depth: number): void
  okxChecksum(): number
  krakenChecksum(): number
}

/** Reads one recorded frame into naive books, by the venue's documented names; says what it saw. */
export type NaiveReader = (
  frame: { readonly body: unknown; readonly url: string },
  bookOf: (symbol: string) => ReadBook,
  saw: (what: 'snapshot' | 'update' | 'checksum' | 'trade') => void,
) => void

/** Runs recordings through the pipeline and, apart from it, through naive books. */
export async function replayVenue(exchange: string, files: readonly string[], read: NaiveReader) {
  const naive = new Map<string, NaiveBook>()
  const bookOf = (symbol: string): NaiveBook => {
    const book = naive.get(symbol) ?? new NaiveBook()
    naive.set(symbol, book)
    return book
  }
  const gaps: Gap[] = []
  const events: Record<string, number> = {}
  let crossedViews = 0
  const pipeline = createMarketPipeline({
    mapper: mapperFor(exchange),
    timeframes: ['1m'],
    sink: {
      event: (event) => {
        events[event.kind] = (events[event.kind] ?? 0) + 1
        if (event.kind === 'gap') gaps.push(event)
      },
      bookChanged: ({ book }) => {
        const bid = book.bestBid()
        const ask = book.bestAsk()
        if (bid !== undefined && ask !== undefined && bid.price >= ask.price) crossedViews += 1
      },
      snapshotNeeded: () => undefined,
    },
  })
  const seen = { snapshot: 0, update: 0, checksum: 0, trade: 0 }
  for await (const { kind, connection, text, receivedTime, url } of mergeCaptures(files)) {
    if (kind === 'connect') pipeline.connectionLost(connection, receivedTime)
    if (kind !== 'recv' && kind !== 'http') continue
    pipeline.push({ connection, text, receivedTime, ...(url === undefined ? {} : { url }) })
    if (kind === 'recv')
      read({ body: JSON.parse(text), url: url ?? '' }, bookOf, (what) => {
        seen[what] += 1
      })
  }
  const books = Object.fromEntries(
    pipeline.books().map(({ instrument, state, book }) => {
      const { bids, asks } = book.top(Number.MAX_SAFE_INTEGER)
      return [instrument.slice(exchange.length + 1), { state, bids: show(bids), asks: show(asks) }]
    }),
  )
  const expected = Object.fromEntries(
    [...naive].map(([symbol, book]) => [symbol, { state: 'live', bids: book.side('bids'), asks: book.side('asks') }]),
  )
  return { books, expected, gaps, events, crossedViews, seen, stats: pipeline.stats() }
}
