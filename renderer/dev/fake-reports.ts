import type { BacktestAnalysis, ResearchRequest, SpreadRow } from '../../core/contract/index.ts'

type Of<Kind extends ResearchRequest['kind']> = Extract<ResearchRequest, { readonly kind: Kind }>

const DAY = 86_400_000
const POINTS = 400
const wave = (random: () => number): number => (random() + random() + random() - 1.5) / 1.5

/** A walk of equity that ends somewhere near a plausible place. */
function equityOf(now: number, days: number, random: () => number): readonly (readonly [number, number])[] {
  let equity = 10_000
  return Array.from({ length: POINTS }, (_, index) => {
    equity *= 1 + 0.0004 + wave(random) * 0.006
    return [now - (days * DAY * (POINTS - 1 - index)) / (POINTS - 1), equity] as const
  })
}

function monthsOf(equity: readonly (readonly [number, number])[]) {
  const ends = new Map<string, number>()
  for (const [at, value] of equity) ends.set(new Date(at).toISOString().slice(0, 7), value)
  let before = 10_000
  return [...ends].map(([month, value]) => {
    const change = value / before - 1
    before = value
    return { month, return: change }
  })
}

export function fakeBacktest({ days, strategy, instrument, params }: Of<'backtest'>, now: number, random: () => number) {
  const equity = equityOf(now, days, random)
  const end = equity.at(-1)?.[1] ?? 10_000
  const totalReturn = end / 10_000 - 1
  return {
    ...{ strategy, instrument, params, bars: days * 1_440, missingBars: 0, from: now - days * DAY, to: now },
    ...{ startingCash: '10000', finalEquity: end.toFixed(4), equity, months: monthsOf(equity) },
    metrics: {
      ...{ totalReturn, annualReturn: (1 + totalReturn) ** (365 / days) - 1, maxDrawdown: 0.03 + random() * 0.06 },
      ...{ longestDrawdown: (4 + random() * 20) * DAY, sharpe: 0.4 + random() * 1.8, sortino: 0.7 + random() * 2.2 },
      ...{ calmar: random() * 3, trades: 84, winRate: 0.46 + random() * 0.1, profitFactor: 1 + random() * 0.5 },
      ...{ exposure: 0.38, fees: 121.4038, expectancy: 3.1, averageWin: 24.2, averageLoss: -18.8 },
    },
    decisionHash: '9f2c4be1a7730d55c0ffb1aa',
  }
}

const spread = (middle: number, width: number): SpreadRow => ({
  ...{ mean: middle, p5: middle - width, p25: middle - width * 0.4 },
  ...{ median: middle, p75: middle + width * 0.45, p95: middle + width * 1.15 },
})

export function fakeAnalysis(now: number, random: () => number): BacktestAnalysis {
  const trips = Array.from({ length: 184 }, (_, index) => {
    const change = wave(random) * 0.014 + 0.0011
    const entryTime = now - (184 - index) * 0.45 * DAY
    return {
      ...{
        entryTime,
        exitTime: entryTime + 3_600_000 * (1 + random() * 8),
        profit: (change * 10_000).toFixed(6),
        return: change,
      },
      exit: change < -0.006 ? 'stop' : change > 0.009 ? 'target' : 'signal',
    }
  })
  const drawn = (width: number) => ({
    observed: { finalEquity: 11_204, maxDrawdown: 0.061 },
    finalEquity: spread(11_160, width),
    maxDrawdown: spread(0.07, 0.03),
    lossProbability: 0.081,
    ruinProbability: 0,
    fan: Array.from({ length: 41 }, (_, place) => ({
      trade: Math.round((place * 184) / 40),
      ...spread(10_000 + place * 29, width * Math.sqrt(place / 40)),
    })),
  })
  return { trips, monteCarlo: { runs: 2_000, seed: 1, ruin: 0.5, shuffle: drawn(0), bootstrap: drawn(1_150) } }
}

