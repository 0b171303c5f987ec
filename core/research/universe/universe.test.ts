import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { HOUR } from '../../domain/index.ts'
import type { UniverseCandidate } from './candidate.ts'
import { rankUniverse, type UniverseReport, type UniverseTerms } from './rank.ts'
import { resolveUniverseWeights } from './weights.ts'

const TERMS: UniverseTerms = { barLength: HOUR, minBars: 100, take: 3, weights: resolveUniverseWeights() }
const BARS = 120
const RUNS = { numRuns: 40 }

interface Shape {
  readonly drift?: number
  readonly swing?: number
  /** Which of the waves it follows; markets on one wave move alike. */
  readonly wave?: number
  readonly volume?: number
  readonly price?: number
}

/** A market whose log price is a drift and a wave; `volume` is what it turns over in a bar, in the quote currency. */
function market(name: string, { drift = 0, swing = 0.01, wave = 1, volume = 1e6, price = 100 }: Shape = {}): UniverseCandidate {
  const openTime = Float64Array.from({ length: BARS }, (_, index) => index * HOUR)
  const close = openTime.map((_, index) => price * Math.exp(drift * index + swing * Math.sin((index * index * wave) / 7)))
  return { instrument: `${name}/USDT`, bars: { openTime, close, volume: close.map((each) => volume / each) } }
}

const rank = (candidates: readonly UniverseCandidate[], terms: Partial<UniverseTerms> = {}): UniverseReport =>
  rankUniverse(candidates, { ...TERMS, ...terms })
const order = (report: UniverseReport): readonly string[] => report.rows.map(({ instrument }) => instrument.replace('/USDT', ''))
const picks = (report: UniverseReport): readonly string[] =>
  report.proposals.map(({ instrument }) => instrument.replace('/USDT', ''))
const only = (name: keyof UniverseTerms['weights'], weight = 1): UniverseTerms['weights'] => ({
  ...{ liquidity: 0, spread: 0, depth: 0, volatility: 0, momentum: 0, sentiment: 0, correlation: 0 },
  [name]: weight,
})

const shape = fc.record({
  drift: fc.double({ min: -0.01, max: 0.01, noNaN: true }),
  swing: fc.double({ min: 0.001, max: 0.05, noNaN: true }),
  wave: fc.integer({ min: 1, max: 5 }),
  volume: fc.integer({ min: 1, max: 1_000_000 }),
  spread: fc.option(fc.double({ min: 0.1, max: 20, noNaN: true }), { nil: undefined }),
})
const universe = fc.array(shape, { minLength: 2, maxLength: 8 }).map((shapes) =>
  shapes.map(({ spread, ...rest }, index): UniverseCandidate => {
    const made = market(`M${String(index)}`, rest)
    return spread === undefined ? made : { ...made, spread }
  }),
)

describe('ranking by one measure', () => {
  it.each<[keyof UniverseTerms['weights'], UniverseCandidate[]]>([
    ['liquidity', [market('LOW', { volume: 10 }), market('MID', { volume: 20 }), market('TOP', { volume: 21 })]],
    [
      'spread',
      [
        { ...market('LOW'), spread: 9 },
        { ...market('MID'), spread: 2 },
        { ...market('TOP'), spread: 1 },
      ],
    ],
    [
      'depth',
      [
        { ...market('LOW'), depth: 1 },
        { ...market('MID'), depth: 2 },
        { ...market('TOP'), depth: 3 },
      ],
    ],
    ['volatility', [market('LOW', { swing: 0.01 }), market('MID', { swing: 0.02 }), market('TOP', { swing: 0.03 })]],
    ['momentum', [market('LOW', { drift: -0.01 }), market('MID', { drift: 0.001 }), market('TOP', { drift: 0.002 })]],
    [
      'sentiment',
      [
        { ...market('LOW'), sentiment: [-1, null] },
        { ...market('MID'), sentiment: [0, 0, null] },
        { ...market('TOP'), sentiment: [0.1] },
      ],
    ],
  ])('%s puts the better first, and a weight below zero turns it round', (name, candidates) => {
    const report = rank(candidates, { weights: only(name) })
    expect(order(report)).toEqual(['TOP', 'MID', 'LOW'])
    expect(report.rows.map(({ score }) => score)).toEqual([1, 0.5, 0])
    if (name !== 'correlation') expect(order(rank(candidates, { weights: only(name, -1) }))).toEqual(['LOW', 'MID', 'TOP'])
  })

  it('measures in the units that it names', () => {
    const bars = { openTime: Float64Array.from({ length: 200 }, (_, i) => i * HOUR) }
    // Up and down by one percent in turn: the deviation is one percent an hour, and it ends where it began.
    const close = bars.openTime.map((_, i) => 100 * Math.exp(0.01 * (i % 2)))
    const steady: UniverseCandidate = { instrument: 'A/USDT', bars: { ...bars, close, volume: close.map((each) => 500 / each) } }
    const [row] = rank([steady]).rows
    const value = (name: string) => row?.components.find((each) => each.name === name)?.value
    expect(value('liquidity')).toBeCloseTo(24 * 500, 6)
    expect(value('volatility')).toBeCloseTo(0.01 * Math.sqrt(24), 3)
    expect(value('momentum')).toBeCloseTo(0.01 / (0.01 * Math.sqrt(199)), 3)
    expect(value('spread')).toBeNull()
    expect(row?.missing).toEqual(['spread', 'depth', 'sentiment'])
  })
})

