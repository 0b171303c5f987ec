import { defineIndicator, onClose, type Step, single } from '../contract/indicator.ts'
import { integerParameter } from '../../domain/index.ts'
import { wilder } from '../window/wilder.ts'

/** 0/0 of a market that did not move is 50, not TA-Lib's 0, which would read as oversold. */
export function rsiStep(period: number): Step<number, number> {
  const gains = wilder(period)
  const losses = wilder(period)
  let previous: number | undefined
  return {
    next(close) {
      const change = previous === undefined ? undefined : close - previous
      previous = close
      if (change === undefined) return undefined
      const gain = gains.next(Math.max(change, 0))
      const loss = losses.next(Math.max(-change, 0))
      if (gain === undefined || loss === undefined) return undefined
      return gain + loss === 0 ? 50 : (100 * gain) / (gain + loss)
    },
  }
}

/** Wilder's relative strength index, 0 to 100. */
export const rsi = defineIndicator({
  id: 'rsi',
  title: 'Relative strength index',
  family: 'momentum',
  formula:
    'Wilder 1978, as TA-Lib RSI: 100 x average gain / (average gain + average loss), Wilder smoothing; 50 without any move.',
  input: 'close',
  parameters: { period: integerParameter('Period', 14, [2, 500]) },
  outputs: single,
  warmUp: ({ period }) => period + 1,
  create: ({ period }) => onClose(rsiStep(period)),
})
