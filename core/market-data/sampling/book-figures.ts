import { type DerivedMetrics, subtract, toNumberLossy } from '../../domain/index.ts'
import type { BookView } from '../pipeline-types.ts'

/** Levels a side that the imbalance weighs. */
const LEVELS = 10

type BookFigures = Pick<DerivedMetrics, 'spread' | 'microPrice' | 'imbalance'>

const bidBuffer = new Float64Array(LEVELS * 2)
const askBuffer = new Float64Array(LEVELS * 2)

function volume(book: BookView['book'], side: 'bid' | 'ask'): number {
  const buffer = side === 'bid' ? bidBuffer : askBuffer
  const count = book.writeTopLossy(side, LEVELS, buffer)
  let sum = 0
  for (let i = 0; i < count; i += 1) sum += buffer[i * 2 + 1] ?? 0
  return sum
}

/** What a live book says at a glance; nothing that it cannot say. */
export function bookFigures(book: BookView['book']): BookFigures {
  const [bid, ask] = [book.bestBid(), book.bestAsk()]
  const [bids, asks] = [volume(book, 'bid'), volume(book, 'ask')]
  const imbalance = bids + asks > 0 ? { imbalance: (bids - asks) / (bids + asks) } : {}
  if (bid === undefined || ask === undefined) return imbalance
  const [bidSize, askSize] = [toNumberLossy(bid.quantity), toNumberLossy(ask.quantity)]
  const microPrice = (toNumberLossy(bid.price) * askSize + toNumberLossy(ask.price) * bidSize) / (bidSize + askSize)
  return { spread: subtract(ask.price, bid.price), microPrice, ...imbalance }
}

/** Undefined without a bid or without an ask. */
export function midLossy(book: BookView['book']): number | undefined {
  const [bid, ask] = [book.bestBid(), book.bestAsk()]
  return bid === undefined || ask === undefined ? undefined : (toNumberLossy(bid.price) + toNumberLossy(ask.price)) / 2
}
