import type { ComparisonRule, Operand, Rule, RuleStrategy } from '../../../strategies/index.ts'
import { type GenePool, geneOf, type OutputGene } from './gene-pool.ts'
import { LEAST_TARGET_TO_STOP } from './limits.ts'
import { isGroup } from './tree.ts'

type Side = { readonly kind: 'close' } | { readonly kind: 'constant'; readonly value: number } | { readonly kind: 'feature'; readonly gene: OutputGene }

function sideOf(pool: GenePool, operand: Operand): Side | undefined {
  if ('price' in operand) return { kind: 'close' }
  if ('constant' in operand) return { kind: 'constant', value: operand.constant }
  const found = geneOf(pool, operand)
  return found === undefined ? undefined : { kind: 'feature', gene: found.gene }
}

const admits = ({ constants }: OutputGene, value: number): boolean =>
  constants !== undefined && value >= constants[0] && value <= constants[1]

function comparable(left: Side, right: Side): boolean {
  if (left.kind !== 'feature') return right.kind === 'feature' && comparable(right, left)
  if (right.kind === 'close') return left.gene.group === 'price'
  return right.kind === 'constant' ? admits(left.gene, right.value) : left.gene.group === right.gene.group
}

function typedComparison(pool: GenePool, { left, right }: ComparisonRule): boolean {
  const [a, b] = [sideOf(pool, left), sideOf(pool, right)]
  if (a === undefined || b === undefined) return false
  return comparable(a, b) && JSON.stringify(left) !== JSON.stringify(right)
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
