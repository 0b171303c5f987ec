import {
  averagePrice,
  type BinSide,
  type BookBin,
  InputError,
  type Money,
  type Price,
  type Quantity,
  ZERO_QUANTITY,
} from '../../domain/index.ts'
import type { BookView } from '../pipeline-types.ts'
import { WholeSum } from './whole-sum.ts'

/** Half of a bin: how far it reaches from the mid. */
export interface BinWidth {
  readonly bps: number
  /** The same in hundredths of a basis point: a whole number, so that no level is judged by a rounded bound. */
  readonly hundredths: bigint
}

type BinnedBook = Pick<BookView, 'book' | 'wholeTo'>

const DECIMALS = 12
/** Hundredths of a basis point in one. */
const UNIT = 1_000_000n
/** Levels read at a time. */
const CHUNK = 512
const chunk = new Float64Array(CHUNK * 2)
const EMPTY: BinSide = { volume: ZERO_QUANTITY, count: 0 }

/** Sorted, each once. Throws InputError for a width that is not a positive multiple of 0.01 basis points. */
export function binWidths(bps: readonly number[]): readonly BinWidth[] {
  return [...new Set(bps)]
    .sort((a, b) => a - b)
    .map((each) => {
      const hundredths = Math.round(each * 100)
      if (!(hundredths >= 1 && hundredths <= 1_000_000 && hundredths / 100 === each)) {
        throw new InputError({
          field: 'recording.bins',
          value: String(each),
          remedy: 'use basis points from 0.01 to 10000, in steps of 0.01',
        })
      }
      return { bps: each, hundredths: BigInt(hundredths) }
    })
}

/**
 * The book inside each width, over all its levels. A level at price p is inside when
 * |p - mid| * 10000 <= bps * mid, with mid = (bid + ask) / 2; multiplied out over whole numbers, that is a
 * bound on whole prices. No mid, no content: without a bid or without an ask every bin is empty.
 */
export function bookBins(view: BinnedBook, widths: readonly BinWidth[]): readonly BookBin[] {
  const { book } = view
  const bid = book.bestBid()?.price
  const ask = book.bestAsk()?.price
  if (bid === undefined || ask === undefined) return widths.map(({ bps }) => ({ bps, bid: EMPTY, ask: EMPTY }))
  const doubleMid = bid + ask
  const bids = sideBins(view, 'bid', { doubleMid, widths })
  const asks = sideBins(view, 'ask', { doubleMid, widths })
  return widths.map(({ bps }, index) => ({ bps, bid: bids[index] ?? EMPTY, ask: asks[index] ?? EMPTY }))
}

interface Frame {
  /** Best bid plus best ask: twice the mid, exact. */
  readonly doubleMid: bigint
  readonly widths: readonly BinWidth[]
}

/** The worst price inside a width, as a whole number of `unit`: the bound rounded towards the mid. */
function bound(side: 'bid' | 'ask', { hundredths }: BinWidth, { doubleMid, unit }: { doubleMid: bigint; unit: bigint }): number {
  const divisor = 2n * UNIT * unit
  if (side === 'ask') return Number((doubleMid * (UNIT + hundredths)) / divisor)
  return Number((doubleMid * (UNIT - hundredths) + divisor - 1n) / divisor)
}

function sideBins(view: BinnedBook, side: 'bid' | 'ask', { doubleMid, widths }: Frame): readonly BinSide[] {
  const { book } = view
  const { price: priceDecimals, size: sizeDecimals } = book.decimals
  const priceUnit = 10n ** BigInt(DECIMALS - priceDecimals)
  const sizeUnit = 10n ** BigInt(DECIMALS - sizeDecimals)
  const sign = side === 'bid' ? -1 : 1
  const reach = widths.map((width) => bound(side, width, { doubleMid, unit: priceUnit }) * sign)
  const edge = view.wholeTo(side)
  const volume = new WholeSum()
  /** Distance from the best price times size: small numbers, where price times size needs bigints. */
  const offset = new WholeSum()
  const bins: BinSide[] = []
  let count = 0
  let best = 0
  const close = (width: BinWidth | undefined): void => {
    if (width === undefined) return
    const cut = edge !== undefined && beyond(edge, width, doubleMid) ? { truncated: true as const } : {}
    const total = (volume.total * sizeUnit) as Quantity
    if (count === 0) bins.push({ volume: total, count, ...cut })
    else {
      const paid = BigInt(best) * volume.total + BigInt(sign) * offset.total
      const vwap = averagePrice((paid * priceUnit * sizeUnit) as Money, total)
      bins.push({ volume: total, count, vwap, ...cut })
    }
  }
  let next = 0
  for (let rank = 0; next < widths.length; ) {
    const read = book.writeScaled(side, rank, chunk)
    for (let i = 0; i < read && next < widths.length; i += 1) {
      const price = chunk[i * 2] ?? 0
      const size = chunk[i * 2 + 1] ?? 0
      for (; next < widths.length && price * sign > (reach[next] ?? 0); next += 1) close(widths[next])
      if (count === 0) best = price
      count += 1
      volume.add(size)
      offset.addProduct(Math.abs(price - best), size)
    }
    rank += read
    if (read < CHUNK) break
  }
  for (; next < widths.length; next += 1) close(widths[next])
  return bins
}

/** Whether a width reaches further from the mid than `edge`, where the knowledge of the side ends. */
function beyond(edge: Price, { hundredths }: BinWidth, doubleMid: bigint): boolean {
  const distance = 2n * edge - doubleMid
  return (distance < 0n ? -distance : distance) * UNIT < hundredths * doubleMid
}
