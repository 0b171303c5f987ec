import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { millis, type Stance } from '../../domain/index.ts'
import { type FeatureValue, featureSource } from '../../features/index.ts'
import { type OpenedStrategy, openUserStrategy, type StrategyView, type Verdict } from '../../strategies/index.ts'
import { ProcessSandboxes } from './index.ts'

const BUDGET = { step: 2_000, configure: 4_000 }
let sandboxes: ProcessSandboxes
beforeAll(() => {
  sandboxes = new ProcessSandboxes()
})
afterAll(() => {
  sandboxes.close()
})

const view: StrategyView = {
  at: millis(60_000),
  close: 100,
  mid: 100,
  previous: 'neutral',
  feature: (alias): FeatureValue => ({ feature: alias, value: 99, source: 'test', asOf: millis(60_000), age: 0 }),
}

/** A strategy whose step, or whose top level, is the given code. */
const written = (step: string, top = '', id = 'mine') => `
import { defineStrategy, integerParameter, neutral } from 'sentinel'
${top}
export default defineStrategy({
  id: '${id}', version: 3, title: 'Mine', family: 'test', idea: 'test', suits: 'test', weakness: 'test', timeframe: '1m',
  parameters: { period: integerParameter('Period', 20, [2, 200]) },
  warmUp: ({ period }) => period,
  features: ({ period }) => ({ average: { indicator: 'sma', parameters: { period } } }),
  step(view, { period }) { ${step} },
})`
const open = (step: string, top = '', budget = BUDGET): Promise<OpenedStrategy> =>
  openUserStrategy({ id: 'mine', code: written(step, top) }, { sandboxes, features: featureSource, budget })

/** Runs expressions inside, one a step, and gives what each told by the only way out: an error's message. */
async function tellsOf(expressions: readonly string[], top = ''): Promise<readonly string[]> {
  const list = expressions.map((expression) => `() => ${expression}`).join(',')
  const opened = await open(`throw new Error('told ' + (all[view.at])())`, `const all = [${list}]\n${top}`)
  const { step } = opened.strategy.configure()
  const told = expressions.map((_, index) => {
    try {
      step({ ...view, at: millis(index) })
      return 'nothing'
    } catch (error) {
      return error instanceof Error ? error.message : String(error)
    }
  })
  opened.close()
  return told
}

