import { defineIndicator, onClose, single } from '../contract/indicator.ts'
import { integerParameter } from '../../domain/index.ts'
import { rsiStep } from './rsi.ts'
import { RollingWindow } from '../window/rolling.ts'

/** Percent of the numbers in the window that lie below `value`. */
function rankIn(window: RollingWindow, value: number): number {
  let below = 0
  for (let index = 0; index < window.size; index += 1) if (window.at(index) < value) below += 1
  return 100 * (below / window.size)
}

/** Bars of unbroken rise (positive) or fall (negative). */
function nextStreak(streak: number, change: number): number {
  if (change === 0) return 0
  return change > 0 ? Math.max(streak, 0) + 1 : Math.min(streak, 0) - 1
}

/** Mean of three measures of stretch, 0 to 100. */
export const connorsRsi = defineIndicator({
  id: 'connors-rsi',
  title: 'Connors RSI',
  family: 'momentum',
  formula:
    'Connors 2012: mean of RSI of the close, RSI of the streak of rises or falls, and the share of the last n one-bar returns below this one, in percent.',
  input: 'close',
  parameters: {
    rsiPeriod: integerParameter('RSI period', 3, [2, 100]),
    streakPeriod: integerParameter('Streak RSI period', 2, [2, 100]),
    rankPeriod: integerParameter('Rank look-back', 100, [2, 500]),
  },
  outputs: single,
  bounds: { value: [0, 100] },
  warmUp: ({ rsiPeriod, streakPeriod, rankPeriod }) => Math.max(rsiPeriod + 1, streakPeriod + 1, rankPeriod + 2),
  create({ rsiPeriod, streakPeriod, rankPeriod }) {
    const closeRsi = rsiStep(rsiPeriod)
    const streakRsi = rsiStep(streakPeriod)
    const returns = new RollingWindow(rankPeriod)
    let previous: number | undefined
    let streak = 0
    return onClose({
      next(close) {
        const before = previous ?? close
        const started = previous !== undefined
        previous = close
        streak = nextStreak(streak, close - before)
        const strength = closeRsi.next(close)
        const streakStrength = streakRsi.next(streak)
        if (!started) return undefined
        const change = before === 0 ? 0 : close / before - 1
        const rank = returns.full ? rankIn(returns, change) : undefined
        returns.push(change)
        if (strength === undefined || streakStrength === undefined || rank === undefined) return undefined
        return (strength + streakStrength + rank) / 3
      },
    })
  },
})
