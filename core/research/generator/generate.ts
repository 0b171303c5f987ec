import type { BarColumns } from '../../features/index.ts'
import type { RuleRunner } from '../rules/run.ts'
import { checkConfig, type GeneratorConfig } from './config.ts'
import type { EvolutionState } from './evolution/state.ts'
import { startOf, step } from './evolution/step.ts'
import { genePool } from './genes/gene-pool.ts'
import { conclude } from './verdict/conclude.ts'
import type { DataProvenance, GeneratorReport } from './verdict/report.ts'
import { splitWindows } from './windows.ts'

export interface Search {
  readonly config: GeneratorConfig
  readonly data: DataProvenance
  readonly bars: BarColumns
  readonly runner: RuleRunner
  /** Where to go on; from the beginning if absent. */
  readonly from?: EvolutionState
  /** After each generation; the next begins when it resolves. */
  readonly checkpoint?: (state: EvolutionState) => Promise<void>
  /** Asked before each generation. */
  readonly cancelled?: () => boolean
}

/** Throws InputError for a configuration or a history that cannot be searched. Undefined where it was cancelled: the last checkpoint goes on. */
export async function generate(search: Search): Promise<GeneratorReport | undefined> {
  const { config, data, bars, runner, cancelled = () => false } = search
  checkConfig(config)
  const windows = splitWindows(bars.openTime, config)
  const habitat = { pool: genePool(data.timeframe), config, runner }
  let state = search.from ?? startOf(config)
  while (state.generation < config.evolution.generations) {
    if (cancelled()) return undefined
    state = await step(state, { ...habitat, train: windows.train })
    await search.checkpoint?.(state)
  }
  return cancelled() ? undefined : await conclude(state, { ...habitat, windows, data, bars })
}
