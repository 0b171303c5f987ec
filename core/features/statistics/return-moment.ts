import type { Step } from '../contract/indicator.ts'
import { RollingWindow } from '../window/rolling.ts'

/** Population moment of log returns in units of their deviation: 3 for skewness, 4 for kurtosis; 0 where nothing varied. */
export function returnMoment(period: number, power: 3 | 4): Step<number, number> {
  const returns = new RollingWindow(period)
  let previous: number | undefined
  return {
    next(close) {
      if (close <= 0) return undefined
      if (previous !== undefined) returns.push(Math.log(close / previous))
      previous = close
      if (!returns.full) return undefined
      const mean = returns.mean()
      const spread = returns.deviation(mean)
      if (spread === 0) return 0
      let total = 0
      for (let index = 0; index < period; index += 1) {
        const distance = (returns.at(index) - mean) / spread
        total += distance * distance * (power === 4 ? distance * distance : distance)
      }
      return total / period - (power === 4 ? 3 : 0)
    },
  }
}
