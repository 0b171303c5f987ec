import { barOpen, type Candle, type Millis, type Timeframe, timeframeLength, type Trade } from '../../../domain/index.ts'
import type { BarRules } from '../../../ports/index.ts'
import { INSERT, KINDS, type Shelf } from './kinds.ts'
import type { Market, MarketTables } from './tables.ts'

/** Which bars a longer one is made of, shortest first. */
const PARTS: readonly (readonly [Timeframe, Timeframe])[] = [
  ['1m', '1s'],
  ['5m', '1m'],
  ['15m', '5m'],
  ['1h', '15m'],
  ['4h', '1h'],
  ['1d', '4h'],
]
/** Bars that are made of trades when a trade comes after their end. */
const FROM_TRADES: readonly Timeframe[] = ['1s', '1m']

interface Touched {
  readonly market: Market
  readonly timeframe: Timeframe
  readonly openTime: Millis
}

/** Knows more of its span: more volume, or as much in as many trades. A venue that does not count trades says zero. */
const atLeastAsFull = (candle: Candle, than: Candle): boolean =>
  candle.volume > than.volume || (candle.volume === than.volume && candle.trades >= than.trades)

const FIGURES = ['open', 'high', 'low', 'close', 'volume', 'trades'] as const
const saysTheSame = (a: Candle, b: Candle): boolean => FIGURES.every((field) => a[field] === b[field])

/**
 * The stored bars of all lengths. A bar that is written makes the longer ones due that it completes or
 * belongs to; a trade that comes after the end of its bar makes that bar due. {@link settle} rebuilds what
 * is due, in the caller's transaction. The fuller telling of a bar stays, so the order does not matter.
 */
export class Bars {
  readonly #tables: MarketTables
  readonly #rules: BarRules
  readonly #makeLoose: (shelf: Shelf, market: Market, time: number) => void
  /** End of the newest stored bar, by market and timeframe. */
  readonly #ends = new Map<string, number>()
  readonly #due = new Map<string, Touched>()

  constructor(tables: MarketTables, rules: BarRules, makeLoose: (shelf: Shelf, market: Market, time: number) => void) {
    this.#tables = tables
    this.#rules = rules
    this.#makeLoose = makeLoose
  }

  /** What was not settled is forgotten with the transaction that was rolled back. */
  reset(): void {
    this.#ends.clear()
    this.#due.clear()
  }

  #end(market: Market, timeframe: Timeframe): number {
    const key = `${market.name} ${timeframe}`
    const known = this.#ends.get(key)
    if (known !== undefined) return known
    const newest = this.#tables
      .statement('SELECT max(open_time) AS at FROM candles WHERE instrument = ? AND timeframe = ?')
      .get(market.id, timeframe) as { at: number | null }
    const packed = this.#tables
      .statement("SELECT max(to_time) AS at FROM blocks WHERE kind = 'candles' AND series = ? AND instrument = ?")
      .get(timeframe, market.id) as { at: number | null }
    const open = Math.max(newest.at ?? -Infinity, packed.at ?? -Infinity)
    const end = open + timeframeLength(timeframe)
    this.#ends.set(key, end)
    return end
  }

  #mark(market: Market, timeframe: Timeframe, openTime: Millis): void {
    this.#due.set(`${timeframe} ${String(openTime)} ${market.name}`, { market, timeframe, openTime })
  }

  /** A trade that was not there before. */
  traded(market: Market, at: Millis): void {
    for (const timeframe of FROM_TRADES)
      if (at < this.#end(market, timeframe)) this.#mark(market, timeframe, barOpen(at, timeframe))
  }

  /** Stores a closed bar, unless a fuller one is there. */
  write(market: Market, candle: Candle): void {
    const { timeframe, openTime } = candle
    const shelf: Shelf<'candles'> = { kind: 'candles', series: timeframe }
    const before = this.#end(market, timeframe)
    if (openTime < before) {
      this.#makeLoose(shelf, market, openTime)
      const [stored] = this.#tables.rows(shelf, market, { from: openTime, to: openTime + 1 })
      if (stored !== undefined && (saysTheSame(candle, stored) || !atLeastAsFull(candle, stored))) return
    }
    this.#tables.statement(INSERT.candles).run(market.id, ...KINDS.candles.values(candle))
    const end = openTime + timeframeLength(timeframe)
    if (end > before) this.#ends.set(`${market.name} ${timeframe}`, end)
    const longer = PARTS.find(([, part]) => part === timeframe)?.[0]
    if (longer === undefined) return
    const open = barOpen(openTime, longer)
    if (end >= open + timeframeLength(longer) || end < before) this.#mark(market, longer, open)
  }

  #rebuilt(market: Market, timeframe: Timeframe, openTime: Millis): readonly Candle[] {
    const range = { from: openTime, to: openTime + timeframeLength(timeframe) }
    const part = PARTS.find(([whole]) => whole === timeframe)?.[1]
    const whole =
      part === undefined
        ? undefined
        : this.#rules.fromBars(this.#tables.facts({ kind: 'candles', series: part }, market, range), timeframe)
    if (!FROM_TRADES.includes(timeframe)) return whole === undefined ? [] : [whole]
    const trades: readonly Trade[] = this.#tables.facts({ kind: 'trades', series: '' }, market, range)
    return [...(whole === undefined ? [] : [whole]), ...this.#rules.fromTrades(trades, timeframe)]
  }

  /** Rebuilds the bars that are due, the shorter ones first, since the longer are made of them. */
  settle(): void {
    for (const timeframe of ['1s', ...PARTS.map(([whole]) => whole)] as const) {
      const due = [...this.#due.values()].filter((each) => each.timeframe === timeframe)
      for (const { market, openTime } of due)
        for (const candle of this.#rebuilt(market, timeframe, openTime)) this.write(market, candle)
    }
    this.#due.clear()
  }

  /** The newest bars of a range, oldest first. */
  newest(
    market: Market,
    timeframe: Timeframe,
    range: { readonly from: number; readonly to: number },
    limit: number,
  ): readonly Candle[] {
    const shelf: Shelf<'candles'> = { kind: 'candles', series: timeframe }
    const { fact, columns } = KINDS.candles
    const rows = this.#tables
      .statement(
        `SELECT ${columns.join(', ')} FROM candles
         WHERE instrument = ? AND timeframe = ? AND open_time >= ? AND open_time < ? ORDER BY open_time DESC LIMIT ?`,
      )
      .all(market.id, timeframe, range.from, range.to, limit) as Parameters<typeof fact>[0][]
    const found = rows.map((row) => fact(row, market.name)).reverse()
    const blocks = [...this.#tables.blocks(shelf, market, range)].reverse()
    for (const block of blocks) {
      const oldest = found.at(0)?.openTime ?? Infinity
      if (found.length >= limit && block.to_time < oldest) break
      const facts = this.#tables.unpacked(shelf, market, block)
      found.push(...facts.filter(({ openTime }) => openTime >= range.from && openTime < range.to))
      found.sort((a, b) => a.openTime - b.openTime)
    }
    return found.slice(-limit)
  }
}
