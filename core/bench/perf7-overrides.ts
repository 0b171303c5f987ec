/**
 * What following the overrides costs the trader's thread: the same market (20 instruments, 1,000 quotes
 * and 200 books a second, by the clock of the market) through a trader with and without its counterfactual,
 * turn by turn. The counterfactual holds a position and follows eight signals by themselves. JSON lines.
 *
 *   node core/bench/perf7-overrides.ts [--rounds 5] [--seconds 60]
 */
import { parseArgs } from 'node:util'
import { countedIds, memoryJournal, silentLogger } from '../adapters/memory/index.ts'
import {
  type BookSnapshot,
  exchangeId,
  instrumentId,
  millis,
  money,
  price,
  quantity,
  type Quote,
  signalId,
  strategyId,
} from '../domain/index.ts'
import { DEFAULT_TRADING_CONFIG, TradingEngine } from '../engine/index.ts'
import { simulatedClock } from '../simulation/clock/index.ts'
import { Counterfactual } from '../simulation/counterfactual/index.ts'
import { constantLatency, PaperVenue } from '../simulation/paper/index.ts'
import { btcInstrument } from '../testing/trading-harness.ts'

const MARKETS = 20
const QUOTES = 1_000
const BOOKS = 200
const LEVELS = 25
const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '5' }, seconds: { type: 'string', default: '60' } },
})
const seconds = Number(values.seconds)
const START = 1_700_000_000_000

const instruments = Array.from({ length: MARKETS }, (_, index) => {
  const symbol = `M${String(index)}/USDT`
  return { ...btcInstrument, symbol, id: instrumentId(exchangeId('bench'), symbol) }
})
const levels = (from: number, step: number): BookSnapshot['bids'] =>
  Array.from({ length: LEVELS }, (_, index) => ({ price: price((from + step * index).toFixed(2)), quantity: quantity('5') }))

const config = {
  ...DEFAULT_TRADING_CONFIG,
  filter: { minConfidence: 0, cooldown: 0, strategyCooldown: 0 },
  approval: { ...DEFAULT_TRADING_CONFIG.approval, timeToLive: 100 },
}

/** CPU ms of `seconds` of market. */
function run(followed: boolean): number {
  const clock = simulatedClock(millis(START))
  const [ids, logger, journal] = [countedIds(), silentLogger(), memoryJournal()]
  const venue = new PaperVenue({ clock, ids, latency: constantLatency(20), instrument: (id) => engine.state.instruments.get(id) })
  const engine: TradingEngine = new TradingEngine('paper', config, { clock, ids, journal, venue, logger })
  engine.open({ currency: 'USDT', cash: money('10000') })
  const journals = { real: journal, twin: memoryJournal(), alone: memoryJournal() }
  const latency = () => constantLatency(20)
  const guest = followed
    ? new Counterfactual({ real: engine, config, clock, ids: countedIds(), logger, journals, latency, horizon: 1e9 })
    : undefined
  for (const instrument of instruments) engine.handle({ type: 'InstrumentListed', instrument })
  guest?.open()
  const give = (input: Parameters<TradingEngine['handle']>[0]): void => {
    engine.handle(input)
    guest?.handle(input)
  }
  let sent = 0
  const at = (index: number): { bid: number; instrument: (typeof instruments)[number]['id'] } => ({
    bid: 100 + (index % 7) / 100,
    instrument: instruments[index % MARKETS]?.id ?? btcInstrument.id,
  })
  const book = (index: number): void => {
    const { bid, instrument } = at(index)
    const times = { exchangeTime: clock.now(), receivedTime: clock.now() }
    const bids = levels(bid, -0.01)
    const snapshot: BookSnapshot = {
      kind: 'book-snapshot',
      instrument,
      ...times,
      sequence: index,
      bids,
      asks: levels(bid + 0.01, 0.01),
    }
    engine.bookSeen(instrument, clock.now(), snapshot)
    venue.onBook(snapshot)
    guest?.onBook(snapshot)
  }
  const quote = (index: number): void => {
    const { bid, instrument } = at(index)
    const size = quantity('5')
    const quoted: Quote = {
      kind: 'quote',
      instrument,
      exchangeTime: clock.now(),
      receivedTime: clock.now(),
      bid: price(bid.toFixed(2)),
      bidSize: size,
      ask: price((bid + 0.01).toFixed(2)),
      askSize: size,
    }
    give({ type: 'QuoteReceived', quote: quoted })
  }
  const started = process.cpuUsage()
  for (let ms = 0; ms < seconds * 1_000; ms += 1) {
    clock.advance(1)
    if (ms % (1_000 / BOOKS) === 0) book(ms / (1_000 / BOOKS))
    quote(ms)
    if (ms % 1_000 === 999) give({ type: 'ClockTicked' })
    if (ms % 100 === 50 && sent < 9) {
      sent += 1
      // All of one market: the first is taken, the others are followed by themselves.
      const { bid, instrument } = at(ms)
      const votes = [{ strategy: strategyId('bench'), stance: 'long', confidence: 1, weight: 1 }] as const
      const entry = price((bid + 0.01).toFixed(2))
      const candidate = { id: signalId(`s${String(sent)}`), instrument, timeframe: '1m', action: 'buy', confidence: 1 } as const
      const rest = { votes, conflict: 0, entry, stop: price('1'), target: price('1000'), reasoning: [], createdAt: clock.now() }
      give({ type: 'CandidateReceived', candidate: { ...candidate, ...rest }, gapOpen: false })
      engine.command({ type: 'RejectSignal', id: `c${String(sent)}` as never, signalId: candidate.id, reason: '' }, 'bench')
    }
  }
  const { user, system } = process.cpuUsage(started)
  const held = guest?.rows().filter(({ counterfactual, alone }) => counterfactual !== undefined || alone !== undefined).length
  if (followed && held !== 9) throw new Error(`nine signals were to be followed, not ${String(held)}`)
  return (user + system) / 1_000
}

run(true)
run(false)
const [withIt, without]: [number[], number[]] = [[], []]
for (let round = 0; round < Number(values.rounds); round += 1) {
  without.push(run(false))
  withIt.push(run(true))
}
const median = (figures: readonly number[]): number =>
  [...figures].sort((a, b) => a - b)[Math.floor(figures.length / 2)] ?? Number.NaN
const [a, b] = [median(without), median(withIt)]
const figures = {
  cpuPerSecondWithoutMs: a / seconds,
  cpuPerSecondWithMs: b / seconds,
  addedShareOfOneCore: (b - a) / seconds / 1_000,
}
const rounded = Object.fromEntries(Object.entries(figures).map(([name, value]) => [name, Number(value.toPrecision(3))]))
process.stdout.write(`${JSON.stringify({ bench: 'PERF7', quotesPerSecond: QUOTES, booksPerSecond: BOOKS, ...rounded })}\n`)
