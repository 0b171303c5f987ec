import type { BookRow, OrderRow } from '../../../core/contract/index.ts'
import { formatPrice, midPrice, type Price, price, subtract } from '../../../core/domain/index.ts'
import { formatDecimal } from '../../format/index.ts'
import type { InstrumentView } from '../../stores/index.ts'
import { CanvasSurface, type Frame } from '../../ui/canvas-surface.ts'
import {
  imbalanceLossy,
  type LadderBook,
  type LadderLevel,
  ladderBook,
  nextAnchor,
  type OwnSize,
  ownSizes,
  withOwn,
} from './ladder-model.ts'
import { type Columns, columnsOf, type LadderStyle, type PaintRow, paintHead, paintRow, ROW } from './ladder-paint.ts'

export interface LadderViewOptions {
  readonly host: HTMLElement
  readonly instrument: InstrumentView
  readonly ticks: number
  readonly isStatic: boolean
  readonly onPick: (price: string, side: 'buy' | 'sell') => void
}

/** The order book on a canvas: follows the market, or stands still while prices move through it. */
export class LadderView {
  readonly #options: LadderViewOptions
  readonly #surface: CanvasSurface
  readonly #tick: Price
  readonly #stop: () => void
  #book: BookRow | undefined
  #orders: readonly OrderRow[] = []
  #anchor: Price | undefined
  #pointer: { readonly x: number; readonly y: number } | undefined
  #hits: readonly { readonly y: number; readonly price: Price }[] = []

