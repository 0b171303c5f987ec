import { type BookLevel, decimalsOf, type Instrument, type Price, type Quantity } from '../../domain/index.ts'
import { scaleText, significantDecimals } from '../scaled-text.ts'
import type { ChecksumRule, RawLevel, RawLevels } from '../venues/contract.ts'
import { LevelSide } from './level-side.ts'

/** Why levels cannot be used; nothing of them was applied. */
export type LevelProblem = 'level-number' | 'level-negative' | 'level-price' | 'level-range'

const DOMAIN_DECIMALS = 12
const UNITS = Array.from({ length: 13 }, (_, decimals) => 10n ** BigInt(DOMAIN_DECIMALS - decimals))

/** Decoded levels waiting to be applied: all of an update is read before any of it changes the book. */
class LevelBuffer {
  count = 0
  prices = new Float64Array(2048)
  sizes = new Float64Array(2048)

  reserve(size: number): void {
    if (size <= this.prices.length) return
    this.prices = new Float64Array(size * 2)
    this.sizes = new Float64Array(size * 2)
  }
}

const bidBuffer = new LevelBuffer()
const askBuffer = new LevelBuffer()

/** Whether prices strictly worsen: fall on the bid side, rise on the ask side. */
function worsening(side: 'bid' | 'ask', prices: Float64Array, count: number): boolean {
  for (let i = 1; i < count; i += 1) {
    const before = prices[i - 1] ?? 0
    const price = prices[i] ?? 0
    if (side === 'bid' ? price >= before : price <= before) return false
  }
  return true
}

