import {
  type Aim,
  type BacktestTerms,
  type Dimension,
  type Method,
  type Objective,
  type Point,
  type SearchControl,
  type SearchSpace,
  searchSpace,
  type TrialOutcome,
  type TrialSetup,
  type TrialTask,
} from '../../research/index.ts'
import type { TaskPool } from '../../ports/index.ts'
import { strategyById } from '../../strategies/index.ts'
import type { MarketRunInput } from './backtest.ts'
import { type ReportedTerms, reportedTerms } from './backtest-report.ts'

/** Makes the pool that runs a search's trials; the search closes it. */
export type OpenPool = (setup: TrialSetup) => TaskPool<TrialTask, TrialOutcome>

/** What every kind of search is given. */
export interface SearchRun {
  /** Its strategy's parameters are fixed; those that are searched are not among them. */
  readonly market: MarketRunInput
  readonly terms: BacktestTerms
  /** Names and ranges of what is searched; absent: all that the strategy declares. */
  readonly narrowing?: Readonly<Record<string, unknown>>
  readonly method: Method
  readonly trials: number
  readonly seed: number
  readonly batch: number
  readonly aim: Aim
  readonly openPool: OpenPool
  readonly control?: SearchControl
}

/** What was searched, and in what. */
export interface SearchFacts {
  readonly instrument: string
  readonly timeframe: string
  readonly strategy: string
  readonly space: readonly Dimension[]
  readonly fixed: Point
  /** Opening of the first and closing of the last bar, epoch ms. */
  readonly from: number
  readonly to: number
  readonly bars: number
  readonly missingBars: number
  readonly terms: ReportedTerms
  readonly method: Method
  readonly objective: Objective
  readonly minTrades: number
  readonly seed: number
  readonly batch: number
}

export const spaceOf = ({ market: { strategy }, narrowing }: SearchRun): SearchSpace =>
  searchSpace(strategyById(strategy.id, strategy.known), narrowing, strategy.params)

export function setupOf({ market: { history, strategy, instrument, finer, funding }, terms }: SearchRun): TrialSetup {
  return {
    instrument,
    bars: history.bars,
    strategy: strategy.id,
    terms,
    ...(finer === undefined ? {} : { finer: finer.bars }),
    ...(funding === undefined ? {} : { funding }),
  }
}

export function factsOf({ market, terms, method, aim, seed, batch }: SearchRun, { dimensions, fixed }: SearchSpace): SearchFacts {
  const { bars, timeframe, missing } = market.history
  return {
    instrument: market.instrument.id,
    timeframe,
    strategy: market.strategy.id,
    space: dimensions,
    fixed,
    from: bars[0]?.openTime ?? 0,
    to: bars.at(-1)?.exchangeTime ?? 0,
    bars: bars.length,
    missingBars: missing,
    terms: reportedTerms(market.instrument, terms),
    method,
    objective: aim.objective,
    minTrades: aim.minTrades,
    seed,
    batch,
  }
}
