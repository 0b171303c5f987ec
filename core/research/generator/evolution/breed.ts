import { InputError, required } from '../../../domain/index.ts'
import type { Random } from '../../../ports/index.ts'
import { canonicalRuleStrategy, ruleId, type RuleStrategy } from '../../../strategies/index.ts'
import { drawBoolean, drawIndex } from '../chance.ts'
import type { GeneratorConfig } from '../config.ts'
import { crossover } from '../genes/crossover.ts'
import { drawStrategy } from '../genes/draw.ts'
import type { GenePool } from '../genes/gene-pool.ts'
import { mutate } from '../genes/mutate.ts'
import { fits } from '../genes/tree.ts'
import { isTyped } from '../genes/typing.ts'

import { sharedFitness } from './niches.ts'
import type { Member } from './state.ts'

export interface Newborn {
  readonly id: string
  readonly rule: RuleStrategy
}

export interface Nursery {
  readonly pool: GenePool
  readonly config: GeneratorConfig
  /** Ids that ran or are about to; a newborn's id is added. */
  readonly taken: Set<string>
}

/** Tries at a tree that is new, before one is drawn at random instead, and before there seems to be none. */
const TRIES = 20
const MOST_TRIES = 20_000

type Make = (random: Random) => RuleStrategy

/** A strategy that never ran before. */
function newborn(random: Random, { pool, config, taken }: Nursery, make: Make): Newborn {
  for (let attempt = 0; attempt < MOST_TRIES; attempt += 1) {
    const rule = canonicalRuleStrategy(attempt < TRIES ? make(random) : drawStrategy(random, pool))
    if (!fits(rule, config.limits) || !isTyped(pool, rule)) continue
    const id = ruleId(rule)
    if (taken.has(id)) continue
    taken.add(id)
    return { id, rule }
  }
  throw new InputError({
    field: 'limits',
    value: JSON.stringify(config.limits),
    remedy: `no strategy that did not run yet was drawn in ${String(MOST_TRIES)} tries: give more depth or nodes, or fewer strategies`,
  })
}

export const firstGeneration = (random: Random, nursery: Nursery, count: number): readonly Newborn[] =>
  Array.from({ length: count }, () => newborn(random, nursery, (each) => drawStrategy(each, nursery.pool)))

/** The best in shared fitness of a few drawn at random. */
function tournament(random: Random, shared: readonly number[], contenders: number): number {
  let best = drawIndex(random, shared.length)
  for (let round = 1; round < contenders; round += 1) {
    const other = drawIndex(random, shared.length)
    if ((shared[other] ?? 0) > (shared[best] ?? 0)) best = other
  }
  return best
}

/** Offspring of one island: crossed, mutated, or drawn anew. */
export function offspring(random: Random, nursery: Nursery, members: readonly Member[], count: number): readonly Newborn[] {
  const { pool, config } = nursery
  const { evolution } = config
  const shared = sharedFitness(members, evolution.nicheCorrelation)
  const parent = (each: Random): RuleStrategy =>
    required(members[tournament(each, shared, evolution.tournament)], 'an island has members').rule
  const make: Make = (each) => {
    const kind = each.next()
    if (kind < evolution.immigrants) return drawStrategy(each, pool)
    if (kind >= evolution.immigrants + evolution.crossover) return mutate(each, pool, parent(each))
    const child = crossover(each, parent(each), parent(each))
    return drawBoolean(each, 0.3) ? mutate(each, pool, child) : child
  }
  return Array.from({ length: count }, () => newborn(random, nursery, make))
}
