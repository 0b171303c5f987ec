import type { Levels } from './naive-venue-books.ts'
import type { NaiveReader } from './venue-recordings.ts'

interface KrakenPart {
  readonly as?: Levels
  readonly bs?: Levels
  readonly a?: Levels
  readonly b?: Levels
  readonly c?: string
}

/** Kraken's first version: books with their checksums, and trades. */
export const readKraken: NaiveReader = ({ body }, bookOf, saw) => {
  if (!Array.isArray(body)) return
  const message = body as readonly unknown[]
  const name = String(message.at(-2))
  const parts = message.slice(1, -2) as readonly KrakenPart[]
  if (name === 'trade') for (const _ of parts[0] as unknown as readonly unknown[]) saw('trade')
  if (!name.startsWith('book')) return
  const book = bookOf(String(message.at(-1)).replace('XBT', 'BTC'))
  const [first] = parts
  if (first?.as !== undefined && first.bs !== undefined) {
    book.replace(first.bs, first.as)
    saw('snapshot')
    return
  }
  for (const { a = [], b = [] } of parts) book.change(b, a)
  book.keepBest(Number(name.slice(5)))
  saw('update')
  const checksum = parts.find(({ c }) => c !== undefined)?.c
  if (checksum !== undefined && book.krakenChecksum() === Number(checksum)) saw('checksum')
}
