import { type ComparisonRule, comparable, type Operand, type Rule, type RuleStrategy } from '../../../strategies/index.ts'
import { type GenePool, geneOf, type OutputGene } from './gene-pool.ts'
import { LEAST_TARGET_TO_STOP } from './limits.ts'
import { isGroup } from './tree.ts'

/** The gene of a feature, null for what needs none, undefined for a feature that the pool does not hold. */
const geneBehind = (pool: GenePool, operand: Operand): OutputGene | null | undefined =>
  'feature' in operand ? geneOf(pool, operand)?.gene : null

const inRange = (operand: Operand, gene: OutputGene | null): boolean =>
  !('constant' in operand) ||
  (gene?.constants !== undefined && operand.constant >= gene.constants[0] && operand.constant <= gene.constants[1])

/** Stricter than {@link comparable}: of features only those of one group, of constants only those that the pool draws. */
function typedComparison(pool: GenePool, { left, right }: ComparisonRule): boolean {
  const [a, b] = [geneBehind(pool, left), geneBehind(pool, right)]
  if (a === undefined || b === undefined || !comparable(left, right)) return false
  if (a !== null && b !== null && a.group !== b.group) return false
  return inRange(right, a) && inRange(left, b) && JSON.stringify(left) !== JSON.stringify(right)
}

/** Whether every comparison is of operands that measure the same, with constants inside their range. */
export const isTypedRule = (pool: GenePool, rule: Rule): boolean =>
  isGroup(rule) ? rule.rules.length > 0 && rule.rules.every((each) => isTypedRule(pool, each)) : typedComparison(pool, rule)

/** A target that is so much nearer than the stop that it hides losses is refused too. */
export const isTyped = (pool: GenePool, strategy: RuleStrategy): boolean =>
  strategy.timeframe === pool.timeframe &&
  isTypedRule(pool, strategy.entry) &&
  isTypedRule(pool, strategy.exit) &&
  (strategy.target === undefined || (strategy.stop !== undefined && strategy.target >= LEAST_TARGET_TO_STOP * strategy.stop))
