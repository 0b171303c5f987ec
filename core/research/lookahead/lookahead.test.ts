import { describe, expect, it } from 'vitest'
import { compileStrategy, suspectsOf, tracedCode } from '../../adapters/user-strategies/index.ts'
import { type Candle, millis, required } from '../../domain/index.ts'
import { type FeatureValue, featureSource, INDICATORS } from '../../features/index.ts'
import { seededRandom } from '../../simulation/paper/index.ts'
import { type ConfiguredStrategy, openUserStrategy, STRATEGIES, type Strategy, strategyById } from '../../strategies/index.ts'
import { candlesOf, fileInstrument } from '../../testing/bar-markets.ts'
import { sampleBars } from '../../testing/indicator-samples.ts'
import { CHEATS, HONEST } from '../../testing/look-ahead-strategies.ts'
import { nearSandboxes } from '../../testing/near-sandboxes.ts'
import { type Examination, examine } from './index.ts'

const START = 1_700_000_040_000

function candles(count: number, seed: number): readonly Candle[] {
  const bars = sampleBars(count, seed)
  const column = (of: (bar: (typeof bars)[number]) => number): Float64Array => Float64Array.from(bars, of)
  return candlesOf({
    openTime: column(({ openTime }) => START + openTime),
    open: column(({ open }) => open),
    high: column(({ high }) => high),
    low: column(({ low }) => low),
    close: column(({ close }) => close),
    volume: column(({ volume }) => volume),
  })
}

const { id: instrument } = fileInstrument(0)
const given = (seed: number, bars: number): Omit<Examination, 'open' | 'traceable'> => ({
  instrument,
  bars: candles(bars, seed),
  params: {},
  features: featureSource,
  random: seededRandom(seed),
  cuts: 2,
})

function ofCode(code: string): Pick<Examination, 'open' | 'traceable'> {
  const plain = required(compileStrategy('mine.ts', code).code, 'it can be read')
  const followed = required(tracedCode(plain), 'the compiler is installed')
  const open = (traced: boolean) =>
    openUserStrategy(
      { id: 'mine', code: traced ? followed : plain, traced },
      { sandboxes: nearSandboxes, features: featureSource },
    )
  return { open, traceable: true }
}

const inProcess = (strategy: Strategy): Pick<Examination, 'open' | 'traceable'> => ({
  open: () => Promise.resolve({ strategy, trace: () => [], close: () => undefined }),
  traceable: false,
})

const faultOf = (code: string): number => code.split('\n').findIndex((line) => line.endsWith('// fault')) + 1