describe('what is missing', () => {
  it('is no zero: without a mood a market is neither better nor worse than without the measure', () => {
    const weights = { ...TERMS.weights, sentiment: 5 }
    const plain = [market('A', { volume: 1 }), market('B', { volume: 2 }), market('C', { volume: 3 })]
    const gloomy = plain.map((each, index) => (index === 2 ? each : { ...each, sentiment: [-0.5 - index / 10] }))
    const scoreOf = (report: UniverseReport) => report.rows.find(({ instrument }) => instrument === 'C/USDT')?.score
    expect(scoreOf(rank(gloomy, { weights }))).toBeCloseTo(scoreOf(rank(plain, { weights })) ?? Number.NaN, 12)
    const [row] = rank(gloomy, { weights }).rows.filter(({ instrument }) => instrument === 'C/USDT')
    expect(row?.components.find(({ name }) => name === 'sentiment')).toMatchObject({ value: null, contribution: null })
    expect(row?.missing).toContain('sentiment')
  })

  it('says so where only one market has a value, and counts it for nothing', () => {
    const report = rank([{ ...market('A'), spread: 1 }, market('B')])
    const [spread] = report.rows[0]?.components.filter(({ name }) => name === 'spread') ?? []
    expect(spread).toMatchObject({ value: 1, percentile: null, contribution: null })
    expect(report.rows[0]?.reasons.join()).toMatch(/spread 1\.00 bps: no other market to compare with/)
  })

  it('a market alone has no score', () => {
    const report = rank([market('A')])
    expect(report.rows[0]).toMatchObject({ rank: 1, score: null })
    expect(report.proposals).toEqual([{ instrument: 'A/USDT', score: null, likest: null, reason: 'nothing to compare it with' }])
    expect(rank([market('A'), market('B')], { weights: only('sentiment') }).rows.map(({ score }) => score)).toEqual([null, null])
  })

  it('leaves a market out with a reason where it cannot be compared at all', () => {
    const whole = market('OK')
    const cut = (bars: number): UniverseCandidate['bars'] => ({
      openTime: whole.bars.openTime.slice(BARS - bars),
      close: whole.bars.close.slice(BARS - bars),
      volume: whole.bars.volume.slice(BARS - bars),
    })
    const spoil = (at: number, value: number) => ({ ...whole.bars, close: whole.bars.close.with(at, value) })
    const holed = [...whole.bars.openTime.keys()].filter((index) => index === 0 || index > 15)
    const pick = (column: Float64Array) => Float64Array.from(holed, (index) => column[index] ?? 0)
    const report = rank([
      whole,
      market('SECOND'),
      { instrument: 'NONE/USDT', bars: cut(0) },
      { instrument: 'NAN/USDT', bars: spoil(7, Number.NaN) },
      { instrument: 'ZERO/USDT', bars: spoil(7, 0) },
      { instrument: 'TWICE/USDT', bars: { ...whole.bars, openTime: whole.bars.openTime.with(3, 2 * HOUR) } },
      { instrument: 'YOUNG/USDT', bars: cut(99) },
      { instrument: 'OLD/USDT', bars: { ...whole.bars, openTime: whole.bars.openTime.map((each) => each - 4 * HOUR) } },
      { instrument: 'ALMOST/USDT', bars: { ...whole.bars, openTime: whole.bars.openTime.map((each) => each - 3 * HOUR) } },
      { instrument: 'OTHER/BTC', bars: whole.bars },
      {
        instrument: 'HOLES/USDT',
        bars: { openTime: pick(whole.bars.openTime), close: pick(whole.bars.close), volume: pick(whole.bars.volume) },
      },
    ])
    expect([...order(report)].sort()).toEqual(['ALMOST', 'OK', 'SECOND'])
    expect(report.excluded.map(({ instrument, code }) => `${instrument} ${code}`)).toEqual([
      'HOLES/USDT holes',
      'NAN/USDT not-a-number',
      'NONE/USDT no-bars',
      'OLD/USDT stale',
      'OTHER/BTC other-quote',
      'TWICE/USDT not-in-order',
      'YOUNG/USDT short-history',
      'ZERO/USDT not-a-number',
    ])
    expect(report.excluded.find(({ code }) => code === 'short-history')?.reason).toBe('it has 99 bars; 100 are needed')
    expect(rank([{ instrument: 'OLD/USDT', bars: cut(100) }]).excluded).toEqual([])
    expect(rank([])).toMatchObject({ rows: [], proposals: [], excluded: [] })
  })

  it('a market that stands still has no momentum and is like no other', () => {
    const still = market('STILL', { swing: 0 })
    const report = rank([still, market('A'), market('B')])
    expect(report.rows.find(({ instrument }) => instrument === 'STILL/USDT')?.missing).toContain('momentum')
    const proposal = report.proposals.find(({ instrument }) => instrument === 'STILL/USDT')
    expect(proposal?.likest ?? null).toBeNull()
  })
})

