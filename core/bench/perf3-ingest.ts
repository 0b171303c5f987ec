/**
 * PERF3, ingest: messages per second and CPU of the market pipeline against bare JSON.parse, a bare
 * book, and ccxt's own handler, over the same recorded frames in the same run, for each venue. JSON
 * lines: `againstJsonParse` and `againstCcxt` are ratios of the least CPU a message, which other work on
 * the machine disturbs least, `rateAgainst...` of the rates. A contender whose books end with other
 * levels than the bare ones has not done the work. `floor` is what the checksums cost whoever does nothing else.
 *
 *   node core/bench/perf3-ingest.ts [--rounds 7] [--venue binance-usdm]
 */
import { parseArgs } from 'node:util'
import { createMarketPipeline, mapperFor } from '../market-data/index.ts'
import { type Contender, createBareBook, createJsonParse } from './ingest/baselines.ts'
import { createCcxtHandler } from './ingest/ccxt-handler.ts'
import { createFloor } from './ingest/floor.ts'
import { type Workload, workloads } from './ingest/workloads.ts'

/** Short recordings are repeated, each time with new books, until a round has so many frames. */
const FRAMES_A_ROUND = 4_000

function createPipeline(exchange: string): Contender {
  const pipeline = createMarketPipeline({
    mapper: mapperFor(exchange),
    sink: { event: () => undefined, bookChanged: () => undefined, snapshotNeeded: () => undefined },
  })
  return {
    handle: (frame) => pipeline.push(frame),
    levels: () =>
      pipeline.books().reduce((sum, { book }) => {
        const { bids, asks } = book.top(Number.MAX_SAFE_INTEGER)
        return sum + bids.length + asks.length
      }, 0),
  }
}

type Create = () => Contender | Promise<Contender>

const contendersOf = ({ exchange, frames, reader, withoutCcxt, floor }: Workload): readonly (readonly [string, Create])[] => [
  ['json-parse', createJsonParse],
  ['json-parse+bare-book', () => createBareBook(reader)],
  ...(withoutCcxt === undefined ? [['ccxt-handler', () => createCcxtHandler(exchange, frames)] as const] : []),
  ...(floor === undefined ? [] : [['floor', () => createFloor(floor)] as const]),
  ['pipeline', () => createPipeline(exchange)],
]

/** The best round: on a machine that others use too, anything slower tells of them. */
const fastest = (rates: readonly number[]): number => Math.max(0, ...rates)
const least = (micros: readonly number[]): number => Math.min(...micros)
const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN

const times = (a: number, b: number): number => Number((a / b).toFixed(2))

interface Result {
  readonly rate: number[]
  readonly cpu: number[]
  levels: number | undefined
}

async function measure(workload: Workload, rounds: number): Promise<ReadonlyMap<string, Result>> {
  const { frames } = workload
  const repeats = Math.max(1, Math.ceil(FRAMES_A_ROUND / frames.length))
  const results = new Map<string, Result>()
  // One unmeasured round for the compiler; contenders take turns, so that a slow spell hits all.
  for (let round = -1; round < rounds; round += 1)
    for (const [name, create] of contendersOf(workload)) {
      let seconds = 0
      let micros = 0
      let levels: number | undefined
      for (let repeat = 0; repeat < repeats; repeat += 1) {
        const contender = await create()
        const cpu = process.cpuUsage()
        const start = performance.now()
        for (const frame of frames) contender.handle(frame)
        seconds += (performance.now() - start) / 1_000
        const { user, system } = process.cpuUsage(cpu)
        micros += user + system
        levels = contender.levels?.()
      }
      if (round < 0) continue
      const result = results.get(name) ?? { rate: [], cpu: [], levels }
      results.set(name, result)
      result.rate.push((frames.length * repeats) / seconds)
      result.cpu.push(micros / (frames.length * repeats))
    }
  return results
}

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '7' }, venue: { type: 'string' } } })
const rounds = Number(values.rounds)

for (const workload of await workloads(values.venue)) {
  const results = await measure(workload, rounds)
  const json = results.get('json-parse')
  const ccxt = results.get('ccxt-handler')
  const expected = results.get('json-parse+bare-book')?.levels
  for (const [contender, { rate, cpu, levels }] of results) {
    if (levels !== undefined && levels !== expected)
      throw new Error(
        `${contender} has ${String(levels)} levels of ${String(expected)} after ${workload.name}: its rate means nothing`,
      )
    const perSecond = fastest(rate)
    const line = {
      bench: 'PERF3',
      workload: workload.name,
      messages: workload.frames.length,
      contender,
      messagesPerSecond: Math.round(perSecond),
      cpuMicrosPerMessage: Number(least(cpu).toFixed(2)),
      medianCpuMicrosPerMessage: Number(median(cpu).toFixed(2)),
      againstJsonParse: times(least(json?.cpu ?? []), least(cpu)),
      againstCcxt: ccxt === undefined ? null : times(least(ccxt.cpu), least(cpu)),
      rateAgainstJsonParse: times(perSecond, fastest(json?.rate ?? [])),
      rateAgainstCcxt: ccxt === undefined ? null : times(perSecond, fastest(ccxt.rate)),
      ...(workload.withoutCcxt === undefined || contender !== 'pipeline' ? {} : { withoutCcxt: workload.withoutCcxt }),
      levels: levels ?? null,
      rounds,
      spread: Number((Math.max(...rate) / Math.min(...rate)).toFixed(2)),
    }
    process.stdout.write(`${JSON.stringify(line)}\n`)
  }
}