describe('a strategy that knows what it may not', () => {
  it.each(Object.entries(CHEATS))('is found, with its line: %s', async (_, { code, causes }) => {
    const { findings } = await examine({ ...given(5, 150), ...ofCode(code) })
    const found = [...new Set(findings.map(({ cause }) => cause))]
    expect(found).toEqual(expect.arrayContaining([...causes]))
    expect(found).not.toContain('columns')
    for (const { cause, line, parts } of findings) {
      if (cause === 'failed') expect(parts[0]?.found).toMatch(new RegExp(`^mine\\.ts:${String(faultOf(code))}:`))
      else expect(line, cause).toMatchObject({ line: faultOf(code) })
    }
  })

  it('is found where it reads a later bar of those it is asked for in one go', async () => {
    const base = strategyById('ema-cross')
    const configure = (): ConfiguredStrategy => {
      const configured = base.configure({})
      const say = (rising: boolean) => ({ stance: rising ? ('long' as const) : ('flat' as const), confidence: 1, reasons: [] })
      return {
        ...configured,
        step: () => say(true),
        steps: ({ views }) => ({
          verdicts: views.map(({ close }, index) => say((views[index + 1]?.close ?? Infinity) > (close ?? 0))),
        }),
      }
    }
    const { findings } = await examine({ ...given(3, 200), ...inProcess({ ...base, configure }) })
    expect(findings.map(({ cause }) => cause)).toContain('future')
    const future = required(
      findings.find(({ cause }) => cause === 'future'),
      'it was found',
    )
    expect(future.bar).toBe((future.cut ?? 0) - 1)
    expect(future.parts).toEqual([{ part: 'stance', expected: '"flat"', found: '"long"' }])
  })

  it('is found to be chance, and nothing else, where it differs from itself', async () => {
    const base = strategyById('ema-cross')
    const random = seededRandom(8)
    const configure = (): ConfiguredStrategy => ({
      ...base.configure({}),
      step: () => ({ stance: random.next() < 0.5 ? 'long' : 'flat', confidence: 1, reasons: [] }),
    })
    const { findings } = await examine({ ...given(3, 100), ...inProcess({ ...base, configure }) })
    expect(findings.map(({ cause, parts }) => [cause, parts[0]?.part])).toEqual([['chance', 'stance']])
  })

  it('is found by name where a feature changes after it was read', async () => {
    const features = {
      ...featureSource,
      open: (options: Parameters<typeof featureSource.open>[0]) => {
        const engine = featureSource.open(options)
        const kept = new Map<string, FeatureValue>()
        const read = engine.read.bind(engine)
        // One object that is filled anew at each reading.
        engine.read = (key, now) => {
          const value = read(key, now)
          if (!key.startsWith('rsi')) return value
          const shared = Object.assign(kept.get(key) ?? {}, value)
          kept.set(key, shared)
          return shared
        }
        return engine
      },
    }
    const { findings } = await examine({ ...given(4, 150), features, ...inProcess(strategyById('rsi-reversion')) })
    const causes = findings.filter(({ parts }) => parts[0]?.part === 'feature rsi').map(({ cause }) => cause)
    expect(causes).toEqual(expect.arrayContaining(['columns', 'future']))
    expect(findings.flatMap(({ parts }) => parts.map(({ part }) => part)).filter((part) => part.startsWith('feature '))).toEqual(
      causes.map(() => 'feature rsi'),
    )
  })

  it('is found by name where a column of the fast tier looks one bar ahead', async () => {
    const honest = given(4, 150)
    const { findings } = await examine({
      ...honest,
      ...inProcess(strategyById('ema-cross')),
      columnOf: ({ parameters = {} }, bars) => {
        const period = parameters['period'] ?? 0
        return bars.close.map((_, bar) => (bar < period ? Number.NaN : (bars.close[bar + 1] ?? Number.NaN)))
      },
    })
    expect(findings.map(({ cause, parts }) => [cause, parts[0]?.part])).toEqual([
      ['columns', 'feature fast'],
      ['columns', 'feature slow'],
    ])
  })
})

describe('an honest strategy', () => {
  it.each(Object.entries(HONEST))('is not suspected, whatever the market: %s', async (_, code) => {
    let views = 0
    for (let seed = 1; seed <= 8; seed += 1) {
      const { findings, rows } = await examine({ ...given(seed, 130), ...ofCode(code), cuts: 1 })
      expect(findings, `seed ${String(seed)}`).toEqual([])
      views += rows.filter(({ said }) => !('failed' in said) && said.stance !== 'neutral').length
    }
    expect(views).toBeGreaterThan(100)
  })

  const onBars = STRATEGIES.filter(({ descriptor: { features } }) =>
    Object.values(features).every(({ indicator }) => ['bar', 'close'].includes(inputOf(indicator))),
  )
  it.each(onBars.map((strategy) => [strategy.descriptor.id, strategy] as const))('is built in: %s', async (_, strategy) => {
    expect((await examine({ ...given(2, 300), ...inProcess(strategy) })).findings).toEqual([])
  })

  it('is every indicator of candles', async () => {
    const base = strategyById('ema-cross')
    for (const { descriptor } of INDICATORS.filter(({ input }) => input === 'bar' || input === 'close')) {
      const features = Object.fromEntries(
        descriptor.outputs.map((output, index) => [`out${String(index)}`, { indicator: descriptor.id, output }]),
      )
      const configure = (): ConfiguredStrategy => ({
        ...base.configure({}),
        features,
        step: () => ({ stance: 'neutral', confidence: 0, reasons: [] }),
      })
      const { findings } = await examine({ ...given(6, 160), cuts: 1, ...inProcess({ ...base, configure }) })
      expect(findings, descriptor.id).toEqual([])
    }
  })
})

