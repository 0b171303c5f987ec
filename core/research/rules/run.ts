import type { TaskRun } from '../../ports/index.ts'
import type { RuleStrategy } from '../../strategies/index.ts'
import type { BarRange, Costs, Trade } from '../columns/simulate.ts'

export interface RuleTask {
  readonly rule: RuleStrategy
  readonly range: BarRange
  readonly cash: number
  readonly costs: Costs
  /** The trades themselves too. */
  readonly ledger?: boolean
}

/** What one rule strategy did over one range, as plain data. Money in quote currency. */
export interface RuleOutcome {
  readonly equity: number
  readonly fees: number
  /** Closed round trips. */
  readonly closed: number
  readonly wins: number
  /** Sums over closed round trips, fees included; losses as a positive number. */
  readonly grossProfit: number
  readonly grossLoss: number
  /** Notional of all fills over the starting cash. */
  readonly turnover: number
  /** Share of the bars with a position at their close. */
  readonly exposure: number
  /** Deepest fall from a peak of equity at closes, as a fraction of the peak. */
  readonly maxDrawdown: number
  /** Return of each UTC day of the range, marked at its last close. */
  readonly daily: Float64Array
  readonly trades?: readonly Trade[]
}

/** Runs rule strategies over one history, on as many cores as it has; outcomes in the order of the tasks. */
export interface RuleRunner {
  /** Rejects with InputError for a task that is not valid, naming it: `tasks.3.entry.left.parameters.period`. */
  run(tasks: readonly RuleTask[], options?: TaskRun): Promise<readonly RuleOutcome[]>
}
