import { type FeatureRequest, featureKey } from '../../features/index.ts'
import type { FeatureOperand, Operand, Rule, RuleStrategy } from './rule.ts'

export const featureRequest = ({ feature, parameters, output }: FeatureOperand): FeatureRequest => ({
  indicator: feature,
  parameters,
  ...(output === undefined ? {} : { output }),
})

/** The same for operands that always have the same value: `rsi(14)`, `close`, `30`. Throws InputError for an unknown feature. */
export function operandKey(operand: Operand): string {
  if ('feature' in operand) return featureKey(featureRequest(operand))
  return 'price' in operand ? operand.price : String(operand.constant)
}

/** The operands of a rule from left to right, repeated ones too. */
export const operandsOf = (rule: Rule): readonly Operand[] =>
  'rules' in rule ? rule.rules.flatMap(operandsOf) : [rule.left, rule.right]

/** What a strategy reads, each feature once, by its key. */
export function featuresOf({ entry, exit }: Pick<RuleStrategy, 'entry' | 'exit'>): ReadonlyMap<string, FeatureRequest> {
  const found = new Map<string, FeatureRequest>()
  for (const operand of [...operandsOf(entry), ...operandsOf(exit)])
    if ('feature' in operand) found.set(operandKey(operand), featureRequest(operand))
  return found
}
