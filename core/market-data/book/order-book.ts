import { type BookLevel, decimalsOf, type Instrument } from '../../domain/index.ts'
import type { ChecksumRule, Levels } from '../venues/contract.ts'
import { LevelColumns } from '../venues/scan/level-columns.ts'
import { exactLevel, LastLevel } from './exact-level.ts'
import { LevelSide, TopPieces } from './level-side.ts'
import { type LevelProblem, readLevelTexts } from './level-texts.ts'

const DOMAIN_DECIMALS = 12
const POWERS = Float64Array.from({ length: DOMAIN_DECIMALS + 1 }, (_, exponent) => 10 ** exponent)
const power = (exponent: number): number => POWERS[exponent] as number

/** Levels that came as texts, decoded: all of an update is read before any of it changes the book. */
const bidTexts = new LevelColumns()
const askTexts = new LevelColumns()

const DEEPEST_CHECKSUM = 100
const bidPieces = new TopPieces(DEEPEST_CHECKSUM)
const askPieces = new TopPieces(DEEPEST_CHECKSUM)

/** Whether prices strictly worsen: fall on the bid side, rise on the ask side. Only of one and the same scale. */
function worsening(side: 'bid' | 'ask', { prices, priceDecimals, length }: LevelColumns, decimals: number): boolean {
  let before = side === 'bid' ? Number.POSITIVE_INFINITY : 0
  for (let i = 0; i < length; i += 1) {
    const price = (prices[i] as number) * power(decimals - (priceDecimals[i] as number))
    if (side === 'bid' ? price >= before : price <= before) return false
    before = price
  }
  return true
}

/**
 * A price-ordered book of exact values. Prices and sizes are held as integers of as many decimals
 * as the market uses; a finer number than seen before refines the whole book, so no digit is lost.
 */
export class OrderBook {
  readonly bids: LevelSide
  readonly asks: LevelSide
  /** Counts changes, so that a reader can tell whether anything happened since it looked. */
  version = 0
  private readonly coarsest: { readonly price: number; readonly size: number }
  priceDecimals: number
  sizeDecimals: number
  private lastChecksum = 0
  private readonly lastBid = new LastLevel()
  private readonly lastAsk = new LastLevel()
  private readonly checksumRule: ChecksumRule | undefined

  constructor(grid?: Pick<Instrument, 'tickSize' | 'lotSize'>, checksum?: ChecksumRule) {
    this.checksumRule = checksum
    this.bids = new LevelSide('bid', checksum !== undefined)
    this.asks = new LevelSide('ask', checksum !== undefined)
    this.coarsest =
      grid === undefined ? { price: 0, size: 0 } : { price: decimalsOf(grid.tickSize), size: decimalsOf(grid.lotSize) }
    this.priceDecimals = this.coarsest.price
    this.sizeDecimals = this.coarsest.size
  }

  /** Whether the levels could be applied, without applying them. */
  check(bids: Levels, asks: Levels): LevelProblem | null {
    const problem = this.read(bids, bidTexts) ?? this.read(asks, askTexts)
    if (problem !== null) return problem
    const bidColumns = columnsOf(bids, bidTexts)
    const askColumns = columnsOf(asks, askTexts)
    return (
      this.refine(finest(bidColumns.priceDecimals, bidColumns.length), finest(bidColumns.sizeDecimals, bidColumns.length)) ??
      this.refine(finest(askColumns.priceDecimals, askColumns.length), finest(askColumns.sizeDecimals, askColumns.length)) ??
      this.misfit(bidColumns) ??
      this.misfit(askColumns)
    )
  }

  /** Sets each level to its absolute size, all or nothing. */
  apply(bids: Levels, asks: Levels): LevelProblem | null {
    const problem = this.check(bids, asks)
    if (problem !== null) return problem
    this.write(this.bids, columnsOf(bids, bidTexts))
    this.write(this.asks, columnsOf(asks, askTexts))
    this.version += 1
    return null
  }

  /** Drops all but the best `depth` levels of each side. */
  truncate(depth: number): void {
    this.bids.truncate(depth)
    this.asks.truncate(depth)
  }

  /** The venue's checksum of the book as it is; undefined where the venue has none. */
  checksum(): number | undefined {
    const rule = this.checksumRule
    const { bids, asks } = this
    if (rule === undefined) return undefined
    if (bids.topChanged || asks.topChanged)
      this.lastChecksum = rule.digest(bids.topPieces(rule.depth, bidPieces), asks.topPieces(rule.depth, askPieces))
    return this.lastChecksum
  }

  /** Forgets what it had and takes the levels, all or nothing. */
  replace(bids: Levels, asks: Levels): LevelProblem | null {
    const problem = this.check(bids, asks)
    if (problem !== null) return problem
    this.clear()
    return this.apply(bids, asks)
  }

  clear(): void {
    this.bids.clear()
    this.asks.clear()
    // A number finer than the market's, once let in, must not cost range for ever.
    this.priceDecimals = this.coarsest.price
    this.sizeDecimals = this.coarsest.size
    this.version += 1
  }

  /** Best bid at or above best ask: no market does that, so the book is wrong. */
  get crossed(): boolean {
    return this.bids.length > 0 && this.asks.length > 0 && this.bids.bestPrice() >= this.asks.bestPrice()
  }

