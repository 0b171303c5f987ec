import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { countedIds, silentLogger } from '../../adapters/memory/index.ts'
import { sqliteResearchStore } from '../../adapters/sqlite/index.ts'
import { FeedHub, LEAST_SEARCHED, parseResearchRequest, type ResearchRequest } from '../../contract/index.ts'
import { InputError, millis } from '../../domain/index.ts'
import type { ResearchRun, ResearchStore } from '../../ports/index.ts'
import { checkConfig, DEFAULT_EVOLUTION, DEFAULT_GENERATOR_CONFIG } from '../../research/index.ts'
import { simulatedClock } from '../../simulation/clock/index.ts'
import { BTC } from '../../testing/market-facts.ts'
import { type Finding, type JobControl, type JobEnd, type JobKinds, ResearchJobs } from './jobs.ts'

const BACKTEST = parseResearchRequest({ kind: 'backtest', instrument: BTC.id, strategy: 'ema-cross' })
const OPTIMISE = parseResearchRequest({ kind: 'optimise', instrument: BTC.id, strategy: 'ema-cross' })
const GENERATE = parseResearchRequest({ kind: 'generate', instrument: BTC.id })
const FINDING: Finding = { strategy: 'rule-1', instrument: BTC.id, timeframe: '1m', rule: {}, provenance: {} }

/** A job that goes on until the test ends it, and says with what it was started. */
interface Step {
  readonly request: ResearchRequest
  readonly control: JobControl
  end(end: JobEnd | undefined): void
  fail(error: Error): void
}

let folder = ''
let store: ResearchStore
let steps: Step[] = []
let found: [string, readonly Finding[]][] = []
let troubles: string[] = []
const clock = simulatedClock(millis(1_000))

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sentinel-jobs-'))
  store = sqliteResearchStore(join(folder, 'research.db'))
  ;[steps, found, troubles] = [[], [], []]
})
afterEach(() => {
  store.close()
  rmSync(folder, { recursive: true, force: true })
})

const ids = countedIds()
const check = (): void => undefined
function open(): ResearchJobs {
  const run = (request: ResearchRequest, control: JobControl): Promise<JobEnd | undefined> =>
    new Promise((end, fail) => {
      steps.push({ request, control, end, fail })
    })
  const kinds: JobKinds = {
    backtest: {
      title: ({ strategy }) => `test of ${strategy}`,
      check({ strategy }) {
        if (strategy === 'nobody') throw new InputError({ field: 'strategy', value: strategy, remedy: 'use another' })
      },
      run,
    },
    optimise: { title: ({ trials }) => `${String(trials)} trials`, check, run },
    generate: { title: ({ count }) => `${String(count)} strategies`, check, run },
  }
  return new ResearchJobs({
    store,
    kinds,
    hub: new FeedHub(['research.runs', 'research.promotions'], { clock }),
    clock,
    ids,
    logger: silentLogger(),
    onFindings: ({ id }: ResearchRun, findings) => found.push([id, findings]),
    onTrouble: ({ error }) => troubles.push(error ?? ''),
  })
}
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
const states = (): string[] =>
  store
    .runs(10)
    .map(({ state }) => state)
    .toReversed()
const step = (index: number): Step => steps[index] as Step