const inputOf = (id: string): string => INDICATORS.find(({ descriptor }) => descriptor.id === id)?.input ?? ''

describe('the text of a strategy', () => {
  const named = (code: string) => (suspectsOf('mine.ts', code) ?? []).map(({ kind, lines }) => [kind, lines])

  it.each(Object.entries(CHEATS))('is suspected on the line at fault: %s', (_, { code }) => {
    expect(named(code).some(([, lines]) => (lines as number[]).includes(faultOf(code)) || code.includes('CRASHES'))).toBe(true)
  })

  it('is suspected where it finds out how deep calls may go, not where it calls itself', () => {
    const caught = 'const depth = () => { try {\n return 1 + depth() } catch { return 0 } }'
    expect(named(caught)).toEqual([['clock-or-chance', [2]]])
    expect(named('const sum = (n) => (n === 0 ? 0 : n + sum(n - 1))')).toEqual([])
    expect(named('const sum = () => { try { other() } catch { return sum() } }')).toEqual([])
  })

  it('is not suspected for what a step makes anew', () => {
    const { 'works with lists of its own': lists = '', 'knows the hour and the weekday': hours = '' } = HONEST
    expect([named(lists), named(hours)]).toEqual([[], []])
  })

  it('does the same when it is followed, whatever its form', () => {
    const forms = [
      `let a = 0; for (let i = 0; i < 3; i += 1) a += i; out = a`,
      `let a = 0; for (;;) { if (a > 3) break; a++ } out = a`,
      `let a = 0; while (a < 5) a++; do a += 2; while (a < 9); out = a`,
      `out = [1, 2, 3].map((x) => x * 2).filter((x) => x > 2 ? true : false)`,
      `const f = function (x) { switch (x) { case 1: return 'one'; default: return{ x } } }; out = [f(1), f(2)]`,
      `label: for (const a of [1, 2]) for (const b of [1, 2]) if (b === 2) continue label; else out = a * 10 + b`,
      `const o = { n: 1, get g() { return this.n }, m() { return this.n + 1 }, f: () => ({ deep: 1 }) }; out = [o.g, o.m(), o.f()]`,
      `try { null.x } catch { out = 'caught' } finally { out += '!' }`,
      `const [a, { b = 4 } = {}] = [1]; out = a + b`,
      `class A { n = 2; static make() { return new A() } twice() { return this.n * 2 } }\nout = A.make().twice()`,
      `const g = function* () { yield 1; const x = yield 2; return x }; out = [...g()]`,
      `const named = () => 1; out = named.name`,
      `var x = 1, y = x\n;[x, y] = [y + 1, x]\nout = [x, y]`,
      'const t = (s) => s.raw[0]; out = t`a\\n` + `${1 + 1}`',
      `out = ((a, b) => a ?? b)(null, [1].at(-1))`,
    ]
    const run = (code: string): unknown => {
      const body = code.replace(/^import[^;]*;/, '')
      // The tests' own code, to see what it gives.
      // eslint-disable-next-line @typescript-eslint/no-implied-eval
      const made = new Function('__at', `let out; ${body}\nreturn out`) as (
        at: (line: number, value?: unknown) => unknown,
      ) => unknown
      return made((_, value) => value)
    }
    for (const form of forms) {
      const followed = required(tracedCode(form), 'the compiler is installed')
      expect(followed).toContain('__at(')
      expect(run(followed), form).toEqual(run(form))
      expect(followed.split('\n')).toHaveLength(form.split('\n').length)
    }
  })
})

it('knows bars that are no history', async () => {
  const [first, ...rest] = candles(60, 1)
  const bars = [required(first, 'there are bars'), ...rest.map((bar) => ({ ...bar, openTime: millis(START) }))]
  await expect(examine({ ...given(1, 60), bars, ...inProcess(strategyById('ema-cross')) })).rejects.toThrow(RangeError)
})
