import type { Instrument } from '../../domain/index.ts'
import { featureSource } from '../../features/index.ts'
import type { IdSource } from '../../ports/index.ts'
import {
  type AggregateOptions,
  createSignalPipeline,
  type StrategyPipeline,
  type Weigh,
  type WeightedInstance,
} from '../../signals/index.ts'
import { type Strategy, StrategyHost, type StrategyInstance } from '../../strategies/index.ts'

export interface StrategyPipelineOptions {
  readonly instruments: readonly Instrument[]
  readonly instances: readonly WeightedInstance[]
  readonly ids: IdSource
  readonly aggregate?: AggregateOptions
  readonly weigh?: Weigh
  /** What strategy ids mean; the built-ins by default. */
  readonly strategies?: readonly Strategy[]
}

/** A pipeline whose strategies may join and leave while the others go on; their own weight is 1. */
export interface OpenPipeline extends StrategyPipeline {
  install(strategy: Strategy, instances: readonly StrategyInstance[]): void
  remove(strategyId: string): void
}

/** Stages 2, 3 and the aggregation of 4 in one piece. Throws InputError for an instance, weight or option that is not valid. */
export function createStrategyPipeline(options: StrategyPipelineOptions): OpenPipeline {
  const host = new StrategyHost({ ...options, features: featureSource })
  return {
    ...createSignalPipeline({ ...options, host }),
    install: (strategy, instances) => {
      host.install(strategy, instances)
    },
    remove: (strategyId) => {
      host.remove(strategyId)
    },
  }
}
