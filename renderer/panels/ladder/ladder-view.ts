import type { BookRow, OrderRow, QueueRow, TradeRow } from '../../../core/contract/index.ts'
import { formatPrice, formatQuantity, midPrice, type Price, price, subtract } from '../../../core/domain/index.ts'
import { formatDecimal } from '../../format/index.ts'
import type { InstrumentView } from '../../stores/index.ts'
import { CanvasSurface, type Frame } from '../../ui/canvas-surface.ts'
import { bookLevels, type OwnOrder, ownByRow, ownOrders, type OwnSize, type Spot } from '../book/index.ts'
import { ladderKeys, type LadderActions, ladderPointer } from './ladder-input.ts'
import { LadderLayout } from './ladder-layout.ts'
import { type LadderBook, type LadderLevel, ladderBook, rowOf } from './ladder-model.ts'
import {
  type Columns,
  columnsOf,
  type LadderBars,
  type LadderStyle,
  type Middle,
  paintHead,
  paintMiddle,
  paintRow,
  ROW,
} from './ladder-paint.ts'

export interface LadderSettings {
  readonly ticks: number
  readonly isStatic: boolean
  readonly bars: LadderBars
}

export interface LadderViewOptions {
  readonly host: HTMLElement
  readonly instrument: InstrumentView
  readonly onPick: (price: string, side: 'buy' | 'sell') => void
  readonly onCancel: (orderIds: readonly string[]) => void
  /** The row of the cursor in words, for who cannot see the canvas. */
  readonly onCursor: (text: string) => void
}

/** Width of a digit, CSS pixels. */
const DIGIT = 6.6
/** How long the side that was traded on is lit, ms. */
const LIT = 150

interface Shown {
  readonly book: LadderBook
  readonly bids: ReadonlyMap<Price, LadderLevel>
  readonly asks: ReadonlyMap<Price, LadderLevel>
}

/** The order book on a canvas: follows the market, or stands still while prices move through it. */
export class LadderView {
  readonly #options: LadderViewOptions
  readonly #surface: CanvasSurface
  readonly #tick: Price
  readonly #stops: readonly (() => void)[]
  #settings: LadderSettings = { ticks: 1, isStatic: false, bars: 'size' }
  #book: BookRow | undefined
  #shown: Shown | undefined
  #orders: readonly OwnOrder[] = []
  #own: ReadonlyMap<Price, OwnSize> = new Map()
  #imbalance: number | undefined
  #last: { readonly price: Price; readonly side: 'buy' | 'sell'; readonly until: number } | undefined
  #unlight: ReturnType<typeof setTimeout> | undefined
  readonly #layout = new LadderLayout()
  #pointer: Spot | undefined
  #cursor: Price | undefined

