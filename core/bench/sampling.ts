/**
 * What sampling costs: 20 markets of 1,000 levels a side, all changing between two instants of a 10 Hz
 * grid, sampled to 50 levels with bins and metrics; and what it costs to hand the samples to another
 * thread. JSON lines; `coreShare` is the share of one core at that rate.
 *
 *   node core/bench/sampling.ts [--slots 600] [--markets 20] [--levels 1000]
 */
import { parseArgs } from 'node:util'
import { deserialize, serialize } from 'node:v8'
import { exchangeId, instrumentId, millis } from '../domain/index.ts'
import { type BookView, MarketSampler, OrderBook, type SampledEvent } from '../market-data/index.ts'

const { values } = parseArgs({
  options: {
    slots: { type: 'string', default: '600' },
    markets: { type: 'string', default: '20' },
    levels: { type: 'string', default: '1000' },
  },
})
const [slots, markets, levels] = [values.slots, values.markets, values.levels].map(Number) as [number, number, number]
const CADENCE = 100
const START = 1_700_000_000_000

type Market = { readonly view: BookView; readonly change: (at: number) => void }

function market(index: number): Market {
  const book = new OrderBook()
  // A dime apart around 50,000: a thousand levels reach 20 basis points.
  const side = (start: number, step: number) =>
    Array.from({ length: levels }, (_, i) => [(start + step * i * 0.1).toFixed(2), (0.1 + (i % 97) / 31).toFixed(5)] as const)
  book.apply(side(50_000, -1), side(50_000.01, 1))
  const times = { exchangeTime: millis(START), receivedTime: millis(START), sequence: 0 }
  const view: BookView = {
    instrument: instrumentId(exchangeId('bench'), `M${String(index)}/USDT`),
    state: 'live',
    ...times,
    book,
    wholeTo: () => undefined,
  }
  let flip = 0
  return {
    view,
    change: () => {
      flip += 1
      book.apply([['50000.00', (1 + (flip % 9)).toString()]], [])
    },
  }
}

interface Run {
  readonly what: string
  readonly bookCadenceMs: number
  readonly binsCadenceMs: number
  readonly metricsCadenceMs: number
  readonly handOver?: boolean
}

const NEVER = 86_400_000 * 100_000

function run({ what, handOver = false, ...cadences }: Run): void {
  const all = Array.from({ length: markets }, (_, index) => market(index))
  const views = all.map(({ view }) => view)
  let samples = 0
  let bytes = 0
  const take = (events: readonly SampledEvent[]): void => {
    samples += events.length
    if (!handOver) return
    const message = serialize(events)
    bytes += message.length
    deserialize(message)
  }
  const sampler = new MarketSampler(
    {
      books: () => views,
      clockDelay: () => 0,
      freshnessOf: (instrument, channel) => ({ instrument, channel, state: 'live', age: 0 }),
    },
    { ...cadences, bookDepth: 50, bins: [5, 10, 25] },
    take,
  )
  let spent = 0
  const warm = Math.ceil(slots / 4)
  for (let slot = 0; slot < slots + warm; slot += 1) {
    if (slot === warm) [spent, samples, bytes] = [0, 0, 0]
    const at = START + slot * CADENCE
    for (const { change } of all) change(at)
    const started = performance.now()
    sampler.advance(millis(at))
    spent += performance.now() - started
  }
  const seconds = (slots * CADENCE) / 1_000
  const line = {
    bench: 'sampling',
    what,
    markets,
    levels,
    samplesPerSecond: Math.round(samples / seconds),
    microsPerMarketAndSlot: Number(((spent * 1_000) / (slots * markets)).toFixed(2)),
    coreShare: Number((spent / 1_000 / seconds).toFixed(4)),
    ...(handOver ? { bytesPerSample: Math.round(bytes / samples) } : {}),
  }
  process.stdout.write(`${JSON.stringify(line)}\n`)
}

run({ what: 'books of 50 levels', bookCadenceMs: CADENCE, binsCadenceMs: NEVER, metricsCadenceMs: NEVER })
run({ what: 'bins', bookCadenceMs: NEVER, binsCadenceMs: CADENCE, metricsCadenceMs: NEVER })
run({ what: 'metrics each second', bookCadenceMs: NEVER, binsCadenceMs: NEVER, metricsCadenceMs: 1_000 })
run({ what: 'all', bookCadenceMs: CADENCE, binsCadenceMs: CADENCE, metricsCadenceMs: 1_000 })
run({
  what: 'all, written and read as a message',
  bookCadenceMs: CADENCE,
  binsCadenceMs: CADENCE,
  metricsCadenceMs: 1_000,
  handOver: true,
})
