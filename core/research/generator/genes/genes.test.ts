import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { canonicalRuleStrategy, comparable, parseRuleStrategy, type RuleStrategy, ruleId } from '../../../strategies/index.ts'
import { Chance } from '../chance.ts'
import { neighbourStrategies } from '../verdict/neighbours.ts'
import { crossover } from './crossover.ts'
import { drawStrategy } from './draw.ts'
import { genePool, neighboursOf, operandOf } from './gene-pool.ts'
import { mutate } from './mutate.ts'
import { comparisonsOf, depthOf, fits, nodeCount, replaceAt, rulesOf, sizeOf } from './tree.ts'
import { isTyped } from './typing.ts'

const pool = genePool('1m')
const seeds = fc.integer({ min: 0, max: 2 ** 31 - 1 })
const strategies = seeds.map((seed) => drawStrategy(Chance.seeded(seed, 0), pool))

function expectSound(strategy: RuleStrategy): void {
  const canonical = canonicalRuleStrategy(strategy)
  expect(isTyped(pool, canonical), JSON.stringify(canonical)).toBe(true)
  expect(parseRuleStrategy(JSON.parse(JSON.stringify(canonical)))).toEqual(canonical)
}

/** A canonical group that lost a member to an equal one may be a rule that never changes: such are not kept. */
const sameOperands = (strategy: RuleStrategy): boolean =>
  [...comparisonsOf(strategy.entry), ...comparisonsOf(strategy.exit)].some(
    ({ left, right }) => JSON.stringify(left) === JSON.stringify(right),
  )

describe('the gene pool', () => {
  it('compares each output only with what measures the same, and with constants that it can reach', () => {
    for (const gene of pool.outputs) {
      const operands = gene.settings.map((setting) => operandOf(gene, setting))
      expect(operands.length, gene.feature).toBeGreaterThan(0)
      const [first] = operands
      if (first === undefined) continue
      for (const constant of gene.constants ?? []) expect(comparable(first, { constant }), gene.feature).toBe(true)
      const peers = pool.outputs.filter(({ group }) => group === gene.group)
      for (const peer of peers)
        for (const setting of peer.settings.slice(0, 1)) expect(comparable(first, operandOf(peer, setting))).toBe(true)
      // Something to compare with is always there.
      expect(gene.constants !== undefined || peers.length + operands.length > 2, gene.feature).toBe(true)
    }
  })

  it('leads from each parameter set to near ones and back', () => {
    for (const gene of pool.outputs)
      for (const setting of gene.settings) {
        const operand = operandOf(gene, setting)
        for (const near of neighboursOf(pool, operand))
          expect(neighboursOf(pool, near).map((each) => JSON.stringify(each))).toContain(JSON.stringify(operand))
      }
  })
})

