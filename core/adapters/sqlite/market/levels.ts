import {
  type BookLevel,
  type BookSnapshot,
  formatPrice,
  formatQuantity,
  price,
  type Price,
  quantity,
  type Quantity,
} from '../../../domain/index.ts'

/**
 * A book's levels in one value: 64-bit integers at twelve decimals, the number of bids first, or, where
 * one of them needs more than 64 bits, the JSON text [bids, asks] of decimal texts. The first byte
 * tells which: text begins with a bracket.
 */
const BRACKET = 0x5b
const WIDEST = 2n ** 63n

type Levels = Pick<BookSnapshot, 'bids' | 'asks'>

const textOf = (levels: readonly BookLevel[]): readonly (readonly [string, string])[] =>
  levels.map((level) => [formatPrice(level.price), formatQuantity(level.quantity)])

export function writeLevels({ bids, asks }: Levels): Buffer {
  const words = new BigInt64Array(1 + 2 * (bids.length + asks.length))
  let at = 1
  let fits = true
  for (const side of [bids, asks])
    for (const level of side) {
      if (level.price >= WIDEST || level.quantity >= WIDEST || level.price < -WIDEST || level.quantity < -WIDEST) fits = false
      words[at] = level.price
      words[at + 1] = level.quantity
      at += 2
    }
  if (!fits) return Buffer.from(JSON.stringify([textOf(bids), textOf(asks)]))
  // Eight bits up, so that the first byte of the little-endian word is zero and never a bracket.
  words[0] = BigInt(bids.length) << 8n
  return Buffer.from(words.buffer)
}

export function readLevels(data: Buffer): Levels {
  if (data[0] === BRACKET) {
    const [bids, asks] = JSON.parse(data.toString()) as readonly [readonly [string, string][], readonly [string, string][]]
    const levels = (side: readonly [string, string][]): readonly BookLevel[] =>
      side.map(([p, q]) => ({ price: price(p), quantity: quantity(q) }))
    return { bids: levels(bids), asks: levels(asks) }
  }
  // A copy begins at a multiple of eight, as the view needs; this is several times as fast as reading word by word.
  const words = new BigInt64Array(new Uint8Array(data).buffer)
  const [head = 0n] = words
  const bids: BookLevel[] = []
  const asks: BookLevel[] = []
  const firstAsk = 1 + 2 * Number(head >> 8n)
  for (let at = 1; at < words.length; at += 2) {
    const level = { price: words[at] as Price, quantity: words[at + 1] as Quantity }
    if (at < firstAsk) bids.push(level)
    else asks.push(level)
  }
  return { bids, asks }
}