describe('research jobs', () => {
  it('run one at a time in the order they were asked for, and keep what they found', async () => {
    const jobs = open()
    const first = jobs.start(GENERATE)
    expect(first.state).toBe('running')
    expect(jobs.start(BACKTEST)).toMatchObject({ state: 'queued', progress: null })
    expect(states()).toEqual(['running', 'queued'])
    expect(steps.map(({ request }) => request)).toEqual([GENERATE])
    step(0).control.progress({ done: 1, total: 4, phase: 'generation 1', left: 3_000 })
    step(0).end({ summary: { kept: 1 }, report: { rows: [1] }, findings: [FINDING] })
    await settled()
    expect(states()).toEqual(['done', 'running'])
    expect(store.report(first.id)).toBe('{"rows":[1]}')
    expect(store.run(first.id)).toMatchObject({ summary: '{"kept":1}', title: '500 strategies' })
    expect(found).toEqual([[first.id, [FINDING]]])
    step(1).end({ summary: {}, report: {} })
    await settled()
    expect(states()).toEqual(['done', 'done'])
    expect(found).toHaveLength(1)
  })

  it('that fail say why, and the next goes on', async () => {
    const jobs = open()
    jobs.start(GENERATE)
    jobs.start(BACKTEST)
    step(0).fail(new InputError({ field: 'days', value: '90', remedy: 'only 2 are recorded' }))
    await settled()
    expect(states()).toEqual(['failed', 'running'])
    expect(troubles).toEqual(['days: 90: only 2 are recorded'])
  })

  it('can be cancelled while they wait and while they run', async () => {
    const jobs = open()
    const [first, second] = [jobs.start(GENERATE), jobs.start(BACKTEST)]
    expect(jobs.cancel(second.id)).toBe(true)
    expect(step(0).control.cancelled()).toBe(false)
    expect(jobs.cancel(first.id)).toBe(true)
    expect(step(0).control.cancelled()).toBe(true)
    step(0).end(undefined)
    await settled()
    expect(states()).toEqual(['cancelled', 'cancelled'])
    expect(steps).toHaveLength(1)
    expect(jobs.cancel(first.id)).toBe(false)
    expect(jobs.cancel('no such run')).toBe(false)
  })

  it('go on from the newest checkpoint after a stop, and those that waited come after', async () => {
    const jobs = open()
    const first = jobs.start(GENERATE)
    jobs.start(BACKTEST)
    step(0).control.keepCheckpoint('generation 3')
    const stopped = jobs.stop()
    expect(step(0).control.cancelled()).toBe(true)
    step(0).end(undefined)
    await stopped
    expect(states()).toEqual(['running', 'queued'])

    open()
    expect(steps).toHaveLength(2)
    expect(step(1).request).toEqual(GENERATE)
    expect(step(1).control.checkpoint).toBe('generation 3')
    expect(step(1).control.cancelled()).toBe(false)
    step(1).end({ summary: {}, report: {} })
    await settled()
    expect(states()).toEqual(['done', 'running'])
    expect(store.checkpoint(first.id)).toBeUndefined()
  })

  it('that were killed without a checkpoint are known as interrupted', () => {
    open().start(BACKTEST)
    open()
    expect(states()).toEqual(['interrupted'])
    expect(steps).toHaveLength(1)
  })

  it('are refused before they wait where their own kind sees what is wrong', () => {
    const jobs = open()
    expect(() => jobs.start({ ...BACKTEST, strategy: 'nobody' } as ResearchRequest)).toThrow(/strategy: nobody: use another/)
    expect(states()).toEqual([])
    expect(jobs.start(OPTIMISE)).toMatchObject({ state: 'running', kind: 'optimise', title: '100 trials' })
  })

  it('refuse more than can sensibly wait', () => {
    const jobs = open()
    for (let count = 0; count <= 50; count += 1) jobs.start(BACKTEST)
    expect(() => jobs.start(BACKTEST)).toThrow(/research: 50 waiting: wait until/)
  })
})

describe('a request', () => {
  it('is refused with field, value and remedy', () => {
    const bad: readonly [unknown, RegExp][] = [
      [{ kind: 'train' }, /kind/],
      [{ kind: 'backtest', instrument: BTC.id }, /strategy/],
      [{ kind: 'generate', instrument: 'BTC' }, /instrument: "?BTC"?: expected an instrument/],
      [{ kind: 'generate', instrument: BTC.id, count: 1e9 }, /count: 1000000000: expected a whole number from 32 to 5000/],
      [{ kind: 'generate', instrument: BTC.id, days: Number.NaN }, /days/],
      [{ kind: 'backtest', instrument: BTC.id, strategy: 'x', stop: 1 }, /stop: 1: expected a fraction below 1/],
      [{ kind: 'backtest', instrument: BTC.id, strategy: 'x', surprise: 1 }, /surprise/],
      [{ kind: 'optimise', instrument: BTC.id }, /strategy: missing: expected the id of a strategy/],
      [{ ...OPTIMISE, method: 'guess' }, /method: "?guess"?: expected one of grid, random, tpe/],
      [{ ...OPTIMISE, objective: 'luck' }, /objective: "?luck"?: expected one of sharpe/],
      [{ ...OPTIMISE, trials: 0 }, /trials: 0: expected a whole number from 1 to 5000/],
      [{ ...OPTIMISE, folds: 1 }, /folds: 1/],
      [{ ...OPTIMISE, space: { fast: [] } }, /space\.fast: \[\]: expected a range/],
      [{ ...OPTIMISE, space: { fast: [null] } }, /space\.fast\.0: null: expected a number or a name/],
    ]
    for (const [request, problem] of bad) expect(() => parseResearchRequest(request)).toThrow(problem)
  })
})

describe('the least search that is taken', () => {
  it('is one that can be made: a smaller one is refused beside its field and does not fail later', () => {
    const request = { kind: 'generate', instrument: BTC.id, count: LEAST_SEARCHED }
    expect(parseResearchRequest(request)).toMatchObject({ count: LEAST_SEARCHED })
    expect(() => parseResearchRequest({ ...request, count: LEAST_SEARCHED - 1 })).toThrow(InputError)
    const configOf = (count: number) => ({ ...DEFAULT_GENERATOR_CONFIG, evolution: { ...DEFAULT_EVOLUTION, count } })
    expect(() => {
      checkConfig(configOf(LEAST_SEARCHED))
    }).not.toThrow()
    expect(() => {
      checkConfig(configOf(LEAST_SEARCHED - 1))
    }).toThrow(InputError)
  })
})
