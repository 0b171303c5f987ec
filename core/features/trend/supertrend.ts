import { defineIndicator, type Step } from '../contract/indicator.ts'
import type { Bar } from '../contract/input.ts'
import { decimalParameter, integerParameter } from '../../domain/index.ts'
import { atrStep } from '../volatility/atr.ts'

interface SupertrendValue {
  readonly line: number
  /** 1 in an up trend, -1 in a down trend. */
  readonly direction: 1 | -1
}

interface Bands {
  readonly upper: number
  readonly lower: number
  readonly close: number
  readonly direction: 1 | -1
}

function supertrendStep(period: number, multiplier: number): Step<Bar, SupertrendValue> {
  const atr = atrStep(period)
  let before: Bands | undefined
  return {
    next(bar) {
      const range = atr.next(bar)
      if (range === undefined) return undefined
      const middle = (bar.high + bar.low) / 2
      let upper = middle + multiplier * range
      let lower = middle - multiplier * range
      let direction: 1 | -1 = -1
      if (before !== undefined) {
        if (upper >= before.upper && before.close <= before.upper) upper = before.upper
        if (lower <= before.lower && before.close >= before.lower) lower = before.lower
        if (before.direction === 1) direction = bar.close < lower ? -1 : 1
        else direction = bar.close > upper ? 1 : -1
      }
      before = { upper, lower, close: bar.close, direction }
      return { line: direction === 1 ? lower : upper, direction }
    },
    columns(history) {
      const { high, low, close } = history
      const [line] = atr.columns(history)
      const directions = new Float64Array(line.length).fill(Number.NaN)
      let [above, below, direction] = [Number.NaN, Number.NaN, -1]
      for (let index = period; index < line.length; index += 1) {
        const middle = ((high[index] as number) + (low[index] as number)) / 2
        const reach = multiplier * (line[index] as number)
        const now = close[index] as number
        const before = close[index - 1] as number
        let upper = middle + reach
        let lower = middle - reach
        // Nothing compares with the NaN before the first row.
        if (upper >= above && before <= above) upper = above
        if (lower <= below && before >= below) lower = below
        if (direction === 1) direction = now < lower ? -1 : 1
        else direction = index > period && now > upper ? 1 : -1
        above = upper
        below = lower
        line[index] = direction === 1 ? lower : upper
        directions[index] = direction
      }
      return [line, directions]
    },
  }
}

/** A trailing line under an up trend and over a down trend. */
export const supertrend = defineIndicator({
  id: 'supertrend',
  title: 'Supertrend',
  family: 'trend',
  formula: 'Seban, in the convention of TradingView: median price +/- multiplier x ATR, bands ratchet, starts as a down trend.',
  input: 'bar',
  parameters: { period: integerParameter('ATR period', 10, [1, 200]), multiplier: decimalParameter('Multiplier', 3, [0.1, 20]) },
  outputs: { line: (value: SupertrendValue) => value.line, direction: (value: SupertrendValue) => value.direction },
  warmUp: ({ period }) => period + 1,
  create: ({ period, multiplier }) => supertrendStep(period, multiplier),
})
