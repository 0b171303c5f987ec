import { describe, expect, it } from 'vitest'
import { FAKE_CATALOG } from '../../dev/fake-catalog.ts'
import { fakeBacktest, fakeGeneration, fakeSearch } from '../../dev/fake-reports.ts'
import { seeded } from '../../dev/random.ts'
import { parseResearchRequest } from '../../../core/contract/index.ts'
import { fallsOf, growthOf } from '../../charting/performance-chart.ts'
import { deflatedVerdict, overfittingVerdict, shapeVerdict } from './credibility.ts'
import { bestOf, FIGURES, figureText } from './figures.ts'
import { histogramOf } from './histogram.ts'
import { backToFront, paramsText, placeOn, scoreAxis } from './parallel.ts'
import { readReport } from './report.ts'
import { FRESH, problemsOf, refusalOf, type ResearchDraft, requestOf } from './request.ts'
import { scaleOf, ticksOf } from './scale.ts'

const draft: ResearchDraft = {
  ...FRESH,
  instrument: 'binance:BTC/USDT',
  timeframe: '1h',
  days: '30',
  feeBps: '7.5',
  stopPercent: '2',
  targetPercent: ' ',
}
const parameters = FAKE_CATALOG.find(({ id }) => id === 'ema-cross')?.parameters ?? []

describe('the form of research', () => {
  it('sends percent as a share, leaves out what is empty, and hands on what is no number to be complained of', () => {
    expect(
      requestOf({ ...draft, params: { 'ema-cross.fast': '9', 'ema-cross.slow': '', 'other.fast': '3' } }, parameters),
    ).toEqual({
      kind: 'backtest',
      instrument: 'binance:BTC/USDT',
      timeframe: '1h',
      days: 30,
      feeBps: 7.5,
      slippageBps: 2,
      strategy: 'ema-cross',
      params: { fast: 9 },
      size: 'all-in',
      stop: 0.02,
    })
    expect(requestOf({ ...draft, kind: 'generate', days: 'ten', promote: true })).toMatchObject({ kind: 'generate', days: 'ten' })
    expect(requestOf({ ...draft, size: 'fixed', fractionPercent: '25' })).toMatchObject({ size: 'fixed', fraction: 0.25 })
  })

  it('searches what is marked, and all of it where nothing is', () => {
    const search = { ...draft, kind: 'optimise', params: { 'ema-cross.fast': '9', 'ema-cross.slow': '30' } } as const
    const ranges = { 'ema-cross.fast': '5, 50 5', 'ema-cross.seed': 'sma first', 'other.slow': '1 2' }
    expect(requestOf({ ...search, ranges }, parameters)).toMatchObject({
      params: { slow: 30 },
      space: { fast: [5, 50, 5], seed: ['sma', 'first'] },
      method: 'tpe',
      trials: 100,
    })
    expect(requestOf({ ...search, params: {} }, parameters)).not.toHaveProperty('space')
    expect(requestOf({ ...search, folds: '4' }, parameters)).toMatchObject({ folds: 4 })
  })

  it('knows what is wrong by its field before it asks, with the schema that the service has', () => {
    expect(problemsOf(requestOf(draft, parameters))).toEqual({})
    const bad = { ...draft, days: 'ten', feeBps: '-1', stopPercent: '100', kind: 'optimise', trials: '0' } as const
    expect(problemsOf(requestOf({ ...bad, ranges: { 'ema-cross.fast': ' ' } }, parameters))).toEqual({
      days: 'expected a whole number from 1 to 3650',
      feeBps: 'expected zero or more',
      stop: 'expected a fraction below 1',
      trials: 'expected a whole number from 1 to 5000',
      'space.fast': 'expected a range',
    })
  })

  it('puts what the service refuses beside its field', () => {
    expect(refusalOf('ema-cross.fast: 900: give a whole number from 1 to 500', 'ema-cross')).toEqual({
      'params.fast': '900: give a whole number from 1 to 500',
    })
    expect(refusalOf('space.fast: [1,9000]: give [min, max]', 'ema-cross')).toEqual({ 'space.fast': '[1,9000]: give [min, max]' })
    expect(refusalOf('the service went away', 'ema-cross')).toEqual({ '': 'the service went away' })
  })
})

