import { type BookLevel, decimalsOf, type Instrument } from '../../domain/index.ts'
import { ALL_UNCHANGED, type ChecksumRule, type Levels } from '../venues/contract.ts'
import { LevelColumns } from '../venues/scan/level-columns.ts'
import { exactLevel, LastLevel } from './exact-level.ts'
import { LevelSide } from './level-side.ts'
import { type LevelProblem, readLevelTexts } from './level-texts.ts'

const DOMAIN_DECIMALS = 12
const POWERS = Float64Array.from({ length: DOMAIN_DECIMALS + 1 }, (_, exponent) => 10 ** exponent)
const power = (exponent: number): number => POWERS[exponent] as number

/** Levels that came as texts, decoded: all of an update is read before any of it changes the book. */
const bidTexts = new LevelColumns()
const askTexts = new LevelColumns()

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
  private readonly checksumParts: Int32Array
  private readonly lastBid = new LastLevel()
  private readonly lastAsk = new LastLevel()
  private readonly checksumRule: ChecksumRule | undefined

  constructor(grid?: Pick<Instrument, 'tickSize' | 'lotSize'>, checksum?: ChecksumRule) {
    this.checksumRule = checksum
    const checksumDepth = checksum?.depth ?? 0
    this.checksumParts = new Int32Array(2 * checksumDepth)
    this.bids = new LevelSide('bid', checksumDepth)
    this.asks = new LevelSide('ask', checksumDepth)
    this.coarsest =
      grid === undefined ? { price: 0, size: 0 } : { price: decimalsOf(grid.tickSize), size: decimalsOf(grid.lotSize) }
    this.priceDecimals = this.coarsest.price
    this.sizeDecimals = this.coarsest.size
  }

  /** Whether the levels could be applied, without applying them. */
  check(bids: Levels, asks: Levels): LevelProblem | null {
    if (bids instanceof LevelColumns && asks instanceof LevelColumns && this.fits(bids) && this.fits(asks)) return null
    return (
      this.read(bids, bidTexts) ??
      this.read(asks, askTexts) ??
      this.admit(columnsOf(bids, bidTexts)) ??
      this.admit(columnsOf(asks, askTexts)) ??
      // The second side may have refined the book.
      this.misfit(columnsOf(bids, bidTexts))
    )
  }

  /** Sets each level to its absolute size, all or nothing. */
  apply(bids: Levels, asks: Levels): LevelProblem | null {
    const problem = this.check(bids, asks)
    if (problem === null) this.write(bids, asks)
    return problem
  }

  /** Drops all but the best `depth` levels of each side. */
  truncate(depth: number): void {
    this.bids.truncate(depth)
    this.asks.truncate(depth)
  }

  /** The venue's checksum of the book as it is; undefined where the venue has none. */
  checksum(): number | undefined {
    const bids = this.bids.topLevels()
    const asks = this.asks.topLevels()
    if (this.checksumRule === undefined || bids === null || asks === null) return undefined
    if (bids.unchanged === ALL_UNCHANGED && asks.unchanged === ALL_UNCHANGED) return this.lastChecksum
    this.lastChecksum = this.checksumRule.digest(bids, asks, this.checksumParts)
    bids.settle()
    asks.settle()
    return this.lastChecksum
  }

  /** Forgets what it had and takes the levels, all or nothing. */
  replace(bids: Levels, asks: Levels): LevelProblem | null {
    const problem = this.check(bids, asks)
    if (problem !== null) return problem
    this.clear()
    // What fitted beside the old levels fits an empty book, in its own decimals.
    this.refine(columnsOf(bids, bidTexts))
    this.refine(columnsOf(asks, askTexts))
    this.write(bids, asks)
    return null
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

  /** Levels that {@link check} has read and found good. */
  private write(bids: Levels, asks: Levels): void {
    const { decimals } = this
    this.bids.setAll(columnsOf(bids, bidTexts), decimals)
    this.asks.setAll(columnsOf(asks, askTexts), decimals)
    this.version += 1
  }

  private read(levels: Levels, into: LevelColumns): LevelProblem | null {
    return levels instanceof LevelColumns ? null : readLevelTexts(levels, into, this.checksumRule)
  }

  private admit(columns: LevelColumns): LevelProblem | null {
    return this.refine(columns) ?? this.misfit(columns)
  }

  /** Whether all levels fit the present decimals, as nearly all do: then nothing else is to be asked. */
  private fits({ length, prices, sizes, priceDecimals, sizeDecimals }: LevelColumns): boolean {
    const { priceDecimals: finestPrice, sizeDecimals: finestSize } = this
    for (let i = 0; i < length; i += 1) {
      const priceShift = finestPrice - (priceDecimals[i] as number)
      const sizeShift = finestSize - (sizeDecimals[i] as number)
      if (priceShift < 0 || sizeShift < 0) return false
      const price = (prices[i] as number) * power(priceShift)
      if (price === 0 || price > Number.MAX_SAFE_INTEGER) return false
      if ((sizes[i] as number) * power(sizeShift) > Number.MAX_SAFE_INTEGER) return false
    }
    return true
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

  /** Makes room for the decimals of the levels, or says that there is none. */
  private refine({ length, priceDecimals, sizeDecimals }: LevelColumns): LevelProblem | null {
    let finestPrice = this.priceDecimals
    let finestSize = this.sizeDecimals
    for (let i = 0; i < length; i += 1) {
      if ((priceDecimals[i] as number) > finestPrice) finestPrice = priceDecimals[i] as number
      if ((sizeDecimals[i] as number) > finestSize) finestSize = sizeDecimals[i] as number
    }
    if (finestPrice === this.priceDecimals && finestSize === this.sizeDecimals) return null
    if (Math.max(finestPrice, finestSize) > DOMAIN_DECIMALS) return 'level-range'
    const factors = [power(finestPrice - this.priceDecimals), power(finestSize - this.sizeDecimals)] as const
    if (!this.bids.canRescale(...factors) || !this.asks.canRescale(...factors)) return 'level-range'
    this.bids.rescale(...factors)
    this.asks.rescale(...factors)
    this.priceDecimals = finestPrice
    this.sizeDecimals = finestSize
    return null
  }
}

const columnsOf = (levels: Levels, texts: LevelColumns): LevelColumns => (levels instanceof LevelColumns ? levels : texts)