describe('proposals', () => {
  it('prefer an unlike market to a better one that only repeats what was chosen', () => {
    const list = [
      market('BEST', { volume: 9e6, wave: 1 }),
      market('TWIN', { volume: 8e6, wave: 1 }),
      market('OWN', { volume: 1e6, wave: 3 }),
    ]
    const weights = { ...only('liquidity', 2), correlation: 3 }
    const report = rank(list, { weights })
    expect(order(report)).toEqual(['BEST', 'TWIN', 'OWN'])
    expect(picks(report)).toEqual(['BEST', 'OWN', 'TWIN'])
    expect(report.proposals[2]?.likest).toMatchObject({ instrument: 'BEST/USDT' })
    expect(report.proposals[2]?.likest?.correlation).toBeCloseTo(1, 9)
    expect(report.proposals.map(({ reason }) => reason)[0]).toBe('the best score')
    expect(picks(rank(list, { weights: { ...weights, correlation: 0 } }))).toEqual(['BEST', 'TWIN', 'OWN'])
    expect(picks(rank(list, { weights, take: 2 }))).toEqual(['BEST', 'OWN'])
    expect(picks(rank(list, { weights, take: 9 }))).toHaveLength(3)
  })

  it('do not seek what moves against another more than what is independent of it', () => {
    const mirrored = market('MIRROR', { wave: 1, swing: -0.01 })
    const report = rank([market('BEST', { volume: 9e6 }), mirrored], { weights: { ...only('liquidity'), correlation: 1 } })
    expect(report.proposals[1]?.likest?.correlation).toBeCloseTo(-1, 6)
    expect(report.proposals[1]?.score).toBeCloseTo(0.5, 9)
  })
})

describe('whatever the universe', () => {
  it('the order of the list changes nothing', () => {
    const shuffled = universe.chain((list) =>
      fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length, maxLength: list.length })),
    )
    fc.assert(
      fc.property(shuffled, ([list, other]) => {
        expect(rank(other)).toEqual(rank(list))
      }),
      RUNS,
    )
  })

  it('a coin cut into pieces of another price ranks the same', () => {
    fc.assert(
      fc.property(universe, fc.array(fc.constantFrom(1 / 1024, 1, 64), { minLength: 8, maxLength: 8 }), (list, scales) => {
        const cut = list.map(({ bars, ...rest }, index) => {
          const scale = scales[index] ?? 1
          const volume = bars.volume.map((each) => each / scale)
          return { ...rest, bars: { ...bars, close: bars.close.map((each) => each * scale), volume } }
        })
        const [one, two] = [rank(list), rank(cut)]
        expect(two.rows.map(({ instrument }) => instrument)).toEqual(one.rows.map(({ instrument }) => instrument))
        expect(picks(two)).toEqual(picks(one))
      }),
      RUNS,
    )
  })

  it('more turnover, a tighter spread or a better mood never lowers a rank', () => {
    const better: ((candidate: UniverseCandidate) => UniverseCandidate)[] = [
      (each) => ({ ...each, bars: { ...each.bars, volume: each.bars.volume.map((size) => size * 8) } }),
      (each) => (each.spread === undefined ? each : { ...each, spread: each.spread / 8 }),
    ]
    fc.assert(
      fc.property(universe, fc.nat(7), fc.constantFrom(...better), (list, which, improve) => {
        const at = which % list.length
        const rankOf = (report: UniverseReport) =>
          report.rows.find(({ instrument }) => instrument === list[at]?.instrument)?.rank ?? Number.NaN
        const improved = list.map((each, index) => (index === at ? improve(each) : each))
        expect(rankOf(rank(improved))).toBeLessThanOrEqual(rankOf(rank(list)))
      }),
      RUNS,
    )
  })

  it('the parts add up to the score, which lies from 0 to 1; each is chosen at most once', () => {
    fc.assert(
      fc.property(universe, fc.integer({ min: 1, max: 9 }), (list, take) => {
        const report = rank(list, { take })
        expect(report.rows).toHaveLength(list.length)
        for (const { score: shown, components } of report.rows) {
          const score = shown ?? Number.NaN
          expect(score >= 0 && score <= 1 + 1e-12).toBe(true)
          expect(components.reduce((sum, { contribution }) => sum + (contribution ?? 0), 0)).toBeCloseTo(score, 12)
        }
        expect(new Set(picks(report)).size).toBe(Math.min(take, list.length))
        expect(picks(report)[0]).toBe(order(report)[0])
      }),
      RUNS,
    )
  })
})

describe('weights', () => {
  it('are refused by name', () => {
    expect(() => resolveUniverseWeights({ luck: 1 })).toThrow(/weights\.luck: 1: use one of liquidity, spread/)
    expect(() => resolveUniverseWeights({ correlation: -1 })).toThrow(/weights\.correlation: -1: give a number from 0 to 10/)
    expect(resolveUniverseWeights({ volatility: -2 }).volatility).toBe(-2)
  })
})
