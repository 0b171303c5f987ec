import {
  type Candle,
  millis,
  money,
  moneyToNumberLossy,
  price,
  quantity,
  rateFromNumberLossy,
  type Timeframe,
  timeframeLength,
} from '../domain/index.ts'
import { type BarColumns, checkColumns, computeColumns, indicatorById } from '../features/index.ts'
import { type BarRange, type Costs, RuleEvaluator, ruleHistory, type RuleOutcome, runRule, TradeTape } from '../research/index.ts'
import { type Operand, type RuleStrategy, ruleStrategy, type Strategy } from '../strategies/index.ts'
import type { PlainLedger } from './bar-by-bar.ts'
import { fileInstrument, plainResult, runBacktest } from './bar-markets.ts'
import { type Chance, chanceOf, drawnRuleStrategy, pick } from './random-rules.ts'

/** One random case: a market, a tree, terms and a range. */
export interface RuleCase {
  readonly bars: BarColumns
  readonly timeframe: Timeframe
  readonly rule: RuleStrategy
  readonly range: BarRange
  readonly costs: Costs
}

const CASH = 10_000

/** A walk with jumps, spikes, bars that stand still, minutes without trades and holes in time, on a grid of prices. */
function drawnBars(chance: Chance, timeframe: Timeframe, count: number): BarColumns {
  const column = (): Float64Array => new Float64Array(count)
  const bars = { openTime: column(), open: column(), high: column(), low: column(), close: column(), volume: column() }
  // Coarse grids make closes, levels and thresholds meet exactly.
  const decimals = pick(chance, [0, 1, 2, 8])
  const grid = (value: number): number => Math.max(Number(value.toFixed(decimals)), 10 ** -decimals)
  const wildness = pick(chance, [0.002, 0.01, 0.03])
  const holes = pick(chance, [0, 0.02, 0.1])
  const still = pick(chance, [0, 0.05, 0.4])
  let last = grid(pick(chance, [100, 100, 60_000, 0.5]) * (0.5 + chance()))
  let time = 1_700_000_040_000 - (1_700_000_040_000 % timeframeLength(timeframe))
  for (let index = 0; index < count; index += 1) {
    if (chance() < holes) time += timeframeLength(timeframe) * Math.ceil(chance() * chance() * 400)
    const rests = chance() < still
    const open = rests ? last : grid(last * (1 + (chance() - 0.5) * wildness * (chance() < 0.1 ? 4 : 0.2)))
    const close = rests ? open : grid(open * (1 + (chance() - 0.5) * 2 * wildness))
    const spike = chance() < 0.05 ? 5 : 1
    bars.openTime[index] = time
    bars.open[index] = open
    bars.close[index] = close
    bars.high[index] = rests ? open : Math.max(open, close, grid(Math.max(open, close) * (1 + chance() * wildness * spike)))
    bars.low[index] = rests ? open : Math.min(open, close, grid(Math.min(open, close) * (1 - chance() * wildness * spike)))
    bars.volume[index] = chance() < still ? 0 : Number((chance() * 50).toFixed(3))
    last = close
    time += timeframeLength(timeframe)
  }
  return bars
}

/** A constant that an operand has really had, so that thresholds are crossed, and met exactly. */
function constantOf(chance: Chance, bars: BarColumns, operand: Operand): number {
  if (!('feature' in operand)) return pick(chance, [...bars.close])
  const indicator = indicatorById(operand.feature)
  if (indicator.input !== 'bar' && indicator.input !== 'close') return 0
  const output = operand.output ?? indicator.descriptor.outputs[0] ?? ''
  const column = computeColumns(indicator, checkColumns(bars), operand.parameters, [output]).get(output) ?? bars.close
  const values = [...column].filter((value) => !Number.isNaN(value))
  return values.length === 0 ? 0 : pick(chance, values)
}

function drawnOnce(chance: Chance): RuleCase {
  const timeframe = pick(chance, ['1s', '1m', '1m', '1h', '4h'] as const)
  const count = 40 + Math.floor(chance() * 360)
  const bars = drawnBars(chance, timeframe, count)
  const rule = drawnRuleStrategy({
    chance,
    timeframe,
    mostPeriod: pick(chance, [4, 12, 40]),
    depth: 3,
    constantFor: (operand) => constantOf(chance, bars, operand),
  })
  const from = chance() < 0.5 ? 0 : Math.floor(chance() * count * 0.6)
  const to = chance() < 0.5 ? count : from + 1 + Math.floor(chance() * (count - from))
  const slippage = pick(chance, [0, 0, 0.0005, 0.0015])
  return { bars, timeframe, rule, range: { from, to }, costs: { fee: pick(chance, [0, 0.0004, 0.001, 0.01]), slippage } }
}

