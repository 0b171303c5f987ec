import type { BookColumnRow, BookHistoryRequest } from '../../contract/index.ts'
import { type BookSnapshot, formatPrice, formatQuantity, InputError, type InstrumentId, millis } from '../../domain/index.ts'
import type { MarketReader } from '../../ports/index.ts'

/** A read holds the recorder's thread: ten books a second of five minutes are three thousand to unpack. */
const LONGEST = 300_000
const MOST_COLUMNS = 1_500
const MOST_LEVELS = 200

const refuse = (field: keyof BookHistoryRequest, value: number, remedy: string): never => {
  throw new InputError({ field, value: String(value), remedy })
}

function checkCount(field: 'maxColumns' | 'depth', value: number, most: number): void {
  if (!Number.isInteger(value) || value < 1 || value > most) refuse(field, value, `use a whole number from 1 to ${String(most)}`)
}

/** The request itself; throws InputError where it makes no sense. */
export function checkedHistory(request: BookHistoryRequest): BookHistoryRequest {
  const { from, to, maxColumns, depth } = request
  for (const field of ['from', 'to'] as const) {
    const value = request[field]
    if (!Number.isSafeInteger(value) || value < 0) refuse(field, value, 'use milliseconds since 1970, UTC')
  }
  if (from >= to) refuse('to', to, `use a time after from, which is ${String(from)}`)
  if (to - from > LONGEST)
    refuse('to', to, `ask for at most ${String(LONGEST)} ms at a time, and for what is before in a second request`)
  checkCount('maxColumns', maxColumns, MOST_COLUMNS)
  checkCount('depth', depth, MOST_LEVELS)
  return request
}

function column({ exchangeTime, receivedTime, bids, asks }: BookSnapshot, depth: number): BookColumnRow {
  const text = (levels: BookSnapshot['bids']): BookColumnRow['bids'] =>
    levels.slice(0, depth).map(({ price, quantity }) => [formatPrice(price), formatQuantity(quantity)])
  return { exchangeTime, receivedTime, bids: text(bids), asks: text(asks) }
}

/** The newest recorded book of each slot of the range that has one, oldest first. */
export async function bookHistory(
  reader: Pick<MarketReader, 'books'>,
  { instrument, from, to, maxColumns, depth }: BookHistoryRequest,
): Promise<readonly BookColumnRow[]> {
  const newest = new Map<number, BookSnapshot>()
  const range = { instrument: instrument as InstrumentId, from: millis(from), to: millis(to) }
  for await (const batch of reader.books(range))
    for (const book of batch) newest.set(Math.floor(((book.exchangeTime - from) * maxColumns) / (to - from)), book)
  return [...newest.values()].map((book) => column(book, depth))
}
