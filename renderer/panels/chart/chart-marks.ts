import type { FillRow, OrderRow, PositionRow, SignalRow } from '../../../core/contract/index.ts'
import { barOpen, isFinal, millis, type Timeframe } from '../../../core/domain/index.ts'
import type { ChartLine, ChartMark } from '../../charting/index.ts'

interface MarkInput {
  readonly instrument: string
  readonly timeframe: Timeframe
  readonly signals: readonly SignalRow[]
  readonly fills: readonly FillRow[]
  readonly shift: (at: number) => number
}

/** Signals as arrows and fills as dots, each on the bar in which it happened, oldest first. */
export function chartMarks({ instrument, timeframe, signals, fills, shift }: MarkInput): readonly ChartMark[] {
  const onBar = (at: number): number => barOpen(millis(at), timeframe) / 1_000 + shift(at)
  const arrows = signals
    .filter((signal) => signal.instrument === instrument)
    .map((signal): ChartMark => {
      const waiting = signal.state === 'PENDING'
      return {
        time: onBar(signal.createdAt),
        kind: signal.action === 'buy' ? 'signal-buy' : 'signal-sell',
        text: waiting ? `${String(Math.round(signal.confidence * 100))}?` : '',
        faded: !waiting && signal.state !== 'APPROVED',
      }
    })
  const dots = fills
    .filter((fill) => fill.instrument === instrument)
    .map(
      (fill): ChartMark => ({
        time: onBar(fill.at),
        kind: fill.side === 'buy' ? 'fill-buy' : 'fill-sell',
        text: '',
        faded: false,
      }),
    )
  return [...arrows, ...dots].sort((a, b) => a.time - b.time)
}

/** Working orders, the position's average, and its stop and target, which can be dragged. */
export function chartLines(
  instrument: string,
  orders: readonly OrderRow[],
  position: PositionRow | undefined,
): readonly ChartLine[] {
  const lines: ChartLine[] = []
  for (const order of orders) {
    const at = order.limitPrice ?? order.stopPrice
    if (order.instrument !== instrument || isFinal(order.state) || at === undefined) continue
    const title = `${order.side} ${order.quantity}`
    lines.push({
      id: order.id,
      price: Number(at),
      title,
      tone: order.side === 'buy' ? 'up' : 'down',
      dashed: false,
      draggable: false,
    })
  }
  if (position === undefined || !/[1-9]/.test(position.quantity)) return lines
  const { averagePrice, stop, target } = position
  if (averagePrice !== undefined) {
    lines.push({ id: 'average', price: Number(averagePrice), title: 'avg', tone: 'label', dashed: true, draggable: false })
  }
  if (stop !== undefined)
    lines.push({ id: 'stop', price: Number(stop), title: 'stop', tone: 'warn', dashed: true, draggable: true })
  if (target !== undefined)
    lines.push({ id: 'target', price: Number(target), title: 'target', tone: 'accent', dashed: true, draggable: true })
  return lines
}
