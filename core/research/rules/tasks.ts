import { required, type Timeframe } from '../../domain/index.ts'
import type { BarColumns } from '../../features/index.ts'
import type { OpenTasks } from '../../ports/index.ts'
import { type ComparisonRule, ruleWarmUp } from '../../strategies/index.ts'
import { BarBits } from '../columns/bits.ts'
import { simulateOnto, tradesOf } from '../columns/simulate.ts'
import { TradeTape } from '../columns/trade-tape.ts'
import type { SharedColumn } from './column-store.ts'
import { RuleEvaluator, type RunningIndicator } from './evaluate.ts'
import { ruleHistory } from './history.ts'
import { latchSignals } from './latch.ts'
import { outcomeOf } from './outcome.ts'
import type { RuleOutcome, RuleTask } from './run.ts'

/** What the threads of a rule runner share. */
export interface RuleSetup {
  readonly bars: BarColumns
  readonly timeframe: Timeframe
}

/** One strategy over one range. Its tree was checked before. */
export function runRule(evaluator: RuleEvaluator, tape: TradeTape, task: RuleTask): RuleOutcome {
  const { history } = evaluator
  const { rule, range, cash, costs, ledger = false } = task
  const { stop, target, fraction } = rule
  const signals = latchSignals(
    {
      entry: evaluator.holds(rule.entry),
      exit: evaluator.holds(rule.exit),
      resets: history.hasResets ? history.resets : undefined,
    },
    range,
    // What is said while features warm up is no change of view.
    ruleWarmUp(rule),
  )
  const protection = { ...(stop === undefined ? {} : { stop }), ...(target === undefined ? {} : { target }) }
  const result = simulateOnto(tape, history, signals, { cash, costs, protection, fraction, range })
  const outcome = outcomeOf(tape, result, { history, range, cash })
  return ledger ? { ...outcome, trades: tradesOf(tape) } : outcome
}

/** Where a comparison holds, as words of bits in memory that threads share. */
export type SharedBits = Uint32Array<SharedArrayBuffer>

/** Outputs of one indicator, to be written into columns that threads share. */
export interface ColumnWork {
  readonly of: RunningIndicator
  readonly outputs: readonly string[]
  readonly into: readonly SharedColumn[]
}

/** One share of a runner's work: columns to make, comparisons of columns that are made, or trees whose comparisons are. */
export type RuleWork =
  | { readonly kind: 'make'; readonly columns: readonly ColumnWork[] }
  | {
      readonly kind: 'compare'
      readonly comparisons: readonly ComparisonRule[]
      readonly columns: ReadonlyMap<string, SharedColumn>
      readonly into: readonly SharedBits[]
    }
  | { readonly kind: 'trade'; readonly tasks: readonly RuleTask[]; readonly bits: ReadonlyMap<string, SharedBits> }

/** The work of one thread of a rule runner. It keeps nothing from one share to the next. */
export const openRuleTasks: OpenTasks<RuleSetup, RuleWork, readonly RuleOutcome[]> = ({ bars, timeframe }) => {
  const evaluator = new RuleEvaluator(ruleHistory(bars, timeframe), 0)
  const tape = new TradeTape()
  const bitsOver = (words: SharedBits): BarBits => new BarBits(bars.close.length, words)
  return (work) => {
    if (work.kind === 'make') {
      for (const { of, outputs, into } of work.columns) {
        const made = evaluator.make(of, outputs)
        into.forEach((column, index) => {
          column.set(required(made[index], 'a column for each output'))
        })
      }
      return []
    }
    if (work.kind === 'compare') {
      evaluator.lendColumns(work.columns)
      work.comparisons.forEach((comparison, index) => {
        evaluator.compare(comparison, bitsOver(required(work.into[index], 'bits for each comparison')))
      })
      return []
    }
    evaluator.lend(new Map([...work.bits].map(([key, words]) => [key, bitsOver(words)])))
    return work.tasks.map((task) => runRule(evaluator, tape, task))
  }
}