/** Most trees never trade on a short history: the first of a few that does, or the last. */
export function drawnCase(seed: number): RuleCase {
  const chance = chanceOf(seed)
  let found = drawnOnce(chance)
  for (let attempt = 0; attempt < 4 && fastTier(found).ledger.trades.length < 4; attempt += 1) found = drawnOnce(chance)
  return found
}

const candlesOf = ({ bars, timeframe }: RuleCase): readonly Candle[] =>
  Array.from(bars.openTime, (openTime, index): Candle => {
    const exact = (column: Float64Array) => price((column[index] ?? 0).toFixed(8))
    const closeTime = millis(openTime + timeframeLength(timeframe))
    return {
      kind: 'candle',
      instrument: fileInstrument(0).id,
      exchangeTime: closeTime,
      receivedTime: closeTime,
      timeframe,
      openTime: millis(openTime),
      open: exact(bars.open),
      high: exact(bars.high),
      low: exact(bars.low),
      close: exact(bars.close),
      volume: quantity((bars.volume[index] ?? 0).toFixed(8)),
      trades: 0,
      closed: true,
    }
  })

/** The same strategy, without a view before bar `from`: it starts there with its features warm. */
function startingAt(strategy: Strategy, from: number): Strategy {
  return {
    ...strategy,
    configure(given) {
      const configured = strategy.configure(given)
      let bar = -1
      return {
        ...configured,
        step(view) {
          bar += 1
          return bar < from ? { stance: 'neutral', confidence: 0, reasons: [] } : configured.step(view)
        },
      }
    },
  }
}

export interface TierRun {
  readonly ledger: PlainLedger
  readonly fees: number
}

/** The case in the live engine over bars. */
export function engineTier(given: RuleCase): TierRun {
  const { rule, range, costs } = given
  const result = runBacktest({
    instrument: fileInstrument(costs.fee),
    bars: candlesOf(given).slice(0, range.to),
    strategy: { id: 'rule-drawn', params: {}, known: [startingAt(ruleStrategy(rule, 'rule-drawn'), range.from)] },
    terms: {
      cash: money(String(CASH)),
      slippage: rateFromNumberLossy(costs.slippage),
      size: { mode: 'fixed', fraction: rule.fraction },
      ...(rule.stop === undefined ? {} : { stop: rateFromNumberLossy(rule.stop) }),
      ...(rule.target === undefined ? {} : { target: rateFromNumberLossy(rule.target) }),
    },
  })
  const fees = result.fills.reduce((sum, { fill }) => sum + moneyToNumberLossy(fill.fee), 0)
  return { ledger: plainResult(result), fees }
}

/** The case over columns. */
export function fastTier(given: RuleCase): TierRun & { readonly outcome: RuleOutcome } {
  const { bars, timeframe, rule, range, costs } = given
  const evaluator = new RuleEvaluator(ruleHistory(bars, timeframe))
  const outcome = runRule(evaluator, new TradeTape(), { rule, range, cash: CASH, costs, ledger: true })
  const trades = (outcome.trades ?? []).flatMap(({ entryBar, entryPrice, quantity: held, entryFee, exit }) => [
    ['buy', entryBar, entryPrice, held, entryFee, 'signal'] as const,
    ...(exit === undefined ? [] : [['sell', exit.bar, exit.price, held, exit.fee, exit.reason] as const]),
  ])
  return { ledger: { trades, equity: outcome.equity }, fees: outcome.fees, outcome }
}

const near = (a: number, b: number): boolean => Math.abs(a - b) <= 1e-6 * Math.max(Math.abs(a), Math.abs(b), 1e-6)

/** What the fast tier does otherwise than the engine; undefined where both do the same. */
export function tierDifference(given: RuleCase): string | undefined {
  const [wanted, found] = [engineTier(given), fastTier(given)]
  const [a, b] = [wanted.ledger, found.ledger]
  for (let index = 0; index < Math.max(a.trades.length, b.trades.length); index += 1) {
    const [one, other] = [a.trades[index], b.trades[index]]
    const same =
      one !== undefined &&
      other !== undefined &&
      one.every((value, field) => {
        const against = other[field]
        return field > 1 && typeof value === 'number' && typeof against === 'number' ? near(value, against) : value === against
      })
    if (!same) return `trade ${String(index)}: engine ${JSON.stringify(one)}, columns ${JSON.stringify(other)}`
  }
  if (!near(a.equity, b.equity)) return `equity: engine ${String(a.equity)}, columns ${String(b.equity)}`
  return near(wanted.fees, found.fees) ? undefined : `fees: engine ${String(wanted.fees)}, columns ${String(found.fees)}`
}
