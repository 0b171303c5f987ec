import { formatPrice, formatQuantity, type Price, type Quantity } from '../../../core/domain/index.ts'
import { compactDecimal, formatDecimal } from '../../format/index.ts'
import type { Frame, Palette } from '../../ui/canvas-surface.ts'
import type { LadderLevel, OwnSize } from './ladder-model.ts'

export const ROW = 18

export interface PaintRow {
  readonly price: Price
  readonly bid?: LadderLevel | undefined
  readonly ask?: LadderLevel | undefined
  readonly own?: OwnSize | undefined
  readonly best: 'bid' | 'ask' | undefined
}

export interface Columns {
  readonly own: number
  readonly bidRight: number
  readonly priceRight: number
  readonly askRight: number
}

/** Own size, bid size, price, ask size; the price column keeps the width its digits need. */
export function columnsOf(width: number, priceWidth: number): Columns {
  const own = Math.min(52, Math.max(38, width * 0.16))
  const side = (width - own - priceWidth) / 2
  return { own, bidRight: own + side, priceRight: own + side + priceWidth, askRight: width }
}

export interface LadderStyle {
  readonly priceDecimals: number
  readonly sizeDecimals: number
  /** The largest cumulative size on show, for the bars. */
  readonly deepest: number
  readonly largest: number
  readonly hovered: Price | undefined
  readonly columns: Columns
}

const sizeText = (size: Quantity, decimals: number): string => compactDecimal(formatQuantity(size), decimals)

function bar(frame: Frame, from: number, to: number, y: number, color: string, alpha: number): void {
  const { context } = frame
  context.globalAlpha = alpha
  context.fillStyle = color
  context.fillRect(Math.min(from, to), y, Math.abs(to - from), ROW - 1)
  context.globalAlpha = 1
}

function side(
  frame: Frame,
  level: LadderLevel,
  y: number,
  box: { from: number; to: number; color: string },
  style: LadderStyle,
): void {
  const { context, palette } = frame
  const width = box.to - box.from
  bar(frame, box.from, box.from + (width * Number(level.cumulative)) / style.deepest, y, box.color, 0.13)
  bar(frame, box.from, box.from + (width * Number(level.size)) / style.largest, y, box.color, 0.22)
  if (level.size === 0n) return
  context.fillStyle = palette.number
  context.textAlign = width < 0 ? 'left' : 'right'
  context.fillText(sizeText(level.size, style.sizeDecimals), width < 0 ? box.to + 6 : box.to - 6, y + ROW / 2 + 0.5)
}

function own(frame: Frame, row: PaintRow, y: number, columns: Columns, decimals: number): void {
  if (row.own === undefined) return
  const { context, palette } = frame
  context.fillStyle = row.own.side === 'buy' ? palette.up : palette.down
  context.fillRect(1, y + 1, columns.own - 3, ROW - 3)
  context.fillStyle = palette.surface
  context.textAlign = 'right'
  context.font = `600 10px ${palette.mono}`
  context.fillText(sizeText(row.own.size, Math.min(decimals, 3)), columns.own - 5, y + ROW / 2 + 0.5)
  context.font = `400 11px ${palette.mono}`
}

const priceTone = (row: PaintRow, palette: Palette): string => {
  if (row.best === 'bid') return palette.up
  if (row.best === 'ask') return palette.down
  return row.bid === undefined && row.ask === undefined ? palette.label : palette.text
}

/** One price row: own orders, bid size growing from the price to the left, ask size to the right. */
export function paintRow(frame: Frame, row: PaintRow, y: number, style: LadderStyle): void {
  const { columns } = style
  const { context, palette, width } = frame
  if (row.price === style.hovered) {
    context.fillStyle = palette.raised
    context.fillRect(0, y, width, ROW - 1)
  }
  if (row.bid !== undefined) side(frame, row.bid, y, { from: columns.bidRight, to: columns.own, color: palette.up }, style)
  if (row.ask !== undefined)
    side(frame, row.ask, y, { from: columns.priceRight, to: columns.askRight, color: palette.down }, style)
  own(frame, row, y, columns, style.sizeDecimals)
  context.textAlign = 'right'
  context.font = `${row.best === undefined ? '400' : '600'} 11px ${palette.mono}`
  context.fillStyle = priceTone(row, palette)
  context.fillText(formatDecimal(formatPrice(row.price), style.priceDecimals), columns.priceRight - 6, y + ROW / 2 + 0.5)
  context.font = `400 11px ${palette.mono}`
}

/** Column titles, drawn with the columns they stand over. */
export function paintHead({ context, palette, width }: Frame, columns: Columns): void {
  const middle = ROW / 2
  context.font = `400 10px ${palette.sans}`
  context.fillStyle = palette.label
  context.textAlign = 'left'
  context.fillText('Own', 6, middle)
  context.fillText('Bid size', columns.own + 6, middle)
  context.textAlign = 'right'
  context.fillText('Price', columns.priceRight - 6, middle)
  context.fillText('Ask size', columns.askRight - 6, middle)
  context.fillStyle = palette.line
  context.fillRect(0, ROW - 1, width, 1)
  context.font = `400 11px ${palette.mono}`
}
