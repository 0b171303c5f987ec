import type { ComparisonRule, GroupRule, Rule, RuleStrategy } from '../../../strategies/index.ts'
import type { TreeLimits } from './limits.ts'

export const isGroup = (rule: Rule): rule is GroupRule => rule.is === 'all' || rule.is === 'any'

export const SIDES = ['entry', 'exit'] as const
export type Side = (typeof SIDES)[number]

/** Where a condition stands in a strategy: its side, and the index to take at each group on the way. */
export interface Place {
  readonly side: Side
  readonly path: readonly number[]
}

export interface PlacedRule extends Place {
  readonly rule: Rule
}

function below(rule: Rule, place: Place): readonly PlacedRule[] {
  const inner = isGroup(rule)
    ? rule.rules.flatMap((each, index) => below(each, { side: place.side, path: [...place.path, index] }))
    : []
  return [{ ...place, rule }, ...inner]
}

/** Every comparison and group of a strategy, entry first, from the root down. */
export const rulesOf = (strategy: RuleStrategy): readonly PlacedRule[] =>
  SIDES.flatMap((side) => below(strategy[side], { side, path: [] }))

const placedIn = (rule: Rule, path: readonly number[], replacement: Rule): Rule => {
  const [first, ...rest] = path
  if (first === undefined || !isGroup(rule)) return replacement
  return { ...rule, rules: rule.rules.map((each, index) => (index === first ? placedIn(each, rest, replacement) : each)) }
}

export const replaceAt = (strategy: RuleStrategy, { side, path }: Place, replacement: Rule): RuleStrategy => ({
  ...strategy,
  [side]: placedIn(strategy[side], path, replacement),
})

export const nodeCount = (rule: Rule): number => (isGroup(rule) ? rule.rules.reduce((sum, each) => sum + nodeCount(each), 1) : 1)

export const depthOf = (rule: Rule): number => (isGroup(rule) ? 1 + Math.max(...rule.rules.map(depthOf)) : 1)

/** Comparisons and groups of entry and exit together. */
export const sizeOf = (strategy: RuleStrategy): number => nodeCount(strategy.entry) + nodeCount(strategy.exit)

export const fits = (strategy: RuleStrategy, { depth, nodes }: TreeLimits): boolean =>
  depthOf(strategy.entry) <= depth && depthOf(strategy.exit) <= depth && sizeOf(strategy) <= nodes

export const comparisonsOf = (rule: Rule): readonly ComparisonRule[] =>
  isGroup(rule) ? rule.rules.flatMap(comparisonsOf) : [rule]
