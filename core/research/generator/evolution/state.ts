import type { RuleStrategy } from '../../../strategies/index.ts'
import type { ChanceState } from '../chance.ts'

/** A strategy that ran over the train window. */
export interface Member {
  readonly id: string
  readonly rule: RuleStrategy
  readonly fitness: number
  /** Returns of the days of the train window. */
  readonly daily: readonly number[]
}

export interface Island {
  readonly chance: ChanceState
  /** Best fitness first. */
  readonly members: readonly Member[]
}

/** The whole of a search between two generations, as plain JSON: continuing from it is as never having stopped. */
export interface EvolutionState {
  readonly version: 1
  /** Generations that ran. */
  readonly generation: number
  readonly islands: readonly Island[]
  /** Every strategy that ever ran, by id, with its fitness, in the order in which they ran. */
  readonly archive: readonly (readonly [id: string, fitness: number])[]
}
