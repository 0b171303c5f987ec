import type { OrderRow, PositionRow, ScheduleRow } from '../../../core/contract/index.ts'
import { isFinal } from '../../../core/domain/index.ts'
import type { ChartLine } from '../../charting/index.ts'

export interface LineInput {
  readonly instrument: string
  readonly orders: readonly OrderRow[]
  readonly schedules: readonly ScheduleRow[]
  readonly position: PositionRow | undefined
}

/** Lines that stand for something that can be cancelled: `order:ID`, `trigger:ID`, `schedule:ID`. */
export const ORDER_LINE = /^(order|trigger|schedule):(.+)$/

const ARROWS = { buy: '▲', sell: '▼' } as const

const KINDS: Readonly<Record<OrderRow['type'], string>> = {
  market: 'market',
  limit: 'limit',
  stop: 'stop',
  'stop-limit': 'stop-limit',
  'take-profit': 'take profit',
  'take-profit-limit': 'take profit limit',
}

/** `▲ 0.001/0.0025 limit`: side, amount with what of it is filled, kind, and what is odd about it. */
function orderTitle(order: OrderRow, slice: ScheduleRow | undefined): string {
  const { side, quantity, filled, type, state, emulated, displayQuantity } = order
  const amount = /[1-9]/.test(filled) ? `${filled}/${quantity}` : quantity
  const kind = slice === undefined ? KINDS[type] : `${slice.kind === 'twap' ? 'TWAP' : 'iceberg'} slice`
  const notes = [
    ...(displayQuantity === undefined ? [] : [`shows ${displayQuantity}`]),
    ...(emulated === undefined ? [] : ['kept here']),
    ...(state === 'cancelling' ? ['cancelling'] : state === 'unknown' ? ['outcome unknown'] : []),
  ]
  return [ARROWS[side], amount, kind, ...notes].join(' ')
}

function orderLines(order: OrderRow, schedules: readonly ScheduleRow[]): readonly ChartLine[] {
  const { id, side, state, limitPrice, stopPrice, triggeredAt } = order
  const slice = order.schedule === undefined ? undefined : schedules.find((each) => each.id === order.schedule)
  const tone = state === 'unknown' ? 'warn' : side === 'buy' ? 'up' : 'down'
  const title = orderTitle(order, slice)
  const line = (kind: 'order' | 'trigger', at: string, text: string): ChartLine => ({
    id: `${kind}:${id}`,
    price: Number(at),
    title: text,
    tone,
    style: state === 'cancelling' || state === 'unknown' ? 'dotted' : kind === 'trigger' ? 'dashed' : 'solid',
    draggable: false,
  })
  const waits = stopPrice !== undefined && triggeredAt === undefined
  return [
    ...(waits ? [line('trigger', stopPrice, title)] : []),
    ...(limitPrice === undefined ? [] : [line('order', limitPrice, waits ? `${ARROWS[side]} then limit` : title)]),
  ]
}

/** What is left of a schedule with a price; while a slice works there, the slice shows it. */
function scheduleLine(schedule: ScheduleRow, orders: readonly OrderRow[]): readonly ChartLine[] {
  const { id, kind, side, limitPrice, state, placed, slices, filled, quantity } = schedule
  const working = orders.some((order) => order.schedule === id && !isFinal(order.state))
  if (limitPrice === undefined || state === 'ended' || working) return []
  const what = kind === 'twap' ? `TWAP ${String(placed)}/${String(slices)}` : 'iceberg'
  const title = `${ARROWS[side]} ${filled}/${quantity} ${what}${state === 'paused' ? ' paused' : ''}`
  const tone = state === 'paused' ? 'warn' : side === 'buy' ? 'up' : 'down'
  return [{ id: `schedule:${id}`, price: Number(limitPrice), title, tone, style: 'dotted', draggable: false }]
}

const RESTING = { venue: 'at venue', local: 'kept here', none: 'nowhere' } as const

/** The position's average, and its stop and target, which can be dragged. */
function positionLines({ quantity, averagePrice, stop, target, stopResting }: PositionRow): readonly ChartLine[] {
  if (!/[1-9]/.test(quantity)) return []
  const line = (id: string, at: string | undefined, more: Omit<ChartLine, 'id' | 'price' | 'style'>): readonly ChartLine[] =>
    at === undefined ? [] : [{ id, price: Number(at), style: 'dashed', ...more }]
  return [
    ...line('average', averagePrice, { title: `avg ${quantity}`, tone: 'label', draggable: false }),
    ...line('stop', stop, { title: `stop ${RESTING[stopResting]}`, tone: 'warn', draggable: true }),
    ...line('target', target, { title: 'target', tone: 'accent', draggable: true }),
  ]
}

/** Working orders, schedules and the position of one market. */
export function chartLines({ instrument, orders, schedules, position }: LineInput): readonly ChartLine[] {
  const working = orders.filter((order) => order.instrument === instrument && !isFinal(order.state))
  const held = position === undefined ? [] : positionLines(position)
  // An order that carries out the position's stop or target lies on its line.
  const covered = (order: OrderRow): boolean =>
    (order.purpose === 'exit-stop' && order.stopPrice !== undefined && order.stopPrice === position?.stop) ||
    (order.purpose === 'exit-target' && order.limitPrice !== undefined && order.limitPrice === position?.target)
  return [
    ...working.filter((order) => !covered(order)).flatMap((order) => orderLines(order, schedules)),
    ...schedules.filter((each) => each.instrument === instrument).flatMap((each) => scheduleLine(each, working)),
    ...held,
  ]
}
