import type { Operand, Rule, RuleStrategy } from './rule.ts'

/** Short ids are acronyms. */
const nameOf = (id: string): string => (/^[a-z]{2,5}$/.test(id) ? id.toUpperCase() : id.replaceAll('-', ' '))

function operandText(operand: Operand): string {
  if ('constant' in operand) return String(operand.constant)
  if ('price' in operand) return operand.price
  const values = Object.values(operand.parameters)
  const name = `${nameOf(operand.feature)}${values.length === 0 ? '' : `(${values.join(', ')})`}`
  return operand.output === undefined ? name : `${name} ${operand.output}`
}

/** A rule in words: `RSI(14) below 30 and close above EMA(200)`. */
export function ruleText(rule: Rule): string {
  if (!('rules' in rule)) return `${operandText(rule.left)} ${rule.is} ${operandText(rule.right)}`
  const inner = rule.rules.map((member) => {
    const text = ruleText(member)
    return rule.rules.length > 1 && 'rules' in member && member.rules.length > 1 ? `(${text})` : text
  })
  return inner.join(rule.is === 'all' ? ' and ' : ' or ')
}

const percent = (fraction: number): string => `${String(Number((fraction * 100).toFixed(4)))} %`

/** A whole strategy in words, in one line. */
export function ruleStrategyText({ timeframe, entry, exit, stop, target, fraction }: RuleStrategy): string {
  const parts = [
    `Long when ${ruleText(entry)}`,
    `out when ${ruleText(exit)}`,
    ...(stop === undefined ? [] : [`stop ${percent(stop)} below the entry`]),
    ...(target === undefined ? [] : [`target ${percent(target)} above it`]),
    `${percent(fraction)} of equity an entry`,
    `${timeframe} bars`,
  ]
  return parts.join('; ')
}
