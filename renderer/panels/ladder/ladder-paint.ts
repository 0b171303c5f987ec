import { formatPrice, formatQuantity, type Price, type Quantity } from '../../../core/domain/index.ts'
import { compactDecimal, formatDecimal } from '../../format/index.ts'
import type { Frame, Palette } from '../../ui/canvas-surface.ts'
import type { OwnSize } from '../book/index.ts'
import type { LadderLevel } from './ladder-model.ts'

export const ROW = 18
/** Own sizes of so many characters are shown as they are. */
const MOST_DIGITS = 7
/** Below this width of a size column its title is the side alone, CSS pixels. */
const NARROW = 52

/** What bars and figures tell: the size at a price, or all from the best price to there. */
export type LadderBars = 'size' | 'sum'

export interface PaintRow {
  readonly price: Price
  readonly bid?: LadderLevel | undefined
  readonly ask?: LadderLevel | undefined
  readonly own?: OwnSize | undefined
  readonly best: 'bid' | 'ask' | undefined
  /** The newest trade was here; `fresh` for the moment after it. */
  readonly traded?: { readonly side: 'buy' | 'sell'; readonly fresh: boolean } | undefined
}

export interface Columns {
  readonly own: number
  readonly bidRight: number
  readonly priceRight: number
  readonly askRight: number
}

/** Own size, bid size, price, ask size; the price column keeps the width its digits need, the own one room for a queue. */
export function columnsOf(width: number, priceWidth: number, queued: boolean): Columns {
  const own = queued && width >= 240 ? Math.min(96, Math.max(72, width * 0.24)) : Math.min(64, Math.max(46, width * 0.17))
  const side = (width - own - priceWidth) / 2
  return { own, bidRight: own + side, priceRight: own + side + priceWidth, askRight: width }
}