describe('a report', () => {
  const market = { instrument: 'binance:BTC/USDT', days: 60 }

  it('of a backtest gives figures, months and the curve', () => {
    const request = parseResearchRequest({ ...market, kind: 'backtest', strategy: 'ema-cross' })
    if (request.kind !== 'backtest') throw new Error('what was asked for')
    const made = fakeBacktest(request, Date.UTC(2026, 5, 1), seeded(3))
    const read = readReport({ ...made, equity: [...made.equity, 'x'] })
    expect(read).toMatchObject({ kind: 'backtest', finalEquity: made.finalEquity, months: made.months, metrics: made.metrics })
    expect(read?.kind === 'backtest' && read.equity).toEqual(made.equity)
  })

  it('of a search for strategies lists survivors before those that fell, with what is against each in words', () => {
    const request = parseResearchRequest({ ...market, kind: 'generate', count: 32 })
    if (request.kind !== 'generate') throw new Error('what was asked for')
    const read = readReport(fakeGeneration(request, seeded(3)))
    const population = read?.kind === 'generate' ? read.population : []
    expect(population.map(({ rank }) => rank).slice(0, 5)).toEqual([1, 2, 3, null, null])
    expect(population[1]?.against).toEqual(['heldOut sharpe 0.20, limit 0.5'])
    expect(population[4]?.against).toEqual(['train sharpe 0.10, limit 1'])
    expect(read).toMatchObject({ instrument: 'binance:BTC/USDT', overfitting: 0.07 })
  })

  it('of a search over parameters gives axes, trials and how far to believe the best', () => {
    const request = parseResearchRequest({ ...market, kind: 'optimise', strategy: 'ema-cross', trials: 30 })
    if (request.kind !== 'optimise') throw new Error('what was asked for')
    const read = readReport(fakeSearch(request, Date.UTC(2026, 5, 1), seeded(3)))
    if (read?.kind !== 'optimise') throw new Error('a report of its kind')
    expect(read).toMatchObject({ asked: 30, overfitting: 0.34, deflation: { deflated: 0.71 }, robustness: { shape: 'plateau' } })
    expect(read.axes.map(({ name, choices }) => [name, choices])).toEqual([
      ['fast', undefined],
      ['slow', undefined],
      ['seed', ['sma', 'first']],
    ])
    expect(read.winner?.score).toBe(Math.max(...read.trials.map(({ score }) => score ?? -9)))
    expect(backToFront(read.trials).at(-1)?.trial).toBe(read.winner?.trial)
    expect(backToFront(read.trials)[0]?.score).toBeNull()
    expect(scoreAxis(read)?.max).toBe(read.winner?.score)
    expect(scoreAxis({ objective: 'sharpe', trials: [] })).toBeUndefined()
  })

  it('of no known kind stays unread', () => {
    expect([readReport(null), readReport('x'), readReport({ other: 1 })]).toEqual([undefined, undefined, undefined])
    expect(readReport({ decisionHash: 'ab' })).toMatchObject({ kind: 'backtest', months: [], equity: [], bars: 0 })
  })
})

describe('a comparison', () => {
  const figure = (key: string) => FIGURES.find((each) => each.key === key) ?? FIGURES[0]
  it('marks the best by what is better, all of them where they are equal among the best, and none where nothing is', () => {
    const [gain, fall, trades] = ['totalReturn', 'maxDrawdown', 'trades'].map(figure)
    if (gain === undefined || fall === undefined || trades === undefined) throw new Error('the figures are there')
    expect(bestOf(gain, [0.1, null, 0.3, 0.3])).toEqual([2, 3])
    expect(bestOf(fall, [0.1, undefined, 0.3])).toEqual([0])
    expect(bestOf(fall, [0.1, null])).toEqual([])
    expect(bestOf(gain, [0.2, 0.2])).toEqual([])
    expect(bestOf(trades, [1, 9])).toEqual([])
    expect([figureText(gain, 0.1234), figureText(gain, null), figureText(trades, 1234)]).toEqual(['+12.34%', '–', '1,234'])
  })

  it('starts every run at nothing, and hangs its falls below the highest so far', () => {
    const points = [
      [1, 100],
      [2, 120],
      [3, 90],
      [4, 132],
    ] as const
    expect(growthOf(points).map(([, value]) => Number(value.toFixed(4)))).toEqual([0, 0.2, -0.1, 0.32])
    expect(fallsOf(points).map(([, value]) => value)).toEqual([0, 0, -0.25, 0])
  })
})

describe('the words of a search', () => {
  it('say luck where it may be luck', () => {
    expect([0.97, 0.71, 0.2, null].map((value) => deflatedVerdict(value).tone)).toEqual(['good', 'doubt', 'bad', 'doubt'])
    expect(deflatedVerdict(0.2).words).toMatch(/^Most likely luck: only 20 %/)
    expect([0.05, 0.34, 0.5, null].map((value) => overfittingVerdict(value).tone)).toEqual(['good', 'doubt', 'bad', 'doubt'])
    expect(overfittingVerdict(0.6).words).toMatch(/in 60 % of the splits\. Do not trade/)
    expect(['plateau', 'slope', 'spike', null].map((shape) => shapeVerdict(shape).tone)).toEqual([
      'good',
      'doubt',
      'bad',
      'doubt',
    ])
  })
})

describe('pictures', () => {
  it('bin returns with an edge at zero, and lose none', () => {
    const random = seeded(5)
    for (let run = 0; run < 50; run += 1) {
      const values = Array.from(
        { length: 1 + Math.floor(random() * 90) },
        () => (random() - 0.45) * 10 ** (Math.floor(random() * 4) - 3),
      )
      const bins = histogramOf(values)
      expect(bins.reduce((sum, { count }) => sum + count, 0)).toBe(values.length)
      expect(bins.length).toBeLessThanOrEqual(27)
      for (const { from, to } of bins) expect(from < -1e-12 && to > 1e-12).toBe(false)
    }
    expect(histogramOf([])).toEqual([])
    expect(histogramOf([0.001, -0.001]).map(({ count }) => count)).toContain(1)
  })

  it('place values on axes and ticks on round numbers', () => {
    expect(placeOn({ name: 'a', choices: ['x', 'y', 'z'], min: 0, max: 0 }, 'y')).toBe(0.5)
    expect(placeOn({ name: 'a', choices: undefined, min: 10, max: 30 }, 15)).toBe(0.25)
    expect(placeOn({ name: 'a', choices: undefined, min: 10, max: 10 }, 10)).toBe(0.5)
    expect(ticksOf({ low: -0.3, high: 2.1 })).toEqual([0, 1, 2])
    const scale = scaleOf([0, 10], 100, 0)
    expect(scale.at(0)).toBeGreaterThan(scale.at(10))
    expect(scaleOf([5, 5], 0, 10).at(5)).toBe(5)
    expect(paramsText({ fast: 5, seed: 'sma' })).toBe('fast 5, seed sma')
  })
})
