import type { ComparisonRule, Operand, Rule, RuleStrategy } from '../../../strategies/index.ts'
import { isGroup } from './tree.ts'

const orderedRecord = (record: Readonly<Record<string, number>>): Readonly<Record<string, number>> =>
  Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)))

function canonicalOperand(operand: Operand): Operand {
  if ('constant' in operand) return { constant: operand.constant }
  if ('price' in operand) return { price: operand.price }
  return {
    feature: operand.feature,
    parameters: orderedRecord(operand.parameters),
    ...(operand.output === undefined ? {} : { output: operand.output }),
  }
}

/** The close before features, features by their text, constants last. */
const rank = (operand: Operand): string =>
  'price' in operand ? '0' : 'constant' in operand ? `2${String(operand.constant)}` : `1${JSON.stringify(operand)}`

function canonicalComparison({ is, left, right }: ComparisonRule): ComparisonRule {
  const [a, b] = [canonicalOperand(left), canonicalOperand(right)]
  return rank(a) <= rank(b) ? { is, left: a, right: b } : { is: is === 'above' ? 'below' : 'above', left: b, right: a }
}

/**
 * The one form of all conditions that hold at the same bars for reasons of form alone: operands and members in one order, no group
 * of one, no group inside a like group, no member twice.
 */
export function canonicalRule(rule: Rule): Rule {
  if (!isGroup(rule)) return canonicalComparison(rule)
  const members = new Map<string, Rule>()
  for (const inner of rule.rules.map(canonicalRule))
    for (const each of isGroup(inner) && inner.is === rule.is ? inner.rules : [inner]) members.set(JSON.stringify(each), each)
  const sorted = [...members].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, each]) => each)
  const [only] = sorted
  return sorted.length === 1 && only !== undefined ? only : { is: rule.is, rules: sorted }
}

export const canonicalStrategy = (strategy: RuleStrategy): RuleStrategy => ({
  version: 1,
  timeframe: strategy.timeframe,
  entry: canonicalRule(strategy.entry),
  exit: canonicalRule(strategy.exit),
  ...(strategy.stop === undefined ? {} : { stop: strategy.stop }),
  ...(strategy.target === undefined ? {} : { target: strategy.target }),
  fraction: strategy.fraction,
})
