import { resolveFeature } from '../../features/index.ts'
import { featureRequest, operandKey } from './operand.ts'
import type { ComparisonRule, Operand, Rule, RuleStrategy } from './rule.ts'

function canonicalOperand(operand: Operand): Operand {
  if (!('feature' in operand)) return operand
  const { key, run, parameters, output } = resolveFeature(featureRequest(operand))
  return { feature: operand.feature, parameters, ...(key === run ? {} : { output }) }
}

/** A constant on the right; otherwise the operand whose key comes first on the left. */
function canonicalComparison({ is, left, right }: ComparisonRule): ComparisonRule {
  const turned = 'constant' in left || (!('constant' in right) && operandKey(left) > operandKey(right))
  const [first, second] = turned ? [right, left] : [left, right]
  const side = turned ? (is === 'above' ? 'below' : 'above') : is
  return { is: side, left: canonicalOperand(first), right: canonicalOperand(second) }
}

const byText = (a: Rule, b: Rule): number => {
  const [left, right] = [JSON.stringify(a), JSON.stringify(b)]
  return left < right ? -1 : left > right ? 1 : 0
}

/** The same for rules that differ only in order, repetition, needless groups, sides of a comparison or unsaid defaults. */
export function canonicalRule(rule: Rule): Rule {
  if (!('rules' in rule)) return canonicalComparison(rule)
  const members = rule.rules
    .map(canonicalRule)
    .flatMap((member) => ('rules' in member && member.is === rule.is ? member.rules : [member]))
  const distinct = [...new Map(members.map((member) => [JSON.stringify(member), member])).values()].sort(byText)
  const [only] = distinct
  return distinct.length === 1 && only !== undefined ? only : { is: rule.is, rules: distinct }
}

export function canonicalRuleStrategy({ version, timeframe, entry, exit, stop, target, fraction }: RuleStrategy): RuleStrategy {
  return {
    version,
    timeframe,
    entry: canonicalRule(entry),
    exit: canonicalRule(exit),
    ...(stop === undefined ? {} : { stop }),
    ...(target === undefined ? {} : { target }),
    fraction,
  }
}

/** One line, the same to the byte for strategies that trade alike by their form (see {@link canonicalRule}). */
export const ruleJson = (rule: RuleStrategy): string => JSON.stringify(canonicalRuleStrategy(rule))

const OFFSET = 0xcbf29ce484222325n
const PRIME = 0x100000001b3n
const WORD = 0xffffffffffffffffn

/** A short name that a strategy always has: `rule-` and the 64 bits of FNV-1a over its canonical JSON. */
export function ruleId(rule: RuleStrategy): string {
  let hash = OFFSET
  const text = ruleJson(rule)
  for (let index = 0; index < text.length; index += 1) hash = ((hash ^ BigInt(text.charCodeAt(index))) * PRIME) & WORD
  return `rule-${hash.toString(16).padStart(16, '0')}`
}
