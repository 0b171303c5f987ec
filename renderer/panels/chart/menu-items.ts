import type { OrderRow, PositionRow, ScheduleRow } from '../../../core/contract/index.ts'
import { ORDER_LINE } from './chart-lines.ts'

/** Where the menu was opened. */
export interface MenuPlace {
  /** On the tick. */
  readonly price: string
  /** Lines under the pointer. */
  readonly lines: readonly string[]
}

export type MenuAction =
  | { readonly do: 'ticket'; readonly side: 'buy' | 'sell' }
  | { readonly do: 'protect'; readonly what: 'stop' | 'target' }
  | { readonly do: 'cancel-order'; readonly id: string }
  | { readonly do: 'cancel-schedule'; readonly id: string }

export interface MenuItem {
  readonly text: string
  readonly action: MenuAction
}

interface MenuFacts {
  readonly place: MenuPlace
  readonly shownPrice: string
  readonly position: PositionRow | undefined
  readonly orders: readonly OrderRow[]
  readonly schedules: readonly ScheduleRow[]
}

/** What can be done at a place of the chart: what lowers risk first. */
export function menuItems({ place, shownPrice, position, orders, schedules }: MenuFacts): readonly MenuItem[] {
  const seen = new Set<string>()
  const cancels = place.lines.flatMap((line): readonly MenuItem[] => {
    const [, kind, id = ''] = ORDER_LINE.exec(line) ?? []
    if (kind === undefined || seen.has(id)) return []
    seen.add(id)
    const order = orders.find((each) => each.id === id)
    if (order !== undefined)
      return [{ text: `Cancel ${order.side} ${order.quantity} ${order.type}`, action: { do: 'cancel-order', id } }]
    const schedule = schedules.find((each) => each.id === id)
    if (schedule === undefined) return []
    return [{ text: `Cancel ${schedule.kind} ${schedule.side} ${schedule.quantity}`, action: { do: 'cancel-schedule', id } }]
  })
  const held = position !== undefined && /[1-9]/.test(position.quantity)
  const protects = (['stop', 'target'] as const).map(
    (what): MenuItem => ({
      text: `${position?.[what] === undefined ? 'Set' : 'Move'} ${what} here, ${shownPrice}`,
      action: { do: 'protect', what },
    }),
  )
  const tickets = (['buy', 'sell'] as const).map(
    (side): MenuItem => ({
      text: `${side === 'buy' ? '▲ Buy' : '▼ Sell'} limit at ${shownPrice}`,
      action: { do: 'ticket', side },
    }),
  )
  return [...cancels, ...(held ? protects : []), ...tickets]
}