export function fakeSearch(
  { strategy, instrument, days, trials, method, objective, seed }: Of<'optimise'>,
  now: number,
  random: () => number,
) {
  const made = Array.from({ length: trials }, (_, trial) => {
    const [fast, slow] = [3 + Math.floor(random() * 40), 20 + Math.floor(random() * 160)]
    const score = random() < 0.08 ? null : 1.9 - Math.abs(fast - 14) * 0.05 - Math.abs(slow - 66) * 0.012 + wave(random) * 0.3
    const sharpe = score ?? 0.1
    const metrics = {
      return: sharpe * 0.05,
      sharpe,
      maxDrawdown: 0.04 + random() * 0.08,
      trades: score === null ? 3 : 40 + Math.floor(random() * 60),
    }
    return { trial, params: { fast, slow, seed: random() < 0.5 ? 'sma' : 'first' }, score, metrics }
  })
  const winner = made.reduce((best, each) => ((each.score ?? -9) > (best.score ?? -9) ? each : best))
  return {
    ...{ strategy, instrument, bars: days * 1_440, from: now - days * DAY, to: now, method, objective, seed, fixed: {} },
    ...{ asked: trials, ran: trials, scored: made.filter(({ score }) => score !== null).length, partial: false },
    space: [
      { kind: 'integer', name: 'fast', min: 3, max: 42 },
      { kind: 'integer', name: 'slow', min: 20, max: 179 },
      { kind: 'choice', name: 'seed', choices: ['sma', 'first'] },
    ],
    ...{ winner, deflation: { deflated: 0.71, benchmark: 1.4, independentTrials: 38.2, probabilistic: 0.97, sharpe: 1.9 } },
    ...{
      overfitting: { probability: 0.34, lossProbability: 0.2 },
      robustness: { neighbours: 4, median: 1.61, worst: 1.2, shape: 'plateau' },
    },
    folds: [0, 1, 2].map((part) => ({
      ...{ test: { from: part * 30, to: part * 30 + 30 }, trial: winner.trial, trainScore: 1.9 - part * 0.1 },
      ...{ testScore: 1.1 - part * 0.5, testReturn: 0.031 - part * 0.02, beats: 0.8 - part * 0.2 },
    })),
    trials: made,
  }
}

const TEXT = [
  'RSI(14) below 31 and close above EMA(96)',
  'close crosses above Donchian(48) high',
  'ATR(14) rising and MACD above 0',
]

export function fakeGeneration({ instrument, count }: Of<'generate'>, random: () => number) {
  const metrics = (sharpe: number) => ({
    ...{ totalReturn: sharpe * 0.03, sharpe, maxDrawdown: 0.02 + random() * 0.16, trades: 30 + Math.floor(random() * 200) },
    ...{ winRate: 0.4 + random() * 0.2, profitFactor: 0.9 + random() * 0.5 },
  })
  const survivors = TEXT.map((text, index) => ({
    ...{ rank: index + 1, id: `rule-${String(7_310 + index)}`, text, promoted: index === 0 },
    against: index === 0 ? [] : [{ window: 'heldOut', filter: 'sharpe', measured: 0.2, limit: 0.5 }],
    metrics: { train: metrics(2.4), validation: metrics(1.7 - index * 0.2), heldOut: metrics(0.9 - index * 0.5) },
  }))
  return {
    ...{ data: { instrument }, search: { evaluated: count * 19 }, overfitting: { probability: 0.07 }, falsePositiveRate: 0.05 },
    funnel: { population: count, passedTrain: 61, passedValidation: 9, survived: 3, promoted: 1 },
    survivors,
    rejected: Array.from({ length: Math.min(count, 400) }, (_, index) => ({
      id: `rule-${String(2_000 + index)}`,
      reasons: [{ window: 'train', filter: 'sharpe', measured: 0.1, limit: 1 }],
      metrics: { train: metrics(0.5 + wave(random)), validation: metrics(wave(random) * 1.6) },
    })),
  }
}