  constructor(options: LadderViewOptions) {
    this.#options = options
    this.#tick = price(options.instrument.tickSize)
    this.#surface = new CanvasSurface(options.host, (frame) => {
      this.#paint(frame)
    })
    const actions: LadderActions = {
      point: (spot) => {
        this.#pointer = spot
        this.#surface.invalidate()
      },
      priceAt: (spot) => this.#priceAt(spot),
      pick: (at, side) => {
        options.onPick(this.#plain(at), side)
      },
      cancel: (at) => this.#cancel(at),
      cursor: () => this.#cursor,
      moveCursor: (rows) => {
        this.#moveCursor(rows)
      },
      clearCursor: () => {
        this.#cursor = undefined
        this.#surface.invalidate()
      },
      centre: () => {
        this.centre()
      },
    }
    this.#stops = [ladderPointer(options.host, actions), ladderKeys(options.host, actions)]
  }

  configure(settings: LadderSettings): void {
    if (settings.ticks !== this.#settings.ticks || settings.isStatic !== this.#settings.isStatic) this.#release()
    this.#settings = settings
    this.#shown = undefined
    this.#group()
    this.#surface.invalidate()
  }

  setBook(book: BookRow | undefined): void {
    if (book === this.#book) return
    this.#book = book
    this.#shown = undefined
    this.#surface.invalidate()
  }

  setOrders(orders: readonly OrderRow[], queue: ReadonlyMap<string, QueueRow>): void {
    this.#orders = ownOrders(orders, queue, this.#options.instrument.id)
    this.#group()
    this.#surface.invalidate()
  }

  /** -1 to 1; undefined while nobody measures it. */
  setImbalance(imbalance: number | undefined): void {
    if (imbalance === this.#imbalance) return
    this.#imbalance = imbalance
    this.#surface.invalidate()
  }

  /** The newest trade; its side is lit once when it happened just now. */
  setTrade(trade: TradeRow, light: boolean): void {
    this.#last = { price: price(trade.price), side: trade.aggressor, until: light ? performance.now() + LIT : 0 }
    this.#surface.invalidate()
    if (!light || this.#unlight !== undefined) return
    this.#unlight = setTimeout(() => {
      this.#unlight = undefined
      this.#surface.invalidate()
    }, LIT + 20)
  }

  centre(): void {
    this.#release()
    this.#surface.invalidate()
  }

  restyle(): void {
    this.#surface.restyle()
  }

  dispose(): void {
    clearTimeout(this.#unlight)
    for (const stop of this.#stops) stop()
    this.#surface.dispose()
  }

  #release(): void {
    this.#layout.release()
    this.#cursor = undefined
  }

  #group(): void {
    const step = (this.#tick * BigInt(this.#settings.ticks)) as Price
    this.#own = ownByRow(this.#orders, (at, side) => rowOf(at, step, side))
  }

  #priceAt({ y }: Spot): Price | undefined {
    const slot = this.#layout.slots[Math.floor(y / ROW) - 1]
    return slot?.kind === 'price' ? slot.price : undefined
  }

  #cancel(at: Price): boolean {
    const own = this.#own.get(at)
    if (own === undefined) return false
    this.#options.onCancel(own.ids)
    return true
  }

  #moveCursor(rows: number): void {
    const { prices, above } = this.#layout
    const from = this.#cursor === undefined ? above - (rows > 0 ? 1 : 0) : prices.indexOf(this.#cursor)
    const next = prices[Math.min(prices.length - 1, Math.max(0, from + rows))]
    if (next === undefined) return
    this.#cursor = next
    this.#options.onCursor(this.#describe(next))
    this.#surface.invalidate()
  }

  #describe(at: Price): string {
    const own = this.#own.get(at)
    const size = (name: string, level: LadderLevel | undefined): readonly string[] =>
      level === undefined || level.size === 0n ? [] : [`${name} ${formatQuantity(level.size)}`]
    const parts = [this.#plain(at), ...size('bid', this.#shown?.bids.get(at)), ...size('ask', this.#shown?.asks.get(at))]
    if (own !== undefined) {
      const ahead = own.ahead === undefined ? '' : `, ${formatQuantity(own.ahead)} ahead in the queue`
      parts.push(`own ${own.side} ${formatQuantity(own.size)}${ahead}`)
    }
    return parts.join(', ')
  }

  #plain(at: Price): string {
    return formatDecimal(formatPrice(at), this.#options.instrument.priceDecimals, { group: false })
  }

  #grouped(book: BookRow): Shown {
    if (this.#shown !== undefined) return this.#shown
    const grouped = ladderBook(bookLevels(book), this.#tick, this.#settings.ticks)
    const byPrice = (levels: readonly LadderLevel[]): ReadonlyMap<Price, LadderLevel> =>
      new Map(levels.map((level) => [level.price, level]))
    const { host } = this.#options
    host.dataset['bestBid'] = grouped.bestBid === undefined ? '' : this.#plain(grouped.bestBid)
    host.dataset['bestAsk'] = grouped.bestAsk === undefined ? '' : this.#plain(grouped.bestAsk)
    this.#shown = { book: grouped, bids: byPrice(grouped.bids), asks: byPrice(grouped.asks) }
    return this.#shown
  }

  #paint(frame: Frame): void {
    if (this.#book === undefined) return
    const { isStatic, bars } = this.#settings
    const shown = this.#grouped(this.#book)
    const { context, palette, height } = frame
    context.textBaseline = 'middle'
    context.font = `400 11px ${palette.mono}`
    const columns = this.#columns(frame, shown.book)
    paintHead(frame, columns, bars)
    const rows = Math.max(1, Math.floor(height / ROW) - 1 - (isStatic ? 1 : 0))
    const held = this.#pointer !== undefined || this.#cursor !== undefined
    this.#layout.update({ book: shown.book, own: this.#own, rows, isStatic, held })
    const style = this.#style(shown, columns)
    const traded = this.#traded(shown.book.step)
    const [bestBid, bestAsk] = [shown.book.bids[0]?.price, shown.book.asks[0]?.price]
    this.#layout.slots.forEach((slot, index) => {
      const y = (index + 1) * ROW
      if (slot?.kind === 'middle') this.#middle(frame, shown.book, y)
      if (slot?.kind !== 'price') return
      const at = slot.price
      const best = at === bestBid ? 'bid' : at === bestAsk ? 'ask' : undefined
      const row = { price: at, bid: shown.bids.get(at), ask: shown.asks.get(at), own: this.#own.get(at), best } as const
      paintRow(frame, { ...row, traded: at === traded?.price ? traded : undefined }, y, style)
    })
    if (isStatic) this.#middle(frame, shown.book, height - ROW + 1)
  }

  #traded(step: Price): { readonly price: Price; readonly side: 'buy' | 'sell'; readonly fresh: boolean } | undefined {
    if (this.#last === undefined) return undefined
    const { price: at, side, until } = this.#last
    // A buyer met an ask, so the trade belongs where asks are put.
    return { price: rowOf(at, step, side === 'buy' ? 'sell' : 'buy'), side, fresh: performance.now() < until }
  }

  #style(shown: Shown, columns: Columns): LadderStyle {
    const { priceDecimals, sizeDecimals } = this.#options.instrument
    const { bars } = this.#settings
    const figures = this.#layout.prices.flatMap((at) => {
      const levels = [shown.bids.get(at), shown.asks.get(at)]
      return levels.map((level) => Number((bars === 'sum' ? level?.cumulative : level?.size) ?? 0n))
    })
    return {
      priceDecimals,
      // As many as fit beside three digits before the point.
      sizeDecimals: Math.min(
        sizeDecimals,
        Math.max(1, Math.min(5, Math.floor((columns.bidRight - columns.own - 8) / DIGIT) - 3)),
      ),
      bars,
      largest: Math.max(1, ...figures),
      hovered: this.#pointer === undefined ? undefined : this.#priceAt(this.#pointer),
      cursor: this.#cursor,
      columns,
    }
  }

  /** The price column keeps the width of the longest price on show. */
  #columns({ context, width }: Frame, shown: LadderBook): Columns {
    const highest = shown.asks.at(-1)?.price ?? shown.bestAsk ?? shown.bestBid ?? this.#tick
    const digits = formatDecimal(formatPrice(highest), this.#options.instrument.priceDecimals).length
    const queued = this.#orders.some(({ ahead }) => ahead !== undefined)
    return columnsOf(width, Math.ceil(context.measureText('0').width * (digits + 1)) + 10, queued)
  }

  #middle(frame: Frame, shown: LadderBook, y: number): void {
    const { bestBid, bestAsk } = shown
    if (bestBid === undefined || bestAsk === undefined) return
    const { priceDecimals } = this.#options.instrument
    const mid = midPrice(bestBid, bestAsk)
    const spread = subtract(bestAsk, bestBid)
    const middle: Middle = {
      // The mid of an odd spread lies between two ticks.
      mid: formatDecimal(formatPrice(mid), mid % this.#tick === 0n ? priceDecimals : priceDecimals + 1),
      spread: formatDecimal(formatPrice(spread), priceDecimals),
      points: ((Number(spread) / Number(mid)) * 10_000).toFixed(2),
      imbalance: this.#imbalance,
      hidden: this.#settings.isStatic ? 0 : this.#layout.hidden(shown),
    }
    paintMiddle(frame, y, middle)
  }
}
