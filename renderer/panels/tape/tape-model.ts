import type { TradeRow } from '../../../core/contract/index.ts'
import { add, type Money, money, notional, price, type Quantity, quantity } from '../../../core/domain/index.ts'

/** One line of the tape: a trade, or several of the same moment, price and side. */
export interface Print {
  readonly id: string
  /** Epoch ms, of the venue. */
  readonly at: number
  readonly side: 'buy' | 'sell'
  readonly price: string
  readonly quantity: Quantity
  readonly notional: Money
  readonly trades: number
}

export type TapeFilter =
  | { readonly by: 'none' }
  | { readonly by: 'size'; readonly least: Quantity }
  | { readonly by: 'money'; readonly least: Money }

/** What a person typed as the least size; undefined where it is no amount. Empty text filters nothing. */
export function parseFilter(by: 'size' | 'money', text: string): TapeFilter | undefined {
  const typed = text.trim()
  if (typed === '') return { by: 'none' }
  try {
    const filter: TapeFilter = by === 'size' ? { by, least: quantity(typed) } : { by, least: money(typed) }
    return filter.least < 0n ? undefined : filter
  } catch {
    return undefined
  }
}

export function passes({ quantity: size, notional: amount }: Pick<Print, 'quantity' | 'notional'>, filter: TapeFilter): boolean {
  if (filter.by === 'none') return true
  return filter.by === 'size' ? size >= filter.least : amount >= filter.least
}

export interface TapeSettings {
  readonly filter: TapeFilter
  /** Trades of the same millisecond, price and side are one print. */
  readonly joined: boolean
}

const printOf = (trade: TradeRow): Print => {
  const size = quantity(trade.quantity)
  return {
    id: trade.id,
    at: trade.exchangeTime,
    side: trade.aggressor,
    price: trade.price,
    quantity: size,
    notional: notional(price(trade.price), size),
    trades: 1,
  }
}

const together = (a: Print, b: Print): boolean => a.at === b.at && a.price === b.price && a.side === b.side

/** Trades kept, so that another filter has something to show. */
const KEPT = 2_000
/** One print in fifty is big, measured anew after so many. */
const BIG_SHARE = 0.02
const MEASURE_EVERY = 500
const LEAST_TO_MEASURE = 50

const compare = (a: bigint, b: bigint): number => (a < b ? -1 : a > b ? 1 : 0)

/** The newest trades of a market as lines, and what a filter leaves of them. Memory is bounded. */
export class Tape {
  #settings: TapeSettings = { filter: { by: 'none' }, joined: false }
  #trades: readonly Print[] = []
  #lines: Print[] = []
  #shown: readonly Print[] | undefined
  #total = 0
  #big: Quantity | undefined
  #unmeasured = 0

  /** The lines that pass the filter, newest last. */
  get shown(): readonly Print[] {
    const { filter } = this.#settings
    this.#shown ??= filter.by === 'none' ? [...this.#lines] : this.#lines.filter((line) => passes(line, filter))
    return this.#shown
  }

  /** How many of the lines kept the filter leaves out. */
  get leftOut(): number {
    return this.#lines.length - this.shown.length
  }

  /** Trades since the start. */
  get total(): number {
    return this.#total
  }

  /** The size from which on a print is big; undefined before there are enough to tell. */
  get big(): Quantity | undefined {
    return this.#big
  }

  configure(settings: TapeSettings): void {
    this.#settings = settings
    this.#lines = []
    for (const trade of this.#trades) this.#line(trade)
    this.#shown = undefined
  }

  add(trades: readonly TradeRow[]): void {
    if (trades.length === 0) return
    const prints = trades.map(printOf)
    this.#total += prints.length
    this.#trades = [...this.#trades, ...prints].slice(-KEPT)
    for (const print of prints) this.#line(print)
    if (this.#lines.length > KEPT) this.#lines = this.#lines.slice(-KEPT)
    this.#shown = undefined
    this.#unmeasured += prints.length
    if (this.#unmeasured >= MEASURE_EVERY || this.#big === undefined) this.#measure()
  }

  #line(print: Print): void {
    const last = this.#lines.at(-1)
    if (!this.#settings.joined || last === undefined || !together(last, print)) {
      this.#lines.push(print)
      return
    }
    this.#lines[this.#lines.length - 1] = {
      ...last,
      quantity: add(last.quantity, print.quantity),
      notional: add(last.notional, print.notional),
      trades: last.trades + print.trades,
    }
  }

  #measure(): void {
    if (this.#lines.length < LEAST_TO_MEASURE) return
    this.#unmeasured = 0
    const sizes = this.#lines.map(({ quantity: size }) => size).sort(compare)
    this.#big = sizes[Math.floor(sizes.length * (1 - BIG_SHARE))]
  }
}
