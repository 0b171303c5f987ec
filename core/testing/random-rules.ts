import type { Timeframe } from '../domain/index.ts'
import { type AnyIndicator, INDICATORS } from '../features/index.ts'
import { comparable, type Operand, operandKind, parseRuleStrategy, type Rule, type RuleStrategy } from '../strategies/index.ts'

/** From 0 to below 1. */
export type Chance = () => number

/** Mulberry32: small, and good enough for tests. */
export function chanceOf(seed: number): Chance {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

export const pick = <Value>(chance: Chance, from: readonly Value[]): Value => {
  const found = from[Math.floor(chance() * from.length)]
  if (found === undefined) throw new RangeError('nothing to pick from')
  return found
}

const CANDLE_INDICATORS: readonly AnyIndicator[] = INDICATORS.filter(({ input }) => input === 'bar' || input === 'close')

export interface RuleDraw {
  readonly chance: Chance
  readonly timeframe: Timeframe
  /** The greatest whole-numbered parameter, where its range allows. */
  readonly mostPeriod: number
  /** Periods to choose from, as a search would that wants trees to share indicators; any if absent. */
  readonly ladder?: readonly number[]
  /** A constant to compare an operand with that has none of its own; a typical one otherwise. */
  readonly constantFor?: (operand: Operand) => number
  /** Groups nest at most so deep. */
  readonly depth: number
}

/** Parameters that the indicator accepts; whole numbers evenly over the logarithm. */
function drawnFeature({ chance, mostPeriod, ladder }: RuleDraw, indicator: AnyIndicator): Operand {
  const { id, outputs, parameters } = indicator.descriptor
  for (let attempt = 0; attempt < 20; attempt += 1) {
    const drawn = Object.entries(parameters).map(([name, { kind, min, max, default: usual }]) => {
      if (kind === 'number') return [name, Number(Math.min(Math.max(usual * (0.5 + chance()), min), max).toFixed(3))] as const
      // A moment in time is not a period.
      if (max > 1e6) return [name, usual] as const
      const [low, high] = [min, Math.min(max, Math.max(mostPeriod, min + 1))]
      const steps = ladder?.filter((step) => step >= low && step <= high) ?? []
      if (steps.length > 0) return [name, pick(chance, steps)] as const
      return [name, Math.min(high, Math.floor(low * ((high + 1) / low) ** chance()))] as const
    })
    try {
      const resolved = indicator.resolve(Object.fromEntries(drawn))
      const output = pick(chance, outputs)
      return { feature: id, parameters: resolved, ...(output === outputs[0] ? {} : { output }) }
    } catch {
      // One parameter contradicts another: draw again.
    }
  }
  return { feature: id, parameters: indicator.resolve({}) }
}

const drawnOperand = (draw: RuleDraw): Operand =>
  draw.chance() < 0.15 ? { price: 'close' } : drawnFeature(draw, pick(draw.chance, CANDLE_INDICATORS))

function drawnConstant({ chance, constantFor }: RuleDraw, left: Operand): number | undefined {
  const constants = 'feature' in left ? operandKind(left.feature, left.output).constants : null
  if (constantFor !== undefined && (constants === null || chance() < 0.7)) return constantFor(left)
  return constants === null ? undefined : constants[0] + chance() * (constants[1] - constants[0])
}

function drawnComparison(draw: RuleDraw): Rule {
  const { chance } = draw
  const is = chance() < 0.5 ? 'above' : 'below'
  for (;;) {
    const left = drawnOperand(draw)
    const constant = chance() < 0.6 ? drawnConstant(draw, left) : undefined
    if (constant !== undefined) {
      const right = { constant }
      return chance() < 0.9 ? { is, left, right } : { is, left: right, right: left }
    }
    for (let attempt = 0; attempt < 30; attempt += 1) {
      const right = drawnOperand(draw)
      if (comparable(left, right)) return { is, left, right }
    }
  }
}

function drawnRule(draw: RuleDraw, depth: number): Rule {
  const { chance } = draw
  if (depth <= 1 || chance() < 0.4) return drawnComparison(draw)
  const rules = Array.from({ length: 1 + Math.floor(chance() * 3) }, () => drawnRule(draw, depth - 1))
  return { is: chance() < 0.5 ? 'all' : 'any', rules }
}

/** A random tree that is valid, features of all families in it. */
export function drawnRuleStrategy(draw: RuleDraw): RuleStrategy {
  const { chance, timeframe, depth } = draw
  return parseRuleStrategy({
    version: 1,
    timeframe,
    entry: drawnRule(draw, depth),
    exit: drawnRule(draw, depth),
    ...(chance() < 0.6 ? { stop: pick(chance, [0.002, 0.01, 0.02, 0.1]) } : {}),
    ...(chance() < 0.6 ? { target: pick(chance, [0.002, 0.01, 0.04, 0.2]) } : {}),
    fraction: pick(chance, [1, 1, 0.5, 0.1, 0.999]),
  })
}