const textOf = (rule: ChecksumRule, level: RawLevel | undefined): string =>
  level === undefined ? '' : rule.levelText(level[0], level[1])

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
  private priceDecimals: number
  private sizeDecimals: number
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
  check(bids: RawLevels, asks: RawLevels): LevelProblem | null {
    for (;;) {
      const misfit = this.decode(bids, bidBuffer) ?? this.decode(asks, askBuffer)
      if (misfit === null) return null
      const problem = this.refine(misfit)
      if (problem !== null) return problem
    }
  }

  /** Sets each level to its absolute size, all or nothing. */
  apply(bids: RawLevels, asks: RawLevels): LevelProblem | null {
    const problem = this.check(bids, asks)
    if (problem !== null) return problem
    this.write(this.bids, bidBuffer, bids)
    this.write(this.asks, askBuffer, asks)
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
    return rule?.digest(this.bids.topTexts(rule.depth), this.asks.topTexts(rule.depth))
  }

  /** Forgets what it had and takes the levels, all or nothing. */
  replace(bids: RawLevels, asks: RawLevels): LevelProblem | null {
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
    return this.bids.length > 0 && this.asks.length > 0 && this.bids.price(0) >= this.asks.price(0)
  }

  bestBid(): BookLevel | undefined {
    return this.bids.length === 0 ? undefined : this.level(this.bids, 0)
  }

  bestAsk(): BookLevel | undefined {
    return this.asks.length === 0 ? undefined : this.level(this.asks, 0)
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
    for (let i = 0; i < n; i += 1) {
      out[i * 2] = levels.price(i) / priceUnit
      out[i * 2 + 1] = levels.size(i) / sizeUnit
    }
    return n
  }

  /** How many levels a side holds. */
  count(side: 'bid' | 'ask'): number {
    return (side === 'bid' ? this.bids : this.asks).length
  }

  /** The worst level of a side; undefined when it is empty. */
  deepest(side: 'bid' | 'ask'): BookLevel | undefined {
    const levels = side === 'bid' ? this.bids : this.asks
    return levels.length === 0 ? undefined : this.level(levels, levels.length - 1)
  }

  /** Decimals of the whole numbers that {@link writeScaled} gives; they may grow with the next update. */
  get decimals(): { readonly price: number; readonly size: number } {
    return { price: this.priceDecimals, size: this.sizeDecimals }
  }

  /**
   * Writes levels of a side from rank `from` on, best first, as price, size pairs until `out` is full or the
   * side ends, and returns how many. Exact: whole numbers below 2^53 of {@link decimals}. Nothing is allocated.
   */
  writeScaled(side: 'bid' | 'ask', from: number, out: Float64Array): number {
    const levels = side === 'bid' ? this.bids : this.asks
    const n = Math.max(0, Math.min(levels.length - from, out.length >> 1))
    for (let i = 0; i < n; i += 1) {
      out[i * 2] = levels.price(from + i)
      out[i * 2 + 1] = levels.size(from + i)
    }
    return n
  }

  private list(side: LevelSide, count: number): BookLevel[] {
    const n = Math.min(count, side.length)
    const priceUnit = UNITS[this.priceDecimals] ?? 0n
    const sizeUnit = UNITS[this.sizeDecimals] ?? 0n
    const levels: BookLevel[] = []
    for (let rank = 0; rank < n; rank += 1) {
      const price = (BigInt(side.price(rank)) * priceUnit) as Price
      levels.push({ price, quantity: (BigInt(side.size(rank)) * sizeUnit) as Quantity })
    }
    return levels
  }

  private level(side: LevelSide, rank: number): BookLevel {
    const price = BigInt(side.price(rank)) * 10n ** BigInt(DOMAIN_DECIMALS - this.priceDecimals)
    const quantity = BigInt(side.size(rank)) * 10n ** BigInt(DOMAIN_DECIMALS - this.sizeDecimals)
    return { price: price as Price, quantity: quantity as Quantity }
  }

  private write(side: LevelSide, { count, prices, sizes }: LevelBuffer, levels: RawLevels): void {
    const rule = this.checksumRule
    // Snapshots list the best level first, and a side keeps it last: from their end each level only
    // appends. No price comes twice there, so the order changes nothing else.
    const backwards = side.length === 0 && worsening(side === this.bids ? 'bid' : 'ask', prices, count)
    for (let step = 0; step < count; step += 1) {
      const i = backwards ? count - 1 - step : step
      if (rule === undefined) side.set(prices[i] ?? 0, sizes[i] ?? 0)
      else side.set(prices[i] ?? 0, sizes[i] ?? 0, textOf(rule, levels[i]))
    }
  }

  /** Reads levels into a buffer; returns the first one that does not fit the present decimals. */
  private decode(levels: RawLevels, into: LevelBuffer): RawLevel | null {
    into.reserve(levels.length)
    const { prices, sizes } = into
    let i = 0
    for (const level of levels) {
      const price = scaleText(level[0], this.priceDecimals)
      const size = scaleText(level[1], this.sizeDecimals)
      if (!(price > 0 && size >= 0)) return level
      prices[i] = price
      sizes[i] = size
      i += 1
    }
    into.count = i
    return null
  }

  /** Makes room for the digits of a level, or says why it cannot be one. */
  private refine(level: RawLevel): LevelProblem | null {
    const priceDecimals = significantDecimals(level[0])
    const sizeDecimals = significantDecimals(level[1])
    if (priceDecimals < 0 || sizeDecimals < 0)
      return level[0].startsWith('-') || level[1].startsWith('-') ? 'level-negative' : 'level-number'
    if (scaleText(level[0], priceDecimals) === 0) return 'level-price'
    const priceGrowth = Math.max(0, priceDecimals - this.priceDecimals)
    const sizeGrowth = Math.max(0, sizeDecimals - this.sizeDecimals)
    if (priceGrowth + sizeGrowth === 0 || Math.max(priceDecimals, sizeDecimals) > DOMAIN_DECIMALS) return 'level-range'
    const factors = [10 ** priceGrowth, 10 ** sizeGrowth] as const
    if (!this.bids.canRescale(...factors) || !this.asks.canRescale(...factors)) return 'level-range'
    this.bids.rescale(...factors)
    this.asks.rescale(...factors)
    this.priceDecimals += priceGrowth
    this.sizeDecimals += sizeGrowth
    return null
  }
}
