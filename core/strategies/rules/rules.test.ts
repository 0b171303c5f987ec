import { describe, expect, it } from 'vitest'
import { InputError, millis, type Stance } from '../../domain/index.ts'
import { checkColumns, type FeatureValue, featureSource } from '../../features/index.ts'
import { sampleBars } from '../../testing/indicator-samples.ts'
import { candleIndicators, columnsOf } from '../../testing/indicator-checks.ts'
import { chanceOf, drawnRuleStrategy } from '../../testing/random-rules.ts'
import type { Verdict } from '../contract/strategy.ts'
import {
  canonicalRuleStrategy,
  comparable,
  featuresOf,
  operandKind,
  parseRuleJson,
  parseRuleStrategy,
  type Rule,
  ruleId,
  ruleJson,
  ruleStrategy,
  ruleStrategyText,
  ruleText,
} from './index.ts'

const rsi = (period = 14) => ({ feature: 'rsi', parameters: { period } })
const ema = (period: number) => ({ feature: 'ema', parameters: { period } })
const close = { price: 'close' } as const
const SAMPLE = parseRuleStrategy({
  version: 1,
  timeframe: '5m',
  entry: {
    is: 'all',
    rules: [
      { is: 'below', left: rsi(), right: { constant: 30 } },
      { is: 'above', left: close, right: ema(200) },
    ],
  },
  exit: { is: 'above', left: rsi(), right: { constant: 70 } },
  stop: 0.02,
  target: 0.04,
  fraction: 0.5,
})
const changed = (change: Record<string, unknown>) => parseRuleStrategy({ ...SAMPLE, ...change })
const drawn = (seed: number) => drawnRuleStrategy({ chance: chanceOf(seed), timeframe: '1m', mostPeriod: 40, depth: 4 })

