import { defineIndicator, single } from '../contract/indicator.ts'
import { integerParameter } from '../../domain/index.ts'

const HOUR = 3_600_000

/** Volume-weighted mean of the typical price since the session's start; none until something traded in it. */
export const vwap = defineIndicator({
  id: 'vwap',
  title: 'Session VWAP',
  family: 'volume',
  formula: 'Sum of typical price x volume over sum of volume since the session began; sessions are aligned to midnight UTC.',
  input: 'bar',
  parameters: { sessionHours: integerParameter('Session length', 24, [1, 168], 'hours') },
  outputs: single,
  warmUp: () => 1,
  create({ sessionHours }) {
    let session = Number.NaN
    let amount = 0
    let volume = 0
    return {
      next(bar) {
        const current = Math.floor(bar.openTime / (sessionHours * HOUR))
        if (current !== session) {
          session = current
          amount = 0
          volume = 0
        }
        amount += ((bar.high + bar.low + bar.close) / 3) * bar.volume
        volume += bar.volume
        return volume === 0 ? undefined : amount / volume
      },
      columns(history) {
        const { openTime, high, low, close } = history
        const output = new Float64Array(close.length)
        let [begun, paid, traded] = [Number.NaN, 0, 0]
        for (let index = 0; index < output.length; index += 1) {
          const current = Math.floor((openTime[index] as number) / (sessionHours * HOUR))
          if (current !== begun) {
            begun = current
            paid = 0
            traded = 0
          }
          const volumeNow = history.volume[index] as number
          paid += (((high[index] as number) + (low[index] as number) + (close[index] as number)) / 3) * volumeNow
          traded += volumeNow
          output[index] = traded === 0 ? Number.NaN : paid / traded
        }
        return [output]
      },
    }
  },
})
