import { canonicalRuleStrategy, type Operand, ruleId, type RuleStrategy } from '../../../strategies/index.ts'
import { constantNear } from '../genes/draw.ts'
import { type GenePool, geneOf, neighboursOf } from '../genes/gene-pool.ts'
import { isGroup, replaceAt, rulesOf } from '../genes/tree.ts'
import { isTyped } from '../genes/typing.ts'

/** Constants are moved by this part of their range. */
const CONSTANT_MOVE = 0.05

function nearOperands(pool: GenePool, operand: Operand, other: Operand): readonly Operand[] {
  if ('feature' in operand) return neighboursOf(pool, operand)
  const range = 'constant' in operand && 'feature' in other ? geneOf(pool, other)?.gene.constants : undefined
  if (!('constant' in operand) || range === undefined || range[0] === range[1]) return []
  const move = (range[1] - range[0]) * CONSTANT_MOVE
  return [-move, move].map((by) => ({ constant: constantNear(range, operand.constant + by) }))
}

/** The strategies that differ in one parameter or constant by one step, each once. */
export function neighbourStrategies(pool: GenePool, strategy: RuleStrategy): readonly RuleStrategy[] {
  const found = new Map<string, RuleStrategy>()
  for (const { rule, ...place } of rulesOf(strategy)) {
    if (isGroup(rule)) continue
    const changed = [
      ...nearOperands(pool, rule.left, rule.right).map((left) => ({ ...rule, left })),
      ...nearOperands(pool, rule.right, rule.left).map((right) => ({ ...rule, right })),
    ]
    for (const each of changed) {
      const neighbour = canonicalRuleStrategy(replaceAt(strategy, place, each))
      if (isTyped(pool, neighbour)) found.set(ruleId(neighbour), neighbour)
    }
  }
  found.delete(ruleId(strategy))
  return [...found.values()]
}
