import { readCapture } from '../../adapters/captures/index.ts'
import { type BookSnapshot, millis } from '../../domain/index.ts'
import { createMarketPipeline, mapperFor, snapshotOf } from '../../market-data/index.ts'

const CADENCE = 100

/** The book of a recorded market every 100 ms, as the recorder is given it. */
export async function recordedBooks(capture: string, depth: number): Promise<readonly BookSnapshot[]> {
  const pipeline = createMarketPipeline({
    mapper: mapperFor('binance'),
    sink: { event: () => undefined, bookChanged: () => undefined, snapshotNeeded: () => undefined },
  })
  const books: BookSnapshot[] = []
  let next = 0
  for await (const { kind, connection, text, receivedTime } of readCapture(capture)) {
    if (kind !== 'recv' && kind !== 'http') continue
    if (next === 0) next = receivedTime - (receivedTime % CADENCE) + CADENCE
    for (; receivedTime >= next; next += CADENCE) {
      const [view] = pipeline.books()
      // A book that stood still is the same fact, which is stored once.
      if (view?.state === 'live' && view.sequence !== books.at(-1)?.sequence) books.push(snapshotOf(view, depth))
    }
    pipeline.push({ connection, text, receivedTime })
  }
  return books
}

/** The same books as another market's, moved in time. */
export const movedBook = (book: BookSnapshot, instrument: BookSnapshot['instrument'], at: number): BookSnapshot => ({
  ...book,
  instrument,
  exchangeTime: millis(at),
  receivedTime: millis(at + 5),
})
