import type { Timeframe } from '../../domain/index.ts'
import type { BarColumns } from '../../features/index.ts'
import type { OpenTasks } from '../../ports/index.ts'
import { type ComparisonRule, ruleWarmUp } from '../../strategies/index.ts'
import { BarBits } from '../columns/bits.ts'
import { simulateOnto, tradesOf } from '../columns/simulate.ts'
import { TradeTape } from '../columns/trade-tape.ts'
import { RuleEvaluator } from './evaluate.ts'
import { ruleHistory } from './history.ts'
import { latchSignals } from './latch.ts'
import { outcomeOf } from './outcome.ts'
import type { RuleOutcome, RuleTask } from './run.ts'

/** What the threads of a rule runner share. */
export interface RuleSetup {
  readonly bars: BarColumns
  readonly timeframe: Timeframe
  /** For the columns that one thread keeps. */
  readonly cacheBytes: number
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

/** One share of a runner's work: comparisons to make, or trees to trade whose comparisons are made. */
export type RuleWork =
  | { readonly kind: 'compare'; readonly comparisons: readonly ComparisonRule[]; readonly into: readonly SharedBits[] }
  | { readonly kind: 'trade'; readonly tasks: readonly RuleTask[]; readonly bits: ReadonlyMap<string, SharedBits> }

/** The work of one thread of a rule runner. */
export const openRuleTasks: OpenTasks<RuleSetup, RuleWork, readonly RuleOutcome[]> = ({ bars, timeframe, cacheBytes }) => {
  const evaluator = new RuleEvaluator(ruleHistory(bars, timeframe), cacheBytes)
  const tape = new TradeTape()
  const bitsOver = (words: SharedBits): BarBits => new BarBits(bars.close.length, words)
  return (work) => {
    if (work.kind === 'trade') {
      evaluator.lend(new Map([...work.bits].map(([key, words]) => [key, bitsOver(words)])))
      return work.tasks.map((task) => runRule(evaluator, tape, task))
    }
    evaluator.expect(work.comparisons)
    work.comparisons.forEach((comparison, index) => {
      const words = work.into[index]
      if (words !== undefined) evaluator.compare(comparison, bitsOver(words))
    })
    return []
  }
}