describe('a strategy in a sandbox', () => {
  it('is a strategy like any other: parameters, features, view and verdict', async () => {
    const opened = await open(`
      const { value } = view.feature('average')
      if (value === null || view.close === null) return neutral('average')
      return { stance: 'long', confidence: 0.5, reasons: [{ feature: 'average', contribution: 1 }], stop: view.close - period }`)
    const { descriptor, configure } = opened.strategy
    expect(descriptor).toMatchObject({ id: 'mine', version: 3, cadence: { on: 'bar' }, warmUp: 20 })
    const configured = configure({ period: 5 })
    expect(configured.features).toEqual({ average: { indicator: 'sma', parameters: { period: 5 } } })
    expect(configured.step(view)).toEqual({
      stance: 'long',
      confidence: 0.5,
      reasons: [{ feature: 'average', contribution: 1 }],
      stop: 95,
    })
    const missing = { ...view, feature: (alias: string) => ({ ...view.feature(alias), value: null }) }
    expect(configured.step(missing)).toMatchObject({ stance: 'neutral' })
    expect(() => configure({ period: 1 })).toThrow('mine.period: 1: give a whole number from 2 to 200')
    opened.close()
    expect(() => configured.step(view)).toThrow('it was closed')
  })

  it('gives for many bars in one go what it gives one by one, up to the first that fails', async () => {
    const top = 'const given = []'
    const opened = await open(
      `if (view.at === 600_000) throw new Error('enough')
      const verdict = { stance: view.previous === 'long' || view.close < 97 ? 'flat' : 'long', confidence: 0.5, reasons: [] }
      given.push(verdict)
      // Too late: what was said is said.
      for (const each of given.slice(0, -1)) each.stance = 'neutral'
      return view.at === 420_000 ? neutral('average') : verdict`,
      top,
    )
    const configured = opened.strategy.configure()
    // Two of them lie so far apart that the stance before has run out.
    const times = [60_000, 120_000, 180_000, 360_000, 420_000, 480_000, 540_000, 600_000, 660_000]
    const views = times.map((at, index) => ({
      at: millis(at),
      close: 95 + index,
      features: { average: { feature: 'sma(20)', value: 99, source: 'test', asOf: millis(at), age: 0 } },
    }))
    const run = { views, standing: { stance: 'long' as const, expiresAt: millis(90_000) }, life: 120_000 }
    const { verdicts = [], failure } = configured.steps?.(run) ?? {}
    const expected: Verdict[] = []
    let standing: { stance: Stance; expiresAt: number } = run.standing
    for (const { at, close, features } of views.slice(0, 7)) {
      const previous = standing.expiresAt <= at ? 'neutral' : standing.stance
      const verdict = configured.step({ at, close, mid: null, previous, feature: () => features.average })
      expected.push(verdict)
      standing = { stance: verdict.stance, expiresAt: at + run.life }
    }
    expect(verdicts).toEqual(expected)
    expect(verdicts.map(({ stance }) => stance)).toEqual(['flat', 'flat', 'long', 'long', 'neutral', 'long', 'flat'])
    expect(failure?.message).toMatch(/^mine\.ts:\d+:\d+: enough$/)
    const second = configured.steps?.({ ...run, views: views.slice(7) })
    expect([second?.verdicts, second?.failure?.message]).toEqual([[], failure?.message])
    opened.close()
  })

  it('says where it threw, and answers again', async () => {
    const opened = await open(`if (view.close > 50) throw new TypeError('boom')\n return neutral('average')`)
    const { step } = opened.strategy.configure()
    expect(() => step(view)).toThrow(/^mine\.ts:9:\d+: TypeError: boom$/)
    expect(step({ ...view, close: 10 })).toMatchObject({ stance: 'neutral' })
    opened.close()
  })

  const refused: readonly (readonly [string, string, RegExp])[] = [
    ['no default export', 'export const x = 1', /it has no default export/],
    ['no step', "export default { id: 'mine', warmUp() {}, features() {} }", /step is missing: it must be a function/],
    ['a foreign module', `import fs from 'node:fs'; ${written('')}`, /it imports 'node:fs'; .*nothing but 'sentinel'/],
    ['a name that sentinel has not', written('').replace('neutral', 'nothing'), /does not provide an export named 'nothing'/],
    ['another id than the file', written('', '', 'yours'), /id: yours: give the file's name, mine/],
    ['an indicator that is none', written('').replace("'sma'", "'smma2'"), /smma2/],
    ['a default out of its range', written('').replace('20, [2', '1, [2'), /parameters\.period/],
    ['an error at its top level', `throw new RangeError('early')`, /mine\.ts:1:7: RangeError: early/],
  ]
  it.each(refused)('refuses %s', async (_, code, message) => {
    await expect(openUserStrategy({ id: 'mine', code }, { sandboxes, features: featureSource, budget: BUDGET })).rejects.toThrow(
      message,
    )
  })

  it('is stopped by what is no verdict', async () => {
    const cases: readonly (readonly [string, RegExp])[] = [
      [`return { stance: 'short', confidence: 1, reasons: [] }`, /the verdict\.stance/],
      [`return { stance: 'long', confidence: 0/0, reasons: [] }`, /the verdict\.confidence/],
      [`return { stance: 'long', confidence: 1, reasons: [], stop: 100 }`, /the verdict\.stop: 100 is not below the price, 100/],
      [`return { stance: 'long', confidence: 1, reasons: [], trail: 1 }`, /the verdict\.trail/],
      [`return { stance: 'long', confidence: 1, reasons: [], target: 99 }`, /the verdict\.target: 99 is not above the price/],
      ['return', /the verdict/],
      ['const a = {}; a.a = a; return a', /circular/],
      [`view.feature('toString')`, /the feature toString was not declared/],
      ['return (async () => 1)()', /the verdict/],
    ]
    const list = cases.map(([step]) => `(view) => { ${step} }`).join(',')
    const opened = await open('return all[view.at](view)', `const all = [${list}]`)
    const { step } = opened.strategy.configure()
    for (const [index, [, message]] of cases.entries()) expect(() => step({ ...view, at: millis(index) })).toThrow(message)
    opened.close()
  })
})

describe('hostile code', () => {
  it('finds nothing of the outer world, no clock and no chance, no memory outside the heap', async () => {
    const names = [
      ...['process', 'require', 'module', 'Buffer', 'fetch', 'WebSocket', 'XMLHttpRequest', 'setTimeout', 'setInterval'],
      ...['setImmediate', 'queueMicrotask', 'performance', 'crypto', 'navigator', 'console', 'Date', 'Intl', 'structuredClone'],
      ...['ArrayBuffer', 'Uint8Array', 'Float64Array', 'SharedArrayBuffer', 'Atomics', 'WebAssembly', 'eval', 'Function'],
    ]
    const told = await tellsOf([
      ...names.map((name) => `typeof ${name}`),
      'typeof Math.random',
      'Object.keys(import.meta).length',
      'Object.getOwnPropertyNames(globalThis).length < 60',
    ])
    const words = told.map((each) => each.replace(/^mine\.ts:\d+:\d+: told /, ''))
    expect(words).toEqual([...names.map(() => 'undefined'), 'undefined', '0', 'true'])
  })

  it('makes no code from text, by whatever constructor', async () => {
    const told = await tellsOf([
      `[].constructor.constructor('return process')()`,
      `neutral.constructor('return process')()`,
      `(function* () {}).constructor('yield process')().next().value`,
      `(async () => {}).constructor('return process')`,
      `globalThis.constructor.constructor('return process')()`,
      `(() => { try { null.x } catch (e) { return e.constructor.constructor('return process')() } })()`,
      `(() => { const f = () => f(); try { f() } catch (e) { return e.constructor.constructor('return process')() } })()`,
    ])
    for (const each of told) expect(each).toMatch(/Code generation from strings disallowed/)
  })

  it('sees no frame of the outer world through a stack trace', async () => {
    const top = `let frames = 'none'; try { Error.prepareStackTrace = (e, all) => { frames = all; return 'x' } } catch {}
      try { globalThis.Error = { prepareStackTrace: (e, all) => { frames = all; return 'x' } } } catch {}`
    const [told] = await tellsOf(['(() => { try { null.x } catch (e) { e.stack } return String(frames) })()'], top)
    expect(told).toMatch(/told none$/)
  })

  it('is ended by import()', async () => {
    const opened = await open(`globalThis.leak = import('node:fs').constructor; return neutral('average')`)
    const { step } = opened.strategy.configure()
    expect(() => step(view)).toThrow(/import\('node:fs'\), which no strategy may/)
    expect(() => step(view)).toThrow(/its process ended by itself \(70\)/)
  })

  it('cannot spoil what reads it by what it throws or by what it changes', async () => {
    const trap = `throw { get message() { throw 1 }, toString() { throw 2 } }`
    const opened = await open(
      trap,
      `JSON.stringify = () => '{"ok":true,"value":{}}'; Object.prototype.ok = true; Object.freeze = 1`,
    )
    expect(() => opened.strategy.configure().step(view)).toThrow('it threw something that cannot be read')
    opened.close()
  })

  const ending: readonly (readonly [string, string, RegExp])[] = [
    ['an endless loop', 'for (;;);', /it did not answer within 300 ms/],
    [
      'a slow step',
      'let n = 0; for (let i = 0; i < 3e9; i += 1) n += i; return neutral("average")',
      /it did not answer within 300 ms/,
    ],
    ['promises without end', '(async () => { for (;;) await 0 })(); return neutral("average")', /did not answer|half done/],
    ['a huge list', 'return new Array(2 ** 27).fill(1.5)', /memory|300 ms/],
    ['deep recursion', 'const f = () => f(); f()', /RangeError|stack/],
  ]
  it.each(ending)('is stopped when it makes %s, and nothing else is', async (_, step, message) => {
    const good = await open(`return neutral('average')`)
    const bad = await open(`if (view.close > 50) { ${step} } return neutral('average')`, '', { step: 300, configure: 4_000 })
    const [goodStep, badStep] = [good.strategy.configure(), bad.strategy.configure()].map((each) => each.step.bind(each))
    const calls = (): void => {
      badStep?.(view)
      // What goes on behind an answer shows at the next question.
      badStep?.(view)
    }
    expect(calls).toThrow(message)
    expect(goodStep?.(view)).toMatchObject({ stance: 'neutral' })
    good.close()
    bad.close()
  })

  it('is not waited for when it loops at its top level', async () => {
    const impatient = new ProcessSandboxes({ opening: 800 })
    const source = { id: 'mine', code: written('', 'for (;;);') }
    await expect(openUserStrategy(source, { sandboxes: impatient, features: featureSource })).rejects.toThrow(
      /not loaded within 800 ms: it loops at its top level/,
    )
    impatient.close()
  })
})
