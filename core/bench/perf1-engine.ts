/**
 * PERF1, the engine tier: one crossover of averages over 129,600 one-minute bars through features, strategy,
 * aggregator, filter, sizing, risk and the live engine, 10 bps fees, all-in; (a2) with a stop of 2 % and a target
 * of 4 %. Against the fast tier over the same averages in the same run, which must give the same equity. Then other
 * strategies with their own stops and targets, as (a) and in the engine tier alone. JSON lines.
 *
 *   node core/bench/perf1-engine.ts [--rounds 7] [--fast 50] [--slow 200]
 */
import { parseArgs } from 'node:util'
import { countedIds, silentLogger } from '../adapters/memory/index.ts'
import {
  type Candle,
  millis,
  money,
  moneyToNumberLossy,
  price,
  quantity,
  rate,
  rateFromNumberLossy,
  toNumberLossy,
} from '../domain/index.ts'
import { type BarColumns, computeColumns, type Indicator, indicatorById } from '../features/index.ts'
import { backtest, type BacktestTerms, emaCross, Extremes, noJournal, type StrategyChoice } from '../research/index.ts'
import { candleInstrument, fileInstrumentId } from '../services/research/index.ts'
import { CASH, type Exits, FEE, sharedBars } from './columns/bars.ts'

const BARS = 129_600
const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '7' },
    fast: { type: 'string', default: '50' },
    slow: { type: 'string', default: '200' },
  },
})
const [rounds, fast, slow] = [values.rounds, values.fast, values.slow].map(Number) as [number, number, number]

const instrument = candleInstrument(fileInstrumentId('BTC/USDT'), rateFromNumberLossy(FEE), { tick: undefined, lot: undefined })
const drawn = sharedBars(BARS)
const exact = (value: number | undefined) => price((value ?? 0).toFixed(8))
const candles = Array.from(drawn.openTime, (openTime, index): Candle => {
  const closeTime = millis(openTime + 60_000)
  return {
    kind: 'candle',
    instrument: instrument.id,
    exchangeTime: closeTime,
    receivedTime: closeTime,
    timeframe: '1m',
    openTime: millis(openTime),
    open: exact(drawn.open[index]),
    high: exact(drawn.high[index]),
    low: exact(drawn.low[index]),
    close: exact(drawn.close[index]),
    volume: quantity('1'),
    trades: 0,
    closed: true,
  }
})
const column = (of: (candle: Candle) => number): Float64Array => Float64Array.from(candles, of)
const bars: BarColumns = {
  openTime: drawn.openTime,
  open: column((candle) => toNumberLossy(candle.open)),
  high: column((candle) => toNumberLossy(candle.high)),
  low: column((candle) => toNumberLossy(candle.low)),
  close: column((candle) => toNumberLossy(candle.close)),
  volume: drawn.volume,
}
const market = { bars, extremes: new Extremes(bars.low, bars.high) }
const ema = indicatorById('ema') as Indicator<'close'>

interface Outcome {
  readonly equity: number
  readonly fills: number
}

function columns(exits: Exits): Outcome {
  const averages = (period: number): Float64Array => computeColumns(ema, bars, { period }).get('value') ?? new Float64Array(0)
  const { equity, trades } = emaCross(
    market,
    averages,
    { fast, slow },
    { cash: CASH, costs: { fee: FEE, slippage: 0 }, protection: exits },
  )
  return { equity, fills: trades.reduce((sum, { exit }) => sum + (exit === undefined ? 1 : 2), 0) }
}

const CROSS: StrategyChoice = { id: 'ema-cross', params: { fast, slow, seed: 'sma' } }

function engine({ stop, target }: Exits, strategy = CROSS): Outcome {
  const terms: BacktestTerms = {
    cash: money(String(CASH)),
    slippage: rate('0'),
    size: { mode: 'all-in' },
    ...(stop === undefined ? {} : { stop: rateFromNumberLossy(stop) }),
    ...(target === undefined ? {} : { target: rateFromNumberLossy(target) }),
  }
  const ports = { ids: countedIds(), journal: noJournal(), logger: silentLogger() }
  const { equity, fills } = backtest({ instrument, bars: candles, strategy, terms }, ports)
  return { equity: moneyToNumberLossy(equity), fills: fills.length }
}

const median = (numbers: readonly number[]): number => [...numbers].sort((a, b) => a - b)[numbers.length >> 1] ?? 0
const CASES: Readonly<Record<string, Exits>> = { a: {}, a2: { stop: 0.02, target: 0.04 } }
// The volume of the drawn bars never changes.
const OTHERS: readonly StrategyChoice[] = [
  { id: 'rsi-reversion', params: {} },
  { id: 'donchian-breakout', params: { minVolume: 1 } },
  { id: 'supertrend', params: {} },
]

interface Measured {
  readonly workload: string
  readonly contender: string
  readonly run: () => Outcome
}

/** Prints the medians of the rounds after one that warms up; each round must end as `wanted` says. */
function measure({ workload, contender, run }: Measured, wanted: Outcome): void {
  const seconds: number[] = []
  const processorSeconds: number[] = []
  for (let round = -1; round < rounds; round += 1) {
    const before = process.cpuUsage()
    const start = performance.now()
    const { equity, fills } = run()
    const took = (performance.now() - start) / 1_000
    const { user, system } = process.cpuUsage(before)
    if (round >= 0) {
      seconds.push(took)
      processorSeconds.push((user + system) / 1e6)
    }
    if (fills !== wanted.fills || !(Math.abs(equity - wanted.equity) <= 1e-6))
      throw new Error(
        `${contender}: ${String(fills)} fills, ${String(equity)}; wanted ${String(wanted.fills)}, ${String(wanted.equity)}`,
      )
  }
  const took = median(seconds)
  const line = {
    bench: 'PERF1 engine',
    workload,
    contender,
    bars: BARS,
    fills: wanted.fills,
    seconds: Number(took.toFixed(4)),
    barsPerSecond: Math.round(BARS / took),
    // On a busy machine the wall says little; this counts all threads, the collector's too.
    barsPerProcessorSecond: Math.round(BARS / median(processorSeconds)),
    rounds,
  }
  process.stdout.write(`${JSON.stringify(line)}\n`)
}

for (const [workload, exits] of Object.entries(CASES)) {
  const wanted = columns(exits)
  measure({ workload, contender: 'fast tier', run: () => columns(exits) }, wanted)
  measure({ workload, contender: 'engine tier', run: () => engine(exits) }, wanted)
}
for (const strategy of OTHERS) {
  const run = (): Outcome => engine({}, strategy)
  measure({ workload: strategy.id, contender: 'engine tier', run }, run())
}
