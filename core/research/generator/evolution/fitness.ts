import { evenBounds } from '../../statistics/index.ts'
import { sharpeRatio } from '../../../performance/index.ts'
import type { RuleStrategy } from '../../../strategies/index.ts'
import type { RuleOutcome } from '../../rules/run.ts'
import type { EvolutionTerms } from '../config.ts'
import { sizeOf } from '../genes/tree.ts'

/** Below every strategy that traded: what never trades teaches nothing. */
export const NO_TRADE = -1_000

/** Stretches of the train window of which the worst counts. */
const PARTS = 3

/**
 * Mean of the Sharpe ratio of the whole train window and that of its worst third, so that one lucky stretch does not carry a
 * strategy; good ones are believed in proportion to their trades; less the parsimony for every node.
 */
export function fitnessOf(strategy: RuleStrategy, outcome: RuleOutcome, terms: EvolutionTerms): number {
  const daily = [...outcome.daily]
  const whole = sharpeRatio(daily)
  if (outcome.closed === 0 || whole === null) return NO_TRADE
  const bounds = evenBounds(daily.length, PARTS)
  const thirds = Array.from({ length: PARTS }, (_, part) => sharpeRatio(daily.slice(bounds[part], bounds[part + 1])) ?? 0)
  const raw = (whole + Math.min(...thirds)) / 2
  const belief = Math.min(1, outcome.closed / terms.evidenceTrades)
  return Math.max(NO_TRADE, (raw > 0 ? raw * belief : raw) - terms.parsimony * sizeOf(strategy))
}
