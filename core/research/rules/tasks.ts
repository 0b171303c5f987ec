import type { Timeframe } from '../../domain/index.ts'
import type { BarColumns } from '../../features/index.ts'
import type { OpenTasks } from '../../ports/index.ts'
import { ruleWarmUp } from '../../strategies/index.ts'
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
  /** For the columns and bits that one thread keeps. */
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

/** The work of one thread of a rule runner: a handful of tasks at a time. */
export const openRuleTasks: OpenTasks<RuleSetup, readonly RuleTask[], readonly RuleOutcome[]> = ({
  bars,
  timeframe,
  cacheBytes,
}) => {
  const evaluator = new RuleEvaluator(ruleHistory(bars, timeframe), cacheBytes)
  const tape = new TradeTape()
  return (tasks) => {
    evaluator.expect(tasks.flatMap(({ rule }) => [rule.entry, rule.exit]))
    return tasks.map((task) => runRule(evaluator, tape, task))
  }
}
