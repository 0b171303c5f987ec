import type { BarColumns } from '../../features/index.ts'
import { chanceOf, drawnRuleStrategy } from '../../testing/random-rules.ts'
import type { RuleTask } from '../../research/index.ts'
import { CASH, FEE } from './bars.ts'

/** Periods as a search would choose them: far enough apart to differ, few enough to be shared. */
const LADDER = [3, 5, 8, 13, 21, 34, 55, 89, 144, 200]

/** Volume that varies, for the indicators that read it. */
export function withVolume(bars: BarColumns): BarColumns {
  const chance = chanceOf(2)
  for (let index = 0; index < bars.volume.length; index += 1) bars.volume[index] = Number((1 + 40 * chance() ** 4).toFixed(3))
  return bars
}

/** Random trees, indicators of all families in them, each with a stop and a target, one of them per task. */
export function ruleTasks(bars: BarColumns, count: number, ladder: boolean): readonly RuleTask[] {
  const chance = chanceOf(1)
  const { close } = bars
  return Array.from({ length: count }, (): RuleTask => {
    const rule = drawnRuleStrategy({
      chance,
      timeframe: '1m',
      mostPeriod: 200,
      depth: 2,
      ...(ladder ? { ladder: LADDER } : {}),
    })
    return {
      rule: { ...rule, stop: 0.02, target: 0.04, fraction: 1 },
      range: { from: 0, to: close.length },
      cash: CASH,
      costs: { fee: FEE, slippage: 0 },
    }
  })
}
