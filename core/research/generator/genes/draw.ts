import type { Random } from '../../../ports/index.ts'
import type { ComparisonRule, Operand, Rule, RuleStrategy } from '../../../strategies/index.ts'
import { drawBoolean, drawIndex, drawOne } from '../chance.ts'
import { type GenePool, operandOf, type OutputGene } from './gene-pool.ts'
import { FRACTIONS, LEAST_TARGET_TO_STOP, STOPS, TARGETS } from './limits.ts'

/** Constants come from so many even steps of their range, so that equal thoughts are equal trees. */
const CONSTANT_STEPS = 40

/** The nearest step inside the range. */
export function constantNear([least, most]: readonly [number, number], value: number): number {
  if (least === most) return least
  const step = (most - least) / CONSTANT_STEPS
  const steps = Math.min(CONSTANT_STEPS, Math.max(0, Math.round((value - least) / step)))
  return Number((least + steps * step).toPrecision(6))
}

const drawConstant = (random: Random, range: readonly [number, number]): number =>
  constantNear(range, range[0] + random.next() * (range[1] - range[0]))

/** An operand that the gene's output may be compared with, other than `left`. */
export function drawPeer(random: Random, pool: GenePool, gene: OutputGene, left: Operand): Operand {
  if (gene.constants !== undefined && drawBoolean(random, 0.7)) return { constant: drawConstant(random, gene.constants) }
  if (gene.group === 'price' && drawBoolean(random, 0.5)) return { price: 'close' }
  const written = JSON.stringify(left)
  const peers = pool.outputs
    .filter(({ group }) => group === gene.group)
    .flatMap((each) => each.settings.map((setting) => operandOf(each, setting)))
    .filter((operand) => JSON.stringify(operand) !== written)
  return drawOne(random, peers)
}

export function drawComparison(random: Random, pool: GenePool): ComparisonRule {
  const gene = drawOne(random, pool.outputs)
  const left = operandOf(gene, drawOne(random, gene.settings))
  return { is: drawBoolean(random, 0.5) ? 'above' : 'below', left, right: drawPeer(random, pool, gene, left) }
}

/** A condition of at most `depth` levels. */
export function drawRule(random: Random, pool: GenePool, depth: number): Rule {
  if (depth <= 1 || drawBoolean(random, 0.45)) return drawComparison(random, pool)
  const members = 2 + drawIndex(random, 2)
  // An entry of several conditions is an `all` more often: `any` of random conditions holds nearly always.
  return {
    is: drawBoolean(random, 0.7) ? 'all' : 'any',
    rules: Array.from({ length: members }, () => drawRule(random, pool, depth - 1)),
  }
}

export interface Exits {
  readonly stop?: number
  readonly target?: number
}

export function drawExits(random: Random): Exits {
  if (drawBoolean(random, 0.2)) return {}
  const stop = drawOne(random, STOPS)
  if (drawBoolean(random, 0.4)) return { stop }
  return {
    stop,
    target: drawOne(
      random,
      TARGETS.filter((target) => target >= LEAST_TARGET_TO_STOP * stop),
    ),
  }
}

export const drawStrategy = (random: Random, pool: GenePool): RuleStrategy => ({
  version: 1,
  timeframe: pool.timeframe,
  entry: drawRule(random, pool, 2),
  exit: drawRule(random, pool, 2),
  ...drawExits(random),
  fraction: drawOne(random, FRACTIONS),
})
