import type { Random } from '../../../ports/index.ts'
import type { ComparisonRule, GroupRule, Operand, RuleStrategy } from '../../../strategies/index.ts'
import { drawBoolean, drawIndex, drawOne, drawWeighted } from '../chance.ts'
import { constantNear, drawComparison, drawExits, drawPeer, drawRule } from './draw.ts'
import { type GenePool, geneOf, neighboursOf } from './gene-pool.ts'
import { FRACTIONS } from './limits.ts'
import { isGroup, type PlacedRule, replaceAt, rulesOf } from './tree.ts'

type Mutation = (random: Random, pool: GenePool, strategy: RuleStrategy) => RuleStrategy

type Placed<Kind extends ComparisonRule | GroupRule> = PlacedRule & { readonly rule: Kind }

const comparisonsIn = (strategy: RuleStrategy): readonly Placed<ComparisonRule>[] =>
  rulesOf(strategy).flatMap(({ rule, ...place }) => (isGroup(rule) ? [] : [{ ...place, rule }]))
const groupsIn = (strategy: RuleStrategy): readonly Placed<GroupRule>[] =>
  rulesOf(strategy).flatMap(({ rule, ...place }) => (isGroup(rule) ? [{ ...place, rule }] : []))

/** A few steps up or down the range of the output that the constant is compared with. */
const moveConstant: Mutation = (random, pool, strategy) => {
  const movable = comparisonsIn(strategy).flatMap((placed) => {
    const { left, right } = placed.rule
    const constants = 'feature' in left ? geneOf(pool, left)?.gene.constants : undefined
    const moves = 'constant' in right && constants !== undefined && constants[0] < constants[1]
    return moves ? [{ placed, constants, value: right.constant }] : []
  })
  if (movable.length === 0) return moveParameter(random, pool, strategy)
  const { placed, constants, value } = drawOne(random, movable)
  const reach = (constants[1] - constants[0]) * 0.15
  const constant = constantNear(constants, value + (random.next() * 2 - 1) * reach)
  return replaceAt(strategy, placed, { ...placed.rule, right: { constant } })
}

/** One step on the grid of one operand's parameters. */
const moveParameter: Mutation = (random, pool, strategy) => {
  const movable = comparisonsIn(strategy).flatMap((placed) =>
    (['left', 'right'] as const).flatMap((side) => {
      const operand: Operand = placed.rule[side]
      const near = 'feature' in operand ? neighboursOf(pool, operand) : []
      return near.length === 0 ? [] : [{ placed, side, near }]
    }),
  )
  if (movable.length === 0) return replaceSubtree(random, pool, strategy)
  const { placed, side, near } = drawOne(random, movable)
  return replaceAt(strategy, placed, { ...placed.rule, [side]: drawOne(random, near) })
}

const flip: Mutation = (random, _pool, strategy) => {
  const placed = drawOne(random, rulesOf(strategy))
  const { rule } = placed
  if (isGroup(rule)) return replaceAt(strategy, placed, { ...rule, is: rule.is === 'all' ? 'any' : 'all' })
  return replaceAt(strategy, placed, { ...rule, is: rule.is === 'above' ? 'below' : 'above' })
}

/** Another right side of the same kind. */
const replaceOperand: Mutation = (random, pool, strategy) => {
  const placed = drawOne(random, comparisonsIn(strategy))
  const { left } = placed.rule
  const gene = 'feature' in left ? geneOf(pool, left)?.gene : undefined
  const rule = gene === undefined ? drawComparison(random, pool) : { ...placed.rule, right: drawPeer(random, pool, gene, left) }
  return replaceAt(strategy, placed, rule)
}

const replaceSubtree: Mutation = (random, pool, strategy) =>
  replaceAt(strategy, drawOne(random, rulesOf(strategy)), drawRule(random, pool, 2))

const grow: Mutation = (random, pool, strategy) => {
  const placed = drawOne(random, rulesOf(strategy))
  const added = drawComparison(random, pool)
  const { rule } = placed
  if (isGroup(rule)) return replaceAt(strategy, placed, { ...rule, rules: [...rule.rules, added] })
  return replaceAt(strategy, placed, { is: drawBoolean(random, 0.7) ? 'all' : 'any', rules: [rule, added] })
}

const prune: Mutation = (random, pool, strategy) => {
  const groups = groupsIn(strategy)
  if (groups.length === 0) return moveConstant(random, pool, strategy)
  const placed = drawOne(random, groups)
  const dropped = drawIndex(random, placed.rule.rules.length)
  const rules = placed.rule.rules.filter((_, index) => index !== dropped)
  const [only] = rules
  return replaceAt(strategy, placed, rules.length === 1 && only !== undefined ? only : { ...placed.rule, rules })
}

const changeExits: Mutation = (random, _pool, { stop: _stop, target: _target, ...rest }) => ({ ...rest, ...drawExits(random) })

const changeFraction: Mutation = (random, _pool, strategy) => ({ ...strategy, fraction: drawOne(random, FRACTIONS) })

const MUTATIONS: readonly (readonly [Mutation, number])[] = [
  [moveConstant, 4],
  [moveParameter, 5],
  [flip, 1],
  [replaceOperand, 2],
  [replaceSubtree, 3],
  [grow, 2],
  [prune, 3],
  [changeExits, 2],
  [changeFraction, 0.5],
]

/** One change of a typed strategy; the result is typed, but may be larger than the limits. */
export const mutate: Mutation = (random, pool, strategy) => drawWeighted(random, MUTATIONS)(random, pool, strategy)
