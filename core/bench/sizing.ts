/**
 * What a signal's size and its risk check cost: three voters with 500 closed trades each, ten open positions with four
 * hours of minutes, twenty working orders; record, Kelly, goal and every entry rule. Against a bare call of a function
 * that does the same Kelly arithmetic, and against the same with everything empty, in the same run; and for the first
 * signal of a minute, which finds every correlation to be measured anew. JSON lines, microseconds per signal: percentiles
 * by the wall clock, and the mean of processor time, which other programs on the machine do not lengthen.
 *
 *   node core/bench/sizing.ts [--rounds 20000]
 */
import { parseArgs } from 'node:util'
import {
  type CandidateSignal,
  clientOrderId,
  exchangeId,
  type Instrument,
  instrumentId,
  millis,
  MINUTE,
  money,
  type Order,
  orderId,
  price,
  quantity,
  type Quote,
  signalId,
  strategyId,
} from '../domain/index.ts'
import { DEFAULT_TRADING_CONFIG, emptyState, type EngineState, equityOf, recommend, riskView, Step } from '../engine/index.ts'
import { PLAIN_VENUE } from '../ports/index.ts'
import { ENTRY_RULES, evaluate, sizePosition } from '../risk/index.ts'
import { btcInstrument } from '../testing/trading-harness.ts'
import { percentile } from '../telemetry/index.ts'

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '20000' } } })
const rounds = Number(values.rounds)
const AT = millis(1_700_000_000_000)
const VOTERS = ['a', 'b', 'c'].map(strategyId)
const config = {
  ...DEFAULT_TRADING_CONFIG,
  goal: { equity: money('20000'), by: millis(AT + 1e10), start: millis(AT - 1e10), startEquity: money('9000'), minFactor: 0.5 },
}

const marketOf = (index: number): Instrument => ({
  ...btcInstrument,
  id: instrumentId(exchangeId('bench'), `M${String(index)}/USDT`),
  exchange: exchangeId('bench'),
  symbol: `M${String(index)}/USDT`,
  venueSymbol: `M${String(index)}USDT`,
  base: `M${String(index)}`,
})
const target = marketOf(0)

function quoteOf({ id }: Instrument, at: number, mid: number): Quote {
  const times = { exchangeTime: millis(at), receivedTime: millis(at) }
  const sizes = { bidSize: quantity('5'), askSize: quantity('5') }
  return { kind: 'quote', instrument: id, ...times, ...sizes, bid: price(mid.toFixed(2)), ask: price((mid + 0.01).toFixed(2)) }
}

function workingOrder(index: number): Order {
  const id = orderId(`o${String(index)}`)
  return {
    id,
    clientOrderId: clientOrderId(`c${String(index)}`),
    environment: 'paper',
    purpose: 'manual',
    instrument: marketOf(1 + (index % 10)).id,
    side: 'buy',
    type: 'limit',
    quantity: quantity('0.1'),
    limitPrice: price('99'),
    timeInForce: 'GTC',
    reduceOnly: false,
    state: 'accepted',
    filled: quantity('0'),
    filledNotional: money('0'),
    fee: money('0'),
    createdAt: AT,
    updatedAt: AT,
  }
}

function account(full: boolean): EngineState {
  const state = emptyState('paper', 'manual')
  Object.assign(state, { opened: true, cash: money('10000'), startingCash: money('10000'), peakEquity: money('10000') })
  state.instruments.set(target.id, target)
  state.quotes.set(target.id, quoteOf(target, AT, 100))
  if (!full) return state
  for (const voter of VOTERS)
    state.tracked.set(
      voter,
      Array.from({ length: 500 }, (_, i) => ({
        closedAt: millis(AT - i * 3_600_000),
        share: 1,
        gain: i % 2 === 0 ? 0.02 : -0.01,
      })),
    )
  for (let index = 0; index <= 10; index += 1) {
    const market = marketOf(index)
    state.instruments.set(market.id, market)
    let before: Quote | undefined
    for (let minute = 0; minute <= 242; minute += 1) {
      const quote = quoteOf(market, AT - (242 - minute) * MINUTE, 100 + Math.sin(minute * (1 + index / 10)))
      state.minuteCloses.follow(before, quote)
      before = quote
      state.quotes.set(market.id, quote)
    }
    const basis = { costBasis: money('100'), realisedPnl: money('0'), fees: money('0'), updatedAt: AT }
    if (index > 0) state.positions.set(market.id, { instrument: market.id, quantity: quantity('1'), ...basis })
  }
  for (let index = 0; index < 20; index += 1) {
    const order = workingOrder(index)
    state.orders.set(order.id, order)
    state.working.add(order.id)
    const { instrument, side, quantity: size } = order
    state.recentOrders.push({ at: AT, instrument, side, quantity: size })
  }
  return state
}