describe('parsing a rule strategy', () => {
  it('takes what was written and fills in what was left out', () => {
    const text = '{"version":1,"timeframe":"1m","entry":{"is":"above","left":{"feature":"macd"},"right":{"constant":0}},'
    const found = parseRuleJson(`${text}"exit":{"is":"below","left":{"price":"close"},"right":{"feature":"ema"}},"fraction":1}`)
    expect(found.entry).toEqual({
      is: 'above',
      left: { feature: 'macd', parameters: { fast: 12, slow: 26, signal: 9 } },
      right: { constant: 0 },
    })
    expect(found).not.toHaveProperty('stop')
    for (let seed = 0; seed < 200; seed += 1) {
      const rule = drawn(seed)
      expect(parseRuleJson(JSON.stringify(rule))).toEqual(rule)
    }
  })

  const nested = (depth: number): unknown =>
    depth === 0 ? SAMPLE.exit : { is: 'any', rules: [{ is: 'above', left: close, right: { constant: 1 } }, nested(depth - 1)] }
  const entry = (rule: unknown) => ({ entry: { is: 'all', rules: [SAMPLE.exit, rule] } })
  const compare = (left: unknown, right: unknown = { constant: 1 }) => entry({ is: 'above', left, right })
  const at = 'entry.rules.1.left'
  const refused: readonly (readonly [change: Record<string, unknown>, words: string | RegExp])[] = [
    [{ version: 2 }, 'version: 2: give 1'],
    [{ timeframe: '2m' }, /^timeframe: "2m": use one of 1s, 1m/],
    [{ fraction: 0 }, /^fraction: 0: give a number from 0\.0001 to 1/],
    [{ fraction: '1' }, /^fraction: "1": give a number/],
    [{ stop: 1 }, /^stop: 1: give a number from 0\.0001 to 0\.99/],
    [{ target: -1 }, /^target: -1: give a number from 0\.0001 to 100/],
    [{ target: Number.NaN }, /^target: NaN/],
    [{ note: 'x' }, /^note: "x": leave it out; known are version, /],
    [{ exit: undefined }, /^exit: missing: give a rule/],
    [{ exit: [] }, /^exit: \[\]: give a rule/],
    [entry({ is: 'all', rules: [] }), 'entry.rules.1.rules: []: give a list of at least one rule'],
    [entry({ is: 'not' }), /^entry\.rules\.1\.is: "not": use one of above, below, all, any/],
    [entry({ is: 'above', left: close }), /^entry\.rules\.1\.right: missing: give \{"feature"/],
    [
      compare({ feature: 'ema', parameters: { period: 0 } }),
      /^entry\.rules\.1\.left\.parameters\.period: 0: give a whole number/,
    ],
    [compare({ feature: 'ema', parameters: { span: 3 } }), /^entry\.rules\.1\.left\.parameters\.span: 3: use one of period/],
    [compare({ feature: 'ema', parameters: { period: '9' } }), /^entry\.rules\.1\.left\.parameters\.period: "9": give/],
    [compare({ feature: 'macd', parameters: { fast: 30 } }), /^entry\.rules\.1\.left\.parameters\.fast: 30: /],
    [compare({ feature: 'macd', output: 'sigma' }), `${at}.output: sigma: use one of macd, signal, histogram`],
    [compare({ feature: 'moon' }), /^entry\.rules\.1\.left\.feature: moon: use one of sma, ema/],
    [compare({ feature: 'spread' }), /^entry\.rules\.1\.left\.feature: "spread": it is made from each change of the best bid/],
    [compare({ feature: 'external' }), /^entry\.rules\.1\.left\.feature: "external": it is made from/],
    [compare({ feature: 'rsi', series: 'x' }), /^entry\.rules\.1\.left\.series: "x": leave it out/],
    [compare({ price: 'open' }), `${at}.price: "open": use close`],
    [compare({ constant: Infinity }, close), `${at}.constant: Infinity: give a number`],
    [compare({ constant: 1 }), /^entry\.rules\.1\.right: \{"constant":1\}: compare with a feature or a price/],
    [{ entry: nested(12) }, new RegExp(`^entry${'\\.rules\\.1'.repeat(11)}\\.rules\\.0: .*: nest at most 12 deep`)],
  ]
  it.each(refused)('refuses what is wrong, with its place: %#', (change, words) => {
    expect(() => changed(change)).toThrow(InputError)
    expect(() => changed(change)).toThrow(words)
  })

  it('takes twelve levels, and refuses what is no JSON', () => {
    expect(changed({ entry: nested(11) }).entry.is).toBe('any')
    expect(() => parseRuleJson('{"version":')).toThrow(/^rule: .*it is not JSON/)
    expect(() => parseRuleJson('[]')).toThrow(/^rule: \[\]: give an object/)
  })
})

describe('the canonical form', () => {
  const above: Rule = { is: 'above', left: ema(9), right: ema(21) }
  const pairs: readonly (readonly [one: Rule, other: Rule, same: boolean])[] = [
    [above, { is: 'below', left: ema(21), right: ema(9) }, true],
    [above, { is: 'below', left: ema(9), right: ema(21) }, false],
    [above, { is: 'all', rules: [above, above] }, true],
    [{ is: 'all', rules: [above, SAMPLE.exit] }, { is: 'all', rules: [SAMPLE.exit, { is: 'all', rules: [above] }] }, true],
    [{ is: 'all', rules: [above, SAMPLE.exit] }, { is: 'any', rules: [above, SAMPLE.exit] }, false],
    [SAMPLE.exit, { is: 'below', left: { constant: 70 }, right: { ...rsi(), output: 'value' } }, true],
  ]
  it.each(pairs)('of %j and %j', (one, other, same) => {
    expect(ruleJson(changed({ entry: one })) === ruleJson(changed({ entry: other }))).toBe(same)
    expect(ruleId(changed({ entry: one })) === ruleId(changed({ entry: other }))).toBe(same)
  })

  it('parses to itself, and ids differ where strategies do', () => {
    const ids = new Map<string, string>()
    for (let seed = 0; seed < 500; seed += 1) {
      const rule = drawn(seed)
      const canonical = canonicalRuleStrategy(rule)
      expect(canonicalRuleStrategy(parseRuleJson(ruleJson(rule)))).toEqual(canonical)
      const id = ruleId(rule)
      expect(id).toMatch(/^rule-[0-9a-f]{16}$/)
      expect(ids.get(id) ?? ruleJson(rule)).toBe(ruleJson(rule))
      ids.set(id, ruleJson(rule))
    }
    expect(ids.size).toBeGreaterThan(490)
    expect(ruleId(SAMPLE)).toBe(ruleId({ ...SAMPLE }))
    expect(ruleId({ ...SAMPLE, stop: 0.03 })).not.toBe(ruleId(SAMPLE))
  })
})

describe('a rule in words', () => {
  it('reads as one would say it', () => {
    expect(ruleText(SAMPLE.entry)).toBe('RSI(14) below 30 and close above EMA(200)')
    const either: Rule = { is: 'any', rules: [SAMPLE.entry, { is: 'all', rules: [SAMPLE.exit] }] }
    expect(ruleText(either)).toBe('(RSI(14) below 30 and close above EMA(200)) or RSI(14) above 70')
    const bands = { feature: 'bollinger', parameters: { period: 20, deviations: 2 }, output: 'upper' }
    expect(ruleText({ is: 'above', left: close, right: bands })).toBe('close above bollinger(20, 2) upper')
    expect(ruleStrategyText(SAMPLE)).toBe(
      'Long when RSI(14) below 30 and close above EMA(200); out when RSI(14) above 70; stop 2 % below the entry; target 4 % above it; 50 % of equity an entry; 5m bars',
    )
  })
})

describe('a rule strategy', () => {
  const configured = ruleStrategy(SAMPLE, 'rule-x').configure()
  const step = (values: Record<string, number | null>, previous: Stance = 'neutral', price: number | null = 100): Verdict => {
    const feature = (alias: string): FeatureValue => {
      const value = values[alias]
      if (value === undefined) throw new RangeError(`undeclared ${alias}`)
      return { feature: alias, value, source: 'test', asOf: millis(1), age: 0 }
    }
    return configured.step({ at: millis(1), close: price, mid: price, previous, feature })
  }
  const seen = (strength: number | null, average: number | null = 90) => ({ 'rsi(14)': strength, 'ema(200)': average })

  it('declares each feature once, and the longest warm-up', () => {
    expect(Object.keys(configured.features)).toEqual(['rsi(14)', 'ema(200)'])
    expect(configured.warmUp).toBe(200)
    expect(configured.cadence).toEqual({ on: 'bar' })
    expect(ruleStrategy(SAMPLE, 'rule-x').descriptor).toMatchObject({ id: 'rule-x', timeframe: '5m', family: 'rules' })
    for (let seed = 0; seed < 100; seed += 1) {
      const rule = drawn(seed)
      const { features, warmUp } = ruleStrategy(rule, 'rule-y').configure()
      const needed = Object.values(features).map((request) => featureSource.barsNeeded(request))
      expect(warmUp).toBe(Math.max(0, ...needed))
      expect(Object.keys(features)).toEqual([...featuresOf(rule).keys()])
    }
  })

  it('is long where the entry holds, flat where the exit holds, and otherwise stays as it was', () => {
    expect(step(seen(20))).toMatchObject({ stance: 'long', confidence: 0.6, stop: 98, target: 104 })
    expect(step(seen(20, 101)).stance).toBe('neutral')
    expect(step(seen(50), 'long')).toMatchObject({ stance: 'long', stop: 98 })
    expect(step(seen(50), 'flat').stance).toBe('flat')
    expect(step(seen(75), 'long')).toMatchObject({ stance: 'flat', confidence: 0.6 })
    expect(step(seen(75), 'long')).not.toHaveProperty('stop')
    expect(step(seen(20), 'flat').reasons).toEqual([
      { feature: 'rsi(14)', contribution: 0.3 },
      { feature: 'ema(200)', contribution: 0.3 },
    ])
  })

  it('lets the exit win where both hold', () => {
    const both = ruleStrategy(changed({ exit: { is: 'above', left: close, right: { constant: 1 } } }), 'rule-x').configure()
    const feature = (alias: string) => ({ feature: alias, value: 20, source: '', asOf: millis(1), age: 0 })
    expect(both.step({ at: millis(1), close: 100, mid: 100, previous: 'long', feature }).stance).toBe('flat')
  })

  it('takes a missing value for neither above nor below', () => {
    expect(step(seen(null), 'neutral').stance).toBe('neutral')
    expect(step(seen(20, null), 'long').stance).toBe('long')
    expect(step(seen(null, null), 'flat').stance).toBe('flat')
    expect(step(seen(20), 'long', null).stance).toBe('neutral')
  })
})

describe('what operands measure', () => {
  it('is known for every output of every indicator that is made from candles', () => {
    for (const { descriptor } of candleIndicators())
      for (const output of descriptor.outputs) {
        const { dimension, constants } = operandKind(descriptor.id, output)
        if (constants !== null) expect(constants[0], descriptor.id).toBeLessThanOrEqual(constants[1])
        if (dimension === 'bounded') expect(constants).toEqual(descriptor.bounds[output])
      }
    expect(() => operandKind('spread')).toThrow(/not from candles/)
    expect(() => operandKind('rsi', 'signal')).toThrow(/rsi\.output: signal/)
  })

  it('follows from how it answers to prices twice as high, and to prices all higher by as much', () => {
    const bars = sampleBars(600, 9, 3_600_000)
    const moved = (change: (price: number) => number) =>
      checkColumns(
        columnsOf(
          bars.map(({ openTime, open, high, low, close: last, volume }) => ({
            openTime,
            open: change(open),
            high: change(high),
            low: change(low),
            close: change(last),
            volume,
          })),
        ),
      )
    const [plain, twice, lifted] = [moved((price) => price), moved((price) => 2 * price), moved((price) => price + 1_024)]
    for (const indicator of candleIndicators())
      for (const output of indicator.descriptor.outputs) {
        const [one = Number.NaN, double = Number.NaN, higher = Number.NaN] = [plain, twice, lifted].map((history) =>
          indicator.columns({}, history, [output])[0]?.at(-1),
        )
        const name = `${indicator.descriptor.id}.${output}`
        const { dimension } = operandKind(indicator.descriptor.id, output)
        const isPriced = dimension === 'price' || dimension === 'price-change'
        if (dimension !== 'own') expect(double / one, name).toBeCloseTo(isPriced ? 2 : 1, 6)
        if (isPriced) expect((higher - one) / 1_024, name).toBeCloseTo(dimension === 'price' ? 1 : 0, 6)
      }
  })

  it('says what compares with what', () => {
    const mfi = { feature: 'mfi', parameters: {} }
    expect(comparable(close, ema(5))).toBe(true)
    expect(comparable(rsi(), mfi)).toBe(true)
    expect(comparable(rsi(), { feature: 'aroon', parameters: {}, output: 'oscillator' })).toBe(false)
    expect(comparable(rsi(), close)).toBe(false)
    expect(comparable(rsi(), { constant: 30 })).toBe(true)
    expect(comparable({ constant: 130 }, rsi())).toBe(false)
    expect(comparable({ constant: 1 }, { constant: 2 })).toBe(false)
    expect(comparable({ feature: 'obv', parameters: {} }, { feature: 'adl', parameters: {} })).toBe(false)
  })
})