describe('operators', () => {
  it('draw typed strategies within the limits of a drawing', () => {
    fc.assert(
      fc.property(strategies, (strategy) => {
        expectSound(strategy)
        expect(fits(strategy, { depth: 2, nodes: 8 })).toBe(true)
      }),
      { numRuns: 150 },
    )
  })

  it('mutate a typed strategy into a typed one, however often', () => {
    const changed = new Set<string>()
    fc.assert(
      fc.property(strategies, seeds, (strategy, seed) => {
        const chance = Chance.seeded(seed, 1)
        let current = canonicalRuleStrategy(strategy)
        for (let round = 0; round < 12; round += 1) {
          const next = canonicalRuleStrategy(mutate(chance, pool, current))
          // The bound is on what is kept; a mutation itself may make a comparison of a thing with itself.
          if (sameOperands(next)) continue
          expectSound(next)
          if (ruleId(next) !== ruleId(current)) changed.add(ruleId(next))
          if (fits(next, { depth: 4, nodes: 20 })) current = next
        }
      }),
      { numRuns: 60 },
    )
    expect(changed.size).toBeGreaterThan(400)
  })

  it('cross two typed strategies into a typed one made of their conditions', () => {
    fc.assert(
      fc.property(strategies, strategies, seeds, (first, second, seed) => {
        const child = crossover(Chance.seeded(seed, 2), first, second)
        expectSound(child)
        const known = new Set(
          [first, second]
            .flatMap((each) => rulesOf(each).flatMap(({ rule }) => comparisonsOf(rule)))
            .map((rule) => JSON.stringify(rule)),
        )
        for (const { rule } of rulesOf(child))
          for (const each of comparisonsOf(rule)) expect(known).toContain(JSON.stringify(each))
        expect([first, second].some(({ stop, target }) => stop === child.stop && target === child.target)).toBe(true)
      }),
      { numRuns: 150 },
    )
  })

  it('name as neighbours what differs in one place and is typed', () => {
    fc.assert(
      fc.property(strategies, (strategy) => {
        const own = canonicalRuleStrategy(strategy)
        const near = neighbourStrategies(pool, own)
        expect(new Set(near.map(ruleId)).size).toBe(near.length)
        for (const each of near) {
          expectSound(each)
          expect(ruleId(each)).not.toBe(ruleId(own))
          expect([each.stop, each.target, each.fraction]).toEqual([own.stop, own.target, own.fraction])
        }
      }),
      { numRuns: 40 },
    )
  })
})

describe('trees', () => {
  const above = (feature: string, constant: number) =>
    ({ is: 'above', left: { feature, parameters: { period: 14 } }, right: { constant } }) as const
  const strategy: RuleStrategy = {
    version: 1,
    timeframe: '1m',
    entry: { is: 'all', rules: [above('rsi', 30), { is: 'any', rules: [above('mfi', 40), above('cmo', 0)] }] },
    exit: above('rsi', 70),
    fraction: 1,
  }

  it('are counted by comparisons and groups', () => {
    expect([nodeCount(strategy.entry), depthOf(strategy.entry), sizeOf(strategy)]).toEqual([5, 3, 6])
    expect(rulesOf(strategy).map(({ side, path }) => `${side} ${path.join('.')}`)).toEqual([
      'entry ',
      'entry 0',
      'entry 1',
      'entry 1.0',
      'entry 1.1',
      'exit ',
    ])
  })

  it('change at one place only', () => {
    const changed = replaceAt(strategy, { side: 'entry', path: [1, 0] }, above('rsi', 5))
    expect(changed.entry).toEqual({
      is: 'all',
      rules: [above('rsi', 30), { is: 'any', rules: [above('rsi', 5), above('cmo', 0)] }],
    })
    expect(changed.exit).toBe(strategy.exit)
  })

  it('are refused where a comparison says nothing', () => {
    const entry = (left: object, right: object): RuleStrategy => ({
      ...strategy,
      entry: { is: 'above', left, right } as RuleStrategy['entry'],
    })
    const rsi = { feature: 'rsi', parameters: { period: 14 } }
    const sma = { feature: 'sma', parameters: { period: 20 } }
    expect(isTyped(pool, entry(rsi, { constant: 50 }))).toBe(true)
    expect(isTyped(pool, entry({ price: 'close' }, sma))).toBe(true)
    for (const [left, right] of [
      [rsi, { constant: 95 }],
      [rsi, { price: 'close' }],
      [rsi, sma],
      [sma, { constant: 100 }],
      [rsi, rsi],
      [{ feature: 'rsi', parameters: { period: 15 } }, { constant: 50 }],
      [{ feature: 'obv', parameters: {} }, { constant: 0 }],
    ] as const)
      expect(isTyped(pool, entry(left, right)), JSON.stringify([left, right])).toBe(false)
    expect(isTyped(pool, { ...strategy, stop: 0.03, target: 0.01 })).toBe(false)
    expect(isTyped(pool, { ...strategy, timeframe: '1h' })).toBe(false)
  })
})
