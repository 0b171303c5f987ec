import type { FillRow, SignalRow } from '../../../core/contract/index.ts'
import { barOpen, millis, type Timeframe } from '../../../core/domain/index.ts'
import type { ChartMark } from '../../charting/index.ts'

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
  // One dot a bar and side: those on top of it would look the same, and every dot is placed anew with every price.
  const dots = new Map<string, ChartMark>()
  for (const fill of fills) {
    if (fill.instrument !== instrument) continue
    const time = onBar(fill.at)
    dots.set(`${String(time)} ${fill.side}`, {
      time,
      kind: fill.side === 'buy' ? 'fill-buy' : 'fill-sell',
      text: '',
      faded: false,
    })
  }
  return [...arrows, ...dots.values()].sort((a, b) => a.time - b.time)
}
