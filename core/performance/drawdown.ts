import type { EquityCurve } from './curve.ts'

export interface Drawdown {
  /** The deepest fall from a peak as a fraction of it, 0 to 1. */
  readonly depth: number
  /** Times of that peak and of the bottom, epoch ms; null where equity never fell. */
  readonly peakTime: number | null
  readonly bottomTime: number | null
  /** The longest time from a peak to the first point at or above it, or to the end, ms. */
  readonly longest: number
}

/** Falls from the highest equity so far, the start included. */
export function drawdownOf({ times, equity }: EquityCurve, start: number): Drawdown {
  let peak = start
  let peakTime = times[0] ?? 0
  let under = false
  let longest = 0
  let deepest: Omit<Drawdown, 'longest'> = { depth: 0, peakTime: null, bottomTime: null }
  for (let index = 0; index < times.length; index += 1) {
    const [time = 0, value = 0] = [times[index], equity[index]]
    if (under || value < peak) longest = Math.max(longest, time - peakTime)
    under = value < peak
    if (!under) {
      peak = value
      peakTime = time
    } else if (1 - value / peak > deepest.depth) deepest = { depth: 1 - value / peak, peakTime, bottomTime: time }
  }
  return { ...deepest, longest }
}

/** The fall from the highest equity so far at each point, 0 to 1. */
export function underwater({ times, equity }: EquityCurve, start: number): EquityCurve {
  let peak = start
  return {
    times,
    equity: equity.map((value) => {
      peak = Math.max(peak, value)
      return 1 - value / peak
    }),
  }
}