  bestBid(): BookLevel | undefined {
    const { bids } = this
    return bids.length === 0 ? undefined : this.lastBid.of(bids.bestPrice(), bids.bestSize(), this)
  }

  bestAsk(): BookLevel | undefined {
    const { asks } = this
    return asks.length === 0 ? undefined : this.lastAsk.of(asks.bestPrice(), asks.bestSize(), this)
  }

  /** The best `count` levels of each side, best first. */
  top(count: number): { readonly bids: readonly BookLevel[]; readonly asks: readonly BookLevel[] } {
    return { bids: this.list(this.bids, count), asks: this.list(this.asks, count) }
  }

  /**
   * Writes up to `count` levels of a side as price, size pairs of doubles, best first, and returns
   * how many: for features and pixels, where nothing may be allocated.
   */
  writeTopLossy(side: 'bid' | 'ask', count: number, out: Float64Array): number {
    const levels = side === 'bid' ? this.bids : this.asks
    const n = Math.min(count, levels.length, out.length >> 1)
    const priceUnit = 10 ** this.priceDecimals
    const sizeUnit = 10 ** this.sizeDecimals
    let i = 0
    levels.forBest(n, (price, size) => {
      out[i] = price / priceUnit
      out[i + 1] = size / sizeUnit
      i += 2
    })
    return n
  }

  /** How many levels a side holds. */
  count(side: 'bid' | 'ask'): number {
    return (side === 'bid' ? this.bids : this.asks).length
  }

  /** The worst level of a side; undefined when it is empty. */
  deepest(side: 'bid' | 'ask'): BookLevel | undefined {
    const levels = side === 'bid' ? this.bids : this.asks
    return levels.length === 0 ? undefined : exactLevel(levels.worstPrice(), levels.worstSize(), this)
  }

  /** Decimals of the whole numbers that {@link visitScaled} shows; they may grow with the next update. */
  get decimals(): { readonly price: number; readonly size: number } {
    return { price: this.priceDecimals, size: this.sizeDecimals }
  }

  /**
   * Shows the levels of a side, best first, until `take` says false. Exact: whole numbers below 2^53 of
   * {@link decimals}. Nothing is allocated.
   */
  visitScaled(side: 'bid' | 'ask', take: (price: number, size: number) => boolean): void {
    const levels = side === 'bid' ? this.bids : this.asks
    levels.visit(take)
  }

  private list(side: LevelSide, count: number): BookLevel[] {
    const levels: BookLevel[] = []
    side.forBest(count, (price, size) => levels.push(exactLevel(price, size, this)))
    return levels
  }

  private write(side: LevelSide, columns: LevelColumns): void {
    const { length, prices, sizes, priceDecimals, sizeDecimals, pieces } = columns
    const decimals = this.priceDecimals
    // Snapshots list the best level first, and a side keeps it last: from their end each level only
    // appends. No price comes twice there, so the order changes nothing else.
    const backwards = side.length === 0 && worsening(side === this.bids ? 'bid' : 'ask', columns, decimals)
    for (let step = 0; step < length; step += 1) {
      const i = backwards ? length - 1 - step : step
      side.set(
        (prices[i] as number) * power(decimals - (priceDecimals[i] as number)),
        (sizes[i] as number) * power(this.sizeDecimals - (sizeDecimals[i] as number)),
        pieces[i],
      )
    }
  }

  private read(levels: Levels, into: LevelColumns): LevelProblem | null {
    return levels instanceof LevelColumns ? null : readLevelTexts(levels, into, this.checksumRule)
  }

  /** Why one of the levels does not fit the present decimals; null when all do. */
  private misfit({ length, prices, sizes, priceDecimals, sizeDecimals }: LevelColumns): LevelProblem | null {
    for (let i = 0; i < length; i += 1) {
      const price = (prices[i] as number) * power(this.priceDecimals - (priceDecimals[i] as number))
      const size = (sizes[i] as number) * power(this.sizeDecimals - (sizeDecimals[i] as number))
      if (price > Number.MAX_SAFE_INTEGER || size > Number.MAX_SAFE_INTEGER) return 'level-range'
      if (price === 0) return 'level-price'
    }
    return null
  }

  /** Makes room for so many decimals, or says that there is none. */
  private refine(priceDecimals: number, sizeDecimals: number): LevelProblem | null {
    const priceGrowth = Math.max(0, priceDecimals - this.priceDecimals)
    const sizeGrowth = Math.max(0, sizeDecimals - this.sizeDecimals)
    if (priceGrowth + sizeGrowth === 0) return null
    if (Math.max(priceDecimals, sizeDecimals) > DOMAIN_DECIMALS) return 'level-range'
    const factors = [power(priceGrowth), power(sizeGrowth)] as const
    if (!this.bids.canRescale(...factors) || !this.asks.canRescale(...factors)) return 'level-range'
    this.bids.rescale(...factors)
    this.asks.rescale(...factors)
    this.priceDecimals += priceGrowth
    this.sizeDecimals += sizeGrowth
    return null
  }
}

const columnsOf = (levels: Levels, texts: LevelColumns): LevelColumns => (levels instanceof LevelColumns ? levels : texts)

function finest(decimals: Uint8Array, length: number): number {
  let most = 0
  for (let i = 0; i < length; i += 1) if ((decimals[i] as number) > most) most = decimals[i] as number
  return most
}
