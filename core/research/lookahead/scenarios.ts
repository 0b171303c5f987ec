import { type Candle, exchangeId, instrumentId, type InstrumentId } from '../../domain/index.ts'
import type { FeatureSource } from '../../features/index.ts'
import type { Random } from '../../ports/index.ts'
import type { BarMarket, Strategy, TracePoint } from '../../strategies/index.ts'
import { type Future, futures, barsOf, laterBars, shuffled, shuffledBars, withFuture } from './other-markets.ts'
import { ask, Pass, type Row } from './pass.ts'

/** Why a strategy says something else on the same bar. */
export type Cause = 'future' | 'earlier-steps' | 'earlier-runs' | 'other-market' | 'chance' | 'put-off' | 'dates'

/** A strategy that nobody has used yet; a user's own in a process of its own. */
export interface FreshStrategy {
  readonly strategy: Strategy
  /** How the newest step came to its verdict. */
  trace(): readonly TracePoint[]
  close(): void
}

export interface Examined {
  readonly instrument: InstrumentId
  /** Closed bars of one timeframe, each later than the one before. */
  readonly bars: readonly Candle[]
  readonly params: Readonly<Record<string, unknown>>
  readonly features: FeatureSource
}

/** Rows by number of the bar. */
export type Rows = readonly (Row | undefined)[]

/** One way to run a strategy that must change nothing. */
export interface Scenario {
  readonly cause: Cause
  /** For a person. */
  readonly how: string
  /** Of the future that was changed, the first bar. */
  readonly cut?: number
  run(strategy: Strategy): Rows
  /** The same step by step, ending with the step on this bar. */
  retrace(strategy: Strategy, bar: number): Rows
}

/** Bars of another future that are run; what looks further ahead than this is not found. */
const FUTURE_BARS = 300

function marketOf({ instrument, bars, features }: Examined): BarMarket {
  return { instrument, features, timeframe: bars[0]?.timeframe ?? '1m' }
}

/** As a backtest runs it: what everything else is compared with. */
export function plainRun(examined: Examined, strategy: Strategy, bars = examined.bars): readonly Row[] {
  const pass = new Pass(strategy.configure(examined.params), marketOf(examined))
  pass.all(bars)
  return pass.rows
}

/** The same step by step. */
export function slowRun(examined: Examined, strategy: Strategy, bars = examined.bars): readonly Row[] {
  const pass = new Pass(strategy.configure(examined.params), marketOf(examined))
  pass.each(bars)
  return pass.rows
}

/** A second run after a first one in the same process. */
function again(examined: Examined): Scenario {
  const second = (strategy: Strategy, bars: readonly Candle[]): Rows => {
    plainRun(examined, strategy)
    return slowRun(examined, strategy, bars)
  }
  return {
    cause: 'earlier-runs',
    how: 'run a second time in the same process',
    run: (strategy) => second(strategy, examined.bars),
    retrace: (strategy, bar) => second(strategy, examined.bars.slice(0, bar + 1)),
  }
}

/** In turns with another market. */
function beside(examined: Examined, random: Random): Scenario {
  const other = instrumentId(exchangeId('file'), 'OTHER/USDT')
  const others = barsOf(other, shuffledBars(examined.bars, random))
  const turns = (strategy: Strategy, count: number): Rows => {
    const market = marketOf(examined)
    const guest = new Pass(strategy.configure(examined.params), { ...market, instrument: other })
    const pass = new Pass(strategy.configure(examined.params), market)
    for (const [index, bar] of examined.bars.slice(0, count).entries()) {
      guest.each(others.slice(index, index + 1))
      pass.each([bar])
    }
    return pass.rows
  }
  return {
    cause: 'other-market',
    how: 'run in turns with another market',
    run: (strategy) => turns(strategy, examined.bars.length),
    retrace: (strategy, bar) => turns(strategy, bar + 1),
  }
}

/** The same views in another order: for a pure step no question depends on the ones before it. */
function mixed(examined: Examined, rows: readonly Row[], random: Random): Scenario {
  const order = shuffled([...rows.keys()], random)
  const asked = (strategy: Strategy, wanted: readonly number[]): Rows => {
    const configured = strategy.configure(examined.params)
    const found: (Row | undefined)[] = new Array<undefined>(rows.length).fill(undefined)
    for (const bar of wanted) {
      const row = rows[bar]
      if (row !== undefined) found[bar] = ask(configured, row.view, row.previous)
    }
    return found
  }
  return {
    cause: 'earlier-steps',
    how: 'asked on the same bars in another order',
    run: (strategy) => asked(strategy, order),
    retrace: (strategy, bar) => asked(strategy, order.slice(0, order.indexOf(bar) + 1)),
  }
}

function repeated(examined: Examined): Scenario {
  return {
    cause: 'chance',
    how: 'run again in a fresh process',
    run: (strategy) => plainRun(examined, strategy),
    retrace: (strategy, bar) => slowRun(examined, strategy, examined.bars.slice(0, bar + 1)),
  }
}

function stepByStep(examined: Examined): Scenario {
  return {
    cause: 'put-off',
    how: 'run step by step, as live, and not many bars in one go',
    run: (strategy) => slowRun(examined, strategy),
    retrace: (strategy, bar) => slowRun(examined, strategy, examined.bars.slice(0, bar + 1)),
  }
}

function moved(examined: Examined): Scenario {
  const bars = laterBars(examined.bars)
  return {
    cause: 'dates',
    how: 'run on the same candles 28 years later, when the calendar is the same',
    run: (strategy) => plainRun(examined, strategy, bars),
    retrace: (strategy, bar) => slowRun(examined, strategy, bars.slice(0, bar + 1)),
  }
}

function otherFuture(examined: Examined, cut: number, future: Future, random: Random): Scenario {
  const bars = withFuture(examined.bars, cut, { future, random, length: FUTURE_BARS })
  return {
    cause: 'future',
    how: `run with the future after bar ${String(cut)} ${future}`,
    cut,
    run: (strategy) => plainRun(examined, strategy, bars).slice(0, cut),
    retrace: (strategy, bar) => slowRun(examined, strategy, bars.slice(0, bar + 1)),
  }
}

/** So many cuts spread over the bars, the last one near their end. */
function cutsOf(bars: number, count: number, random: Random): readonly number[] {
  const wanted = Math.min(count, bars - 1)
  const cuts = Array.from({ length: wanted }, (_, index) => {
    const [from, to] = [(index * (bars - 1)) / wanted, ((index + 1) * (bars - 1)) / wanted]
    return 1 + Math.floor(from + random.next() * (to - from))
  })
  return [...new Set(cuts)]
}

export function scenariosOf(examined: Examined, rows: readonly Row[], cuts: number, random: Random): readonly Scenario[] {
  return [
    repeated(examined),
    ...cutsOf(rows.length, cuts, random).flatMap((cut) => futures.map((future) => otherFuture(examined, cut, future, random))),
    mixed(examined, rows, random),
    again(examined),
    beside(examined, random),
    stepByStep(examined),
    moved(examined),
    // Chance may strike late.
    repeated(examined),
  ]
}
