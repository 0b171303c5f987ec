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

interface Cell {
  /** Where the bars start, at the price. */
  readonly from: number
  /** Where the cell ends, away from the price. */
  readonly to: number
  readonly y: number
  readonly color: string
}

function bar({ context }: Frame, { from, to, y, color }: Cell, share: number, alpha: number): void {
  const width = (to - from) * share
  context.globalAlpha = alpha
  context.fillStyle = color
  context.fillRect(Math.min(from, from + width), y, Math.abs(width), ROW - 1)
  context.globalAlpha = 1
}

function side(frame: Frame, level: LadderLevel, cell: Cell, style: LadderStyle): void {
  const { context, palette } = frame
  const leftwards = cell.to < cell.from
  bar(frame, cell, Number(level.cumulative) / style.deepest, 0.13)
  bar(frame, cell, Number(level.size) / style.largest, 0.22)
  if (level.size === 0n) return
  context.fillStyle = palette.number
  context.textAlign = leftwards ? 'left' : 'right'
  context.fillText(sizeText(level.size, style.sizeDecimals), leftwards ? cell.to + 6 : cell.to - 6, cell.y + ROW / 2 + 0.5)
}

function own({ context, palette }: Frame, order: OwnSize, y: number, style: LadderStyle): void {
  const { columns, sizeDecimals } = style
  context.fillStyle = order.side === 'buy' ? palette.up : palette.down
  context.fillRect(1, y + 1, columns.own - 3, ROW - 3)
  context.fillStyle = palette.surface
  context.textAlign = 'right'
  context.font = `600 10px ${palette.mono}`
  context.fillText(sizeText(order.size, Math.min(sizeDecimals, 4)), columns.own - 5, y + ROW / 2 + 0.5)
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
  if (row.bid !== undefined) side(frame, row.bid, { from: columns.bidRight, to: columns.own, y, color: palette.up }, style)
  if (row.ask !== undefined)
    side(frame, row.ask, { from: columns.priceRight, to: columns.askRight, y, color: palette.down }, style)
  if (row.own !== undefined) own(frame, row.own, y, style)
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