const candidate: CandidateSignal = {
  id: signalId('s'),
  instrument: target.id,
  timeframe: '1m',
  action: 'buy',
  confidence: 0.6,
  votes: VOTERS.map((strategy) => ({ strategy, stance: 'long', confidence: 0.6, weight: 1 })),
  conflict: 0,
  entry: price('100.01'),
  stop: price('95'),
  target: price('110'),
  reasoning: [],
  createdAt: AT,
}

function decide(state: EngineState): number {
  const step = new Step(state, { config, ids: { next: () => '' }, capabilities: PLAIN_VENUE }, AT)
  const equity = equityOf(state)
  const { fraction } = recommend(step, candidate, equity)
  const size = sizePosition({ equity, entry: candidate.entry, fraction, instrument: target })
  const request = {
    instrument: target.id,
    side: 'buy',
    type: 'market',
    quantity: size,
    timeInForce: 'GTC',
    reduceOnly: false,
  } as const
  const view = riskView(state, config, target.id, AT)
  const quote = state.quotes.get(target.id)
  return evaluate(ENTRY_RULES, { request, instrument: target, quote, at: AT, gapOpen: false, view, limits: config.risk }).length
}

const bare = (confidence: number, payoff: number): number =>
  Math.min(0.2, Math.max(0.01, 0.25 * (confidence - (1 - confidence) / payoff)))

interface Took {
  readonly wall: readonly number[]
  readonly cpuMean: number
}

const cpuTime = (): number => {
  const { user, system } = process.threadCpuUsage()
  return user + system
}

/** One call timed alone is mostly the clock; the bare one is timed by the thousand. `before` is not timed. */
function time(run: () => number, calls: number, before: () => void = () => undefined): Took {
  const wall: number[] = []
  let kept = 0
  const from = Math.floor(rounds / 5)
  let began = 0
  for (let round = 0; round < rounds; round += 1) {
    if (round === from) began = cpuTime()
    before()
    const start = performance.now()
    for (let call = 0; call < calls; call += 1) kept += run()
    wall.push(((performance.now() - start) * 1_000) / calls)
  }
  if (!Number.isFinite(kept)) throw new Error('nothing was decided')
  return { wall: wall.slice(from), cpuMean: (cpuTime() - began) / ((rounds - from) * calls) }
}

function report(what: string, { wall, cpuMean }: Took): void {
  const [p50, p90, p99] = [0.5, 0.9, 0.99].map((share) => Number(percentile(wall, share).toFixed(4)))
  console.log(JSON.stringify({ what, rounds: wall.length, p50, p90, p99, cpuMean: Number(cpuMean.toFixed(4)), unit: 'us' }))
}

const [full, empty] = [account(true), account(false)]
let turn = 0
report(
  'bare call',
  time(() => bare(((turn += 1) % 100) / 100, 2), 1_000),
)
report(
  'sizing and rules, empty account',
  time(() => decide(empty), 1),
)
report(
  'sizing and rules, full account',
  time(() => decide(full), 1),
)
let minute = 243
report(
  'sizing and rules, full account, first signal of a minute',
  time(
    () => decide(full),
    1,
    () => {
      const [earlier, later] = [minute - 1, minute].map((each) =>
        quoteOf(target, AT + (each - 242) * MINUTE, 100 + Math.sin(each)),
      )
      if (earlier !== undefined && later !== undefined) full.minuteCloses.follow(earlier, later)
      minute += 1
    },
  ),
)