  constructor(options: LadderViewOptions) {
    this.#options = options
    this.#tick = price(options.instrument.tickSize)
    this.#surface = new CanvasSurface(options.host, (frame) => {
      this.#paint(frame)
    })
    this.#stop = this.#listen(options.host)
  }

  setBook(book: BookRow | undefined): void {
    this.#book = book
    this.#surface.invalidate()
  }

  setOrders(orders: readonly OrderRow[]): void {
    this.#orders = orders
    this.#surface.invalidate()
  }

  centre(): void {
    this.#anchor = undefined
    this.#surface.invalidate()
  }

  restyle(): void {
    this.#surface.restyle()
  }

  dispose(): void {
    this.#stop()
    this.#surface.dispose()
  }

  #listen(host: HTMLElement): () => void {
    const where = (event: PointerEvent | MouseEvent): { x: number; y: number } => {
      const box = host.getBoundingClientRect()
      return { x: event.clientX - box.left, y: event.clientY - box.top }
    }
    const move = (event: PointerEvent): void => {
      this.#pointer = where(event)
      this.#surface.invalidate()
    }
    const leave = (): void => {
      this.#pointer = undefined
      this.#surface.invalidate()
    }
    const click = (event: MouseEvent): void => {
      const { x, y } = where(event)
      const hit = this.#hits.find((row) => y >= row.y && y < row.y + ROW)
      if (hit !== undefined) this.#options.onPick(this.#plain(hit.price), x < host.clientWidth / 2 ? 'buy' : 'sell')
    }
    host.addEventListener('pointermove', move)
    host.addEventListener('pointerleave', leave)
    host.addEventListener('click', click)
    return () => {
      host.removeEventListener('pointermove', move)
      host.removeEventListener('pointerleave', leave)
      host.removeEventListener('click', click)
    }
  }

  #plain(at: Price): string {
    return formatDecimal(formatPrice(at), this.#options.instrument.priceDecimals, { group: false })
  }

  #paint(frame: Frame): void {
    const book = this.#book
    if (book === undefined) return
    const shown = ladderBook(book, this.#tick, this.#options.ticks)
    const own = ownSizes(this.#orders, this.#options.instrument.id, shown.step)
    const { host } = this.#options
    host.dataset['bestBid'] = shown.bestBid === undefined ? '' : this.#plain(shown.bestBid)
    host.dataset['bestAsk'] = shown.bestAsk === undefined ? '' : this.#plain(shown.bestAsk)
    frame.context.textBaseline = 'middle'
    frame.context.font = `400 11px ${frame.palette.mono}`
    paintHead(frame, this.#columns(frame, shown))
    if (this.#options.isStatic) this.#paintStatic(frame, shown, own)
    else this.#paintFollowing(frame, shown, own)
  }

  #paintFollowing(frame: Frame, shown: LadderBook, own: ReadonlyMap<Price, OwnSize>): void {
    const each = Math.max(1, Math.floor((frame.height - 2 * ROW) / 2 / ROW))
    const asks = withOwn(shown.asks, own, 'sell').slice(0, each)
    const bids = withOwn(shown.bids, own, 'buy').slice(0, each)
    const middle = ROW + each * ROW
    const style = this.#style(asks, bids, this.#columns(frame, shown))
    const hits: { y: number; price: Price }[] = []
    const put = (row: PaintRow, y: number): void => {
      hits.push({ y, price: row.price })
      paintRow(frame, row, y, style)
    }
    asks.forEach((ask, index) => {
      put({ price: ask.price, ask, own: own.get(ask.price), best: index === 0 ? 'ask' : undefined }, middle - (index + 1) * ROW)
    })
    bids.forEach((bid, index) => {
      put({ price: bid.price, bid, own: own.get(bid.price), best: index === 0 ? 'bid' : undefined }, middle + (index + 1) * ROW)
    })
    this.#hits = hits
    this.#spread(frame, shown, middle, each)
  }

  #paintStatic(frame: Frame, shown: LadderBook, own: ReadonlyMap<Price, OwnSize>): void {
    const { bestBid, bestAsk, step } = shown
    if (bestBid === undefined || bestAsk === undefined) return
    const rows = Math.floor(frame.height / ROW) - 1
    if (this.#pointer === undefined || this.#anchor === undefined) {
      this.#anchor = nextAnchor(this.#anchor, midPrice(bestBid, bestAsk), step, rows)
    }
    const bids = new Map(shown.bids.map((level) => [level.price, level]))
    const asks = new Map(shown.asks.map((level) => [level.price, level]))
    const top = this.#anchor + BigInt(Math.floor(rows / 2)) * step
    const prices = Array.from({ length: rows }, (_, index) => (top - BigInt(index) * step) as Price).filter((at) => at > 0n)
    const seen = (levels: ReadonlyMap<Price, LadderLevel>): LadderLevel[] => prices.flatMap((at) => levels.get(at) ?? [])
    const style = this.#style(seen(asks), seen(bids), this.#columns(frame, shown))
    const firstBid = shown.bids[0]?.price
    const firstAsk = shown.asks[0]?.price
    this.#hits = prices.map((at, index) => ({ y: (index + 1) * ROW, price: at }))
    prices.forEach((at, index) => {
      const best = at === firstBid ? 'bid' : at === firstAsk ? 'ask' : undefined
      paintRow(frame, { price: at, bid: bids.get(at), ask: asks.get(at), own: own.get(at), best }, (index + 1) * ROW, style)
    })
  }

  #style(asks: readonly LadderLevel[], bids: readonly LadderLevel[], columns: Columns): LadderStyle {
    const { priceDecimals, sizeDecimals } = this.#options.instrument
    const all = [...asks, ...bids]
    const pointer = this.#pointer
    const hovered = pointer === undefined ? undefined : this.#hits.find(({ y }) => pointer.y >= y && pointer.y < y + ROW)?.price
    return {
      priceDecimals,
      sizeDecimals: Math.min(sizeDecimals, 5),
      deepest: Math.max(1, ...all.map(({ cumulative }) => Number(cumulative))),
      largest: Math.max(1, ...all.map(({ size }) => Number(size))),
      hovered,
      columns,
    }
  }

  /** The price column keeps the width of the longest price on show. */
  #columns({ context, width }: Frame, shown: LadderBook): Columns {
    const highest = shown.asks.at(-1)?.price ?? shown.bestAsk ?? shown.bestBid ?? this.#tick
    const digits = formatDecimal(formatPrice(highest), this.#options.instrument.priceDecimals).length
    return columnsOf(width, Math.ceil(context.measureText('0').width * (digits + 1)) + 10)
  }

  /** The line between the sides: spread in quote and bp, mid, and who is heavier. */
  #spread(frame: Frame, shown: LadderBook, y: number, rows: number): void {
    const { bestBid, bestAsk } = shown
    if (bestBid === undefined || bestAsk === undefined) return
    const { context, palette, width } = frame
    const { priceDecimals } = this.#options.instrument
    const share = imbalanceLossy(shown, rows)
    context.fillStyle = palette.raised
    context.fillRect(0, y, width, ROW)
    context.globalAlpha = 0.75
    context.fillStyle = palette.up
    context.fillRect(0, y + ROW - 2, width * share, 2)
    context.fillStyle = palette.down
    context.fillRect(width * share, y + ROW - 2, width * (1 - share), 2)
    context.globalAlpha = 1
    const middle = midPrice(bestBid, bestAsk)
    const spread = subtract(bestAsk, bestBid)
    const points = ((Number(spread) / Number(middle)) * 10_000).toFixed(2)
    context.fillStyle = palette.label
    context.textAlign = 'left'
    context.font = `400 10px ${palette.mono}`
    context.fillText(`spread ${formatDecimal(formatPrice(spread), priceDecimals)}  ${points} bp`, 8, y + ROW / 2 - 0.5)
    context.textAlign = 'right'
    context.fillText(
      `${String(Math.round(share * 100))} : ${String(Math.round((1 - share) * 100))}`,
      width - 8,
      y + ROW / 2 - 0.5,
    )
    context.font = `400 11px ${palette.mono}`
  }
}
