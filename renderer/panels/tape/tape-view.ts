import type { TradeRow } from '../../../core/contract/index.ts'
import { compactDecimal, formatDecimal, formatTimeMillis, type Zone } from '../../format/index.ts'
import type { InstrumentView } from '../../stores/index.ts'
import { CanvasSurface, type Frame } from '../../ui/canvas-surface.ts'

const ROW = 18
const KEPT = 200

/** Trades newest on top, on a canvas: time to the millisecond, side by arrow and colour, size as bar. */
export class TapeView {
  readonly #surface: CanvasSurface
  readonly #host: HTMLElement
  readonly #instrument: InstrumentView
  readonly #zone: Zone
  #trades: TradeRow[] = []
  #seen = 0

  constructor(host: HTMLElement, instrument: InstrumentView, zone: Zone) {
    this.#host = host
    this.#instrument = instrument
    this.#zone = zone
    this.#surface = new CanvasSurface(host, (frame) => {
      this.#paint(frame)
    })
  }

  replace(trades: readonly TradeRow[]): void {
    this.#trades = trades.slice(-KEPT)
    this.#seen = trades.length
    this.#surface.invalidate()
  }

  append(trades: readonly TradeRow[]): void {
    this.#trades = [...this.#trades, ...trades].slice(-KEPT)
    this.#seen += trades.length
    this.#surface.invalidate()
  }

  restyle(): void {
    this.#surface.restyle()
  }

  dispose(): void {
    this.#surface.dispose()
  }

  #paint(frame: Frame): void {
    const { context, height, palette } = frame
    this.#host.dataset['trades'] = String(this.#seen)
    context.textBaseline = 'middle'
    context.font = `400 11px ${palette.mono}`
    const rows = Math.ceil(height / ROW)
    const shown = this.#trades.slice(-rows).reverse()
    const largest = Math.max(1e-12, ...this.#trades.map(({ quantity }) => Number(quantity)))
    shown.forEach((trade, index) => {
      this.#row(frame, trade, index * ROW, largest)
    })
  }

  #row({ context, width, palette }: Frame, trade: TradeRow, y: number, largest: number): void {
    const buy = trade.aggressor === 'buy'
    const tone = buy ? palette.up : palette.down
    const middle = y + ROW / 2 + 0.5
    context.globalAlpha = 0.18
    context.fillStyle = tone
    const length = (width * 0.5 * Number(trade.quantity)) / largest
    context.fillRect(width - length, y + 1, length, ROW - 2)
    context.globalAlpha = 1
    context.textAlign = 'left'
    context.fillStyle = palette.label
    context.fillText(formatTimeMillis(trade.exchangeTime, this.#zone), 10, middle)
    context.textAlign = 'right'
    context.fillStyle = tone
    context.fillText(`${buy ? '▲' : '▼'} ${formatDecimal(trade.price, this.#instrument.priceDecimals)}`, width - 70, middle)
    context.fillStyle = palette.number
    context.fillText(compactDecimal(trade.quantity, Math.min(5, this.#instrument.sizeDecimals)), width - 8, middle)
  }
}
