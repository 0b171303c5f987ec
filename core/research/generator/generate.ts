import type { BarColumns } from '../../features/index.ts'
import { TasksCancelled } from '../../ports/index.ts'
import type { RuleRunner } from '../rules/run.ts'
import { checkConfig, type GeneratorConfig } from './config.ts'
import type { EvolutionState } from './evolution/state.ts'
import { startOf, step } from './evolution/step.ts'
import { genePool } from './genes/gene-pool.ts'
import { conclude } from './verdict/conclude.ts'
import type { DataProvenance, GeneratorReport } from './verdict/report.ts'
import { splitWindows } from './windows.ts'

export interface SearchProgress {
  readonly phase: 'evolving' | 'judging'
  /** Generations that are done, and the part of the next one. */
  readonly generation: number
  readonly part: number
  readonly generations: number
}

export interface GeneratorSearch {
  readonly config: GeneratorConfig
  readonly data: DataProvenance
  readonly bars: BarColumns
  readonly runner: RuleRunner
  /** Where to go on; from the beginning if absent. */
  readonly from?: EvolutionState
  /** After each generation; the next begins when it resolves. */
  readonly checkpoint?: (state: EvolutionState) => Promise<void>
  readonly onProgress?: (progress: SearchProgress) => void
  /** Asked before each handful of strategies. */
  readonly isCancelled?: () => boolean
}

/** The runner of a search: each of its runs tells how far it is and may be cancelled. */
const watched = (
  { runner, isCancelled, onProgress, config }: GeneratorSearch,
  now: () => Omit<SearchProgress, 'part' | 'generations'>,
): RuleRunner => ({
  run: (tasks) =>
    runner.run(tasks, {
      ...(isCancelled === undefined ? {} : { isCancelled }),
      onProgress(done, of) {
        onProgress?.({ ...now(), part: done / of, generations: config.evolution.generations })
      },
    }),
})

async function searched(search: GeneratorSearch): Promise<GeneratorReport> {
  const { config, data, bars } = search
  const windows = splitWindows(bars.openTime, config)
  const pool = genePool(data.timeframe)
  let state = search.from ?? startOf(config)
  let phase: SearchProgress['phase'] = 'evolving'
  const runner = watched(search, () => ({ phase, generation: state.generation }))
  while (state.generation < config.evolution.generations) {
    state = await step(state, { pool, config, runner, train: windows.train })
    await search.checkpoint?.(state)
  }
  phase = 'judging'
  return await conclude(state, { pool, config, runner, windows, data, bars })
}

/**
 * Evolves, selects and reports. Undefined where it was cancelled: from the last checkpoint the same report comes of it.
 * Throws InputError for a configuration or a history that cannot be searched.
 */
export async function generate(search: GeneratorSearch): Promise<GeneratorReport | undefined> {
  checkConfig(search.config)
  try {
    return await searched(search)
  } catch (error) {
    if (error instanceof TasksCancelled && search.isCancelled?.() === true) return undefined
    throw error
  }
}
