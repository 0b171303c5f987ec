import type { TradeRow } from '../../../core/contract/index.ts'
import { formatMoney, formatQuantity } from '../../../core/domain/index.ts'
import { compactDecimal, formatDecimal, formatTimeMillis, type Zone } from '../../format/index.ts'
import type { InstrumentView } from '../../stores/index.ts'
import { CanvasSurface, type Frame } from '../../ui/canvas-surface.ts'
import { listen, NewTrades, type Spot, spotOf } from '../book/index.ts'
import { type Print, Tape, type TapeSettings } from './tape-model.ts'

const ROW = 18

export interface TapeCounts {
  /** Lines that the filter leaves out, of those kept. */
  readonly leftOut: number
  /** Lines that came since the pointer is on the tape; undefined while it is not. */
  readonly waiting: number | undefined
}

interface TapeViewOptions {
  readonly host: HTMLElement
  readonly instrument: InstrumentView
  readonly zone: Zone
  /** At most once a frame, when they changed. */
  readonly onCounts: (counts: TapeCounts) => void
}

/**
 * Trades newest on top, on a canvas: time to the millisecond, side by arrow and colour, size as bar. Under
 * the pointer it stands still and counts what comes meanwhile.
 */
export class TapeView {
  readonly #options: TapeViewOptions
  readonly #surface: CanvasSurface
  readonly #stop: () => void
  readonly #tape = new Tape()
  readonly #news = new NewTrades()
  #pointer: Spot | undefined
  /** What stood there when the pointer came. */
  #held: { readonly lines: readonly Print[]; readonly newest: string } | undefined
  #told = ''

  constructor(options: TapeViewOptions) {
    this.#options = options
    const { host } = options
    this.#surface = new CanvasSurface(host, (frame) => {
      this.#paint(frame)
    })
    this.#stop = listen(host, {
      pointermove: (event) => {
        this.#pointer = spotOf(host, event)
        const lines = this.#tape.shown
        this.#held ??= { lines, newest: lines.at(-1)?.id ?? '' }
        this.#surface.invalidate()
      },
      pointerleave: () => {
        this.#pointer = undefined
        this.#held = undefined
        this.#surface.invalidate()
      },
    })
  }

  configure(settings: TapeSettings): void {
    this.#tape.configure(settings)
    this.#held = undefined
    this.#surface.invalidate()
  }

  /** Trades that were shown before, as after a new snapshot, are known. */
  add(trades: readonly TradeRow[]): void {
    this.#tape.add(this.#news.take(trades))
    this.#surface.invalidate()
  }

  restyle(): void {
    this.#surface.restyle()
  }

  dispose(): void {
    this.#stop()
    this.#surface.dispose()
  }

  #count(): void {
    const { shown, leftOut } = this.#tape
    const held = this.#held
    const waiting = held === undefined ? undefined : shown.length - 1 - shown.findLastIndex(({ id }) => id === held.newest)
    const told = `${String(leftOut)} ${String(waiting)}`
    if (told === this.#told) return
    this.#told = told
    this.#options.onCounts({ leftOut, waiting })
  }

  #paint(frame: Frame): void {
    const { context, height, palette } = frame
    const { host } = this.#options
    host.dataset['trades'] = String(this.#tape.total)
    this.#count()
    context.textBaseline = 'middle'
    context.font = `400 11px ${palette.mono}`
    const rows = Math.ceil(height / ROW)
    const shown = (this.#held?.lines ?? this.#tape.shown).slice(-rows).reverse()
    host.dataset['newest'] = shown[0]?.id ?? ''
    const largest = shown.reduce((most, { quantity }) => Math.max(most, Number(quantity)), 1)
    const under = this.#pointer === undefined ? -1 : Math.floor(this.#pointer.y / ROW)
    shown.forEach((print, index) => {
      if (index === under) {
        context.fillStyle = palette.raised
        context.fillRect(0, index * ROW, frame.width, ROW)
      }
      this.#row(frame, print, index * ROW, largest)
    })
    const hovered = shown[under]
    host.title = hovered === undefined ? '' : this.#exact(hovered)
  }

  #exact({ at, side, price, quantity, notional, trades }: Print): string {
    const { base, quote } = this.#options.instrument
    const sold = side === 'buy' ? 'bought' : 'sold'
    const joined = trades === 1 ? '' : `, ${String(trades)} trades`
    const time = formatTimeMillis(at, this.#options.zone)
    return `${time} ${sold} ${formatQuantity(quantity)} ${base} at ${price}, ${formatMoney(notional)} ${quote}${joined}`
  }

  #row({ context, width, palette }: Frame, print: Print, y: number, largest: number): void {
    const { instrument, zone } = this.#options
    const buy = print.side === 'buy'
    const tone = buy ? palette.up : palette.down
    const middle = y + ROW / 2 + 0.5
    const big = this.#tape.big !== undefined && print.quantity > this.#tape.big
    context.globalAlpha = big ? 0.32 : 0.16
    context.fillStyle = tone
    const length = (width * 0.42 * Number(print.quantity)) / largest
    context.fillRect(width - length, y + 1, length, ROW - 2)
    context.globalAlpha = 1
    // A big one is told by its mark and its weight, not by colour alone.
    if (big) context.fillRect(0, y + 1, 3, ROW - 2)
    context.font = `400 11px ${palette.mono}`
    context.textAlign = 'left'
    context.fillStyle = palette.label
    context.fillText(formatTimeMillis(print.at, zone), 10, middle)
    context.font = `${big ? '600' : '400'} 11px ${palette.mono}`
    context.textAlign = 'right'
    context.fillStyle = tone
    context.fillText(`${buy ? '▲' : '▼'} ${formatDecimal(print.price, instrument.priceDecimals)}`, width - 72, middle)
    context.fillStyle = palette.number
    const size = compactDecimal(formatQuantity(print.quantity), Math.min(5, instrument.sizeDecimals))
    context.fillText(size, width - 8, middle)
    if (print.trades === 1) return
    context.font = `400 8px ${palette.mono}`
    context.fillStyle = palette.label
    context.fillText(`${String(print.trades)}×`, width - 8 - context.measureText(size).width * 1.4 - 3, middle)
  }
}
