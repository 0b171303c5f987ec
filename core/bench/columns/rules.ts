import type { BarColumns } from '../../features/index.ts'
import { chanceOf, drawnRuleStrategy } from '../../testing/random-rules.ts'
import { DEFAULT_GENERATOR_CONFIG, firstPopulation, genePool, type RuleTask } from '../../research/index.ts'
import type { RuleStrategy } from '../../strategies/index.ts'
import { CASH, FEE } from './bars.ts'

/** Periods as a search would choose them: far enough apart to differ, few enough to be shared. */
const LADDER = [3, 5, 8, 13, 21, 34, 55, 89, 144, 200]

/** Volume that varies, for the indicators that read it. */
export function withVolume(bars: BarColumns): BarColumns {
  const chance = chanceOf(2)
  for (let index = 0; index < bars.volume.length; index += 1) bars.volume[index] = Number((1 + 40 * chance() ** 4).toFixed(3))
  return bars
}

const taskOf = (rule: RuleStrategy, { close }: BarColumns): RuleTask => ({
  rule,
  range: { from: 0, to: close.length },
  cash: CASH,
  costs: { fee: FEE, slippage: 0 },
})

/** The first population of the generator's own search; a tree that was drawn without a stop gets one of 2 %. */
export function generatedTasks(bars: BarColumns, count: number): readonly RuleTask[] {
  const { evolution } = DEFAULT_GENERATOR_CONFIG
  const config = { ...DEFAULT_GENERATOR_CONFIG, evolution: { ...evolution, count } }
  return firstPopulation(config, genePool('1m')).map((rule) => taskOf({ stop: 0.02, ...rule }, bars))
}

/** Random trees, indicators of all families in them, each with a stop of 2 % and a target of 4 %. */
export function wideTasks(bars: BarColumns, count: number, ladder: boolean): readonly RuleTask[] {
  const chance = chanceOf(1)
  return Array.from({ length: count }, () => {
    const rule = drawnRuleStrategy({ chance, timeframe: '1m', mostPeriod: 200, depth: 2, ...(ladder ? { ladder: LADDER } : {}) })
    return taskOf({ ...rule, stop: 0.02, target: 0.04, fraction: 1 }, bars)
  })
}