export interface LadderStyle {
  readonly priceDecimals: number
  readonly sizeDecimals: number
  readonly bars: LadderBars
  /** The largest figure on show, for the bars. */
  readonly largest: number
  readonly hovered: Price | undefined
  readonly cursor: Price | undefined
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

function bar({ context }: Frame, { from, to, y, color }: Cell, share: number): void {
  const width = (to - from) * share
  context.globalAlpha = 0.2
  context.fillStyle = color
  context.fillRect(Math.min(from, from + width), y, Math.abs(width), ROW - 1)
  context.globalAlpha = 1
}

function side(frame: Frame, level: LadderLevel, cell: Cell, style: LadderStyle): void {
  const { context, palette } = frame
  const leftwards = cell.to < cell.from
  const figure = style.bars === 'sum' ? level.cumulative : level.size
  bar(frame, cell, Number(figure) / style.largest)
  if (level.size === 0n) return
  context.fillStyle = palette.number
  context.textAlign = leftwards ? 'left' : 'right'
  context.fillText(sizeText(figure, style.sizeDecimals), leftwards ? cell.to + 6 : cell.to - 6, cell.y + ROW / 2 + 0.5)
}

/** The own size in a filled box and, where there is room, what rests before it in the queue. */
function own({ context, palette }: Frame, order: OwnSize, y: number, style: LadderStyle): void {
  const { columns } = style
  const middle = y + ROW / 2 + 0.5
  const exact = formatQuantity(order.size)
  const text = exact.length <= MOST_DIGITS ? exact : compactDecimal(exact, 3)
  const ahead = order.ahead === undefined ? '' : `+${compactDecimal(formatQuantity(order.ahead), 1)}`
  context.font = `600 10px ${palette.mono}`
  const wide = context.measureText(text).width + 6
  context.font = `400 9px ${palette.mono}`
  const queue = ahead === '' ? 0 : context.measureText(ahead).width + 3
  const fits = queue > 0 && wide + queue <= columns.own - 3
  const box = fits ? wide : columns.own - 3
  context.fillStyle = order.side === 'buy' ? palette.up : palette.down
  context.fillRect(1, y + 1, box, ROW - 3)
  if (fits) {
    context.fillStyle = palette.label
    context.textAlign = 'left'
    context.fillText(ahead, box + 4, middle)
  }
  context.fillStyle = palette.surface
  context.font = `600 10px ${palette.mono}`
  context.textAlign = 'right'
  context.fillText(text, box - 3, middle)
}

const priceTone = (row: PaintRow, palette: Palette): string => {
  if (row.best === 'bid') return palette.up
  if (row.best === 'ask') return palette.down
  return row.bid === undefined && row.ask === undefined ? palette.label : palette.text
}

function lastTrade({ context, palette }: Frame, row: PaintRow, y: number, { columns }: LadderStyle): void {
  if (row.traded === undefined) return
  const { side: taker, fresh } = row.traded
  const tone = taker === 'buy' ? palette.up : palette.down
  if (fresh) {
    context.globalAlpha = 0.3
    context.fillStyle = tone
    // A buyer takes what was asked.
    const [from, to] = taker === 'buy' ? [columns.priceRight, columns.askRight] : [columns.own, columns.bidRight]
    context.fillRect(from, y, to - from, ROW - 1)
    context.globalAlpha = 1
  }
  context.strokeStyle = tone
  context.lineWidth = 1
  context.strokeRect(columns.bidRight + 0.5, y + 0.5, columns.priceRight - columns.bidRight - 1, ROW - 2)
  context.fillStyle = tone
  context.font = `400 7px ${palette.mono}`
  context.textAlign = 'left'
  context.fillText(taker === 'buy' ? '▲' : '▼', columns.bidRight + 3, y + ROW / 2 + 0.5)
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
  lastTrade(frame, row, y, style)
  context.textAlign = 'right'
  context.font = `${row.best === undefined ? '400' : '600'} 11px ${palette.mono}`
  context.fillStyle = priceTone(row, palette)
  context.fillText(formatDecimal(formatPrice(row.price), style.priceDecimals), columns.priceRight - 6, y + ROW / 2 + 0.5)
  context.font = `400 11px ${palette.mono}`
  if (row.price !== style.cursor) return
  context.strokeStyle = palette.accent
  context.lineWidth = 1
  context.strokeRect(0.5, y + 0.5, width - 1, ROW - 2)
}

/** Column titles, drawn with the columns they stand over. */
export function paintHead({ context, palette, width }: Frame, columns: Columns, bars: LadderBars): void {
  const middle = ROW / 2
  const what = columns.bidRight - columns.own < NARROW ? '' : bars === 'sum' ? ' sum' : ' size'
  context.font = `400 10px ${palette.sans}`
  context.fillStyle = palette.label
  context.textAlign = 'left'
  context.fillText('Own', 6, middle)
  context.fillText(`Bid${what}`, columns.own + 6, middle)
  context.textAlign = 'right'
  context.fillText('Price', columns.priceRight - 6, middle)
  context.fillText(`Ask${what}`, columns.askRight - 6, middle)
  context.fillStyle = palette.line
  context.fillRect(0, ROW - 1, width, 1)
  context.font = `400 11px ${palette.mono}`
}

export interface Middle {
  readonly mid: string
  readonly spread: string
  readonly points: string
  /** Bids against asks as the feed measures it, -1 to 1; undefined while it does not. */
  readonly imbalance: number | undefined
  /** Rows of the book that a held ladder has no place for. */
  readonly hidden: number
}

/** The line of the market's middle: mid, spread in quote and basis points, and which side is heavier. */
export function paintMiddle({ context, palette, width }: Frame, y: number, middle: Middle): void {
  context.fillStyle = palette.raised
  context.fillRect(0, y, width, ROW - 1)
  const { imbalance } = middle
  if (imbalance !== undefined) {
    const share = (1 + imbalance) / 2
    context.globalAlpha = 0.8
    context.fillStyle = palette.up
    context.fillRect(0, y + ROW - 3, width * share - 0.5, 2)
    context.fillStyle = palette.down
    context.fillRect(width * share + 0.5, y + ROW - 3, width * (1 - share), 2)
    context.globalAlpha = 1
  }
  const line = y + ROW / 2 - 0.5
  context.font = `600 11px ${palette.mono}`
  context.fillStyle = palette.number
  context.textAlign = 'left'
  context.fillText(middle.mid, 6, line)
  const after = 6 + context.measureText(middle.mid).width + 8
  context.font = `400 10px ${palette.mono}`
  context.fillStyle = palette.label
  context.fillText(`${middle.spread} ${middle.points}bp`, after, line)
  context.textAlign = 'right'
  if (middle.hidden > 0) {
    context.fillStyle = palette.warn
    context.fillText(`+${String(middle.hidden)} rows`, width - 6, line)
  } else if (imbalance !== undefined) {
    context.fillStyle = palette.text
    context.fillText(`${imbalance < 0 ? '▼' : '▲'}${Math.abs(imbalance).toFixed(2)}`, width - 6, line)
  }
  context.font = `400 11px ${palette.mono}`
}
