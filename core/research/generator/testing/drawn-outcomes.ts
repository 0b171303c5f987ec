import type { TaskRun } from '../../../ports/index.ts'
import { ruleId } from '../../../strategies/index.ts'
import type { RuleOutcome, RuleRunner, RuleTask } from '../../rules/run.ts'
import { Chance } from '../chance.ts'
import { comparisonsOf } from '../genes/tree.ts'

/** An outcome drawn from the id of the strategy and its range alone: a search without a market, for the machinery around it. */
function drawnOutcome({ rule, range, cash }: RuleTask): RuleOutcome {
  const chance = Chance.seeded(Number.parseInt(ruleId(rule).slice(-7), 16), range.from)
  const days = Math.round((range.to - range.from) / 24)
  const comparisons = [...comparisonsOf(rule.entry), ...comparisonsOf(rule.exit)]
  // Heritable: what says `below` more often earns more.
  const skill = (comparisons.filter(({ is }) => is === 'below').length / comparisons.length - 0.9 + chance.next() / 2) / 100
  const daily = Float64Array.from({ length: days }, () => skill + (chance.next() - 0.5) / 25)
  const equity = daily.reduce((held, value) => held * (1 + value), cash)
  const closed = Math.floor(chance.next() * 80)
  return {
    equity,
    fees: closed,
    closed,
    wins: Math.floor(closed / 2),
    grossProfit: 100 + Math.max(0, equity - cash),
    grossLoss: 100 + Math.max(0, cash - equity),
    turnover: closed,
    exposure: 0.5,
    maxDrawdown: 0.1,
    daily,
  }
}

export interface SpyRunner extends RuleRunner {
  /** Every batch that was asked for. */
  readonly batches: (readonly RuleTask[])[]
}

/** `shares` cuts each batch into shares that end in the opposite order, as threads may. */
export function drawnRunner(shares = 1): SpyRunner {
  const batches: (readonly RuleTask[])[] = []
  return {
    batches,
    async run(tasks: readonly RuleTask[], _options?: TaskRun) {
      batches.push(tasks)
      const outcomes = new Array<RuleOutcome>(tasks.length)
      for (let share = shares - 1; share >= 0; share -= 1) {
        for (let index = share; index < tasks.length; index += shares) {
          const task = tasks[index]
          if (task !== undefined) outcomes[index] = drawnOutcome(task)
        }
        await Promise.resolve()
      }
      return outcomes
    },
  }
}
