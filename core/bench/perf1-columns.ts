/**
 * PERF1 (a) and (a2), the fast tier: 500 crossovers of averages over 129,600 one-minute bars with
 * 10 bps fees, all-in, next-open execution; (a2) with a stop of 2 % and a target of 4 %. Against a bare
 * loop over typed arrays in the same run. JSON lines.
 *
 *   node core/bench/perf1-columns.ts [--rounds 5] [--workers 2]
 */
import { once } from 'node:events'
import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import { Worker } from 'node:worker_threads'
import { bareLoop } from './columns/bare.ts'
import { type Exits, PAIRS, sharedBars } from './columns/bars.ts'
import { type ColumnResult, type ColumnWork, runColumns } from './columns/worker.ts'

const BARS = 129_600
const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '5' }, workers: { type: 'string', default: String(availableParallelism()) } },
})
const rounds = Number(values.rounds)
const bars = sharedBars(BARS)
const workers = Array.from({ length: Number(values.workers) }, () => new Worker(new URL('./columns/worker.ts', import.meta.url)))

async function ask(worker: Worker, work: ColumnWork): Promise<ColumnResult> {
  // Rejects with the worker's error, and leaves no listener behind.
  const answer = once(worker, 'message')
  worker.postMessage(work)
  const [result] = (await answer) as [ColumnResult]
  return result
}

/** Pairs that share a fast average stay together, so that few averages are made twice. */
async function overCores(exits: Exits): Promise<ColumnResult> {
  const share = Math.ceil(PAIRS.length / workers.length)
  const parts = await Promise.all(
    workers.map((worker, index) => ask(worker, { bars, pairs: PAIRS.slice(index * share, (index + 1) * share), exits })),
  )
  return { equities: parts.flatMap(({ equities }) => equities), trades: parts.reduce((sum, { trades }) => sum + trades, 0) }
}

const median = (numbers: readonly number[]): number => [...numbers].sort((a, b) => a - b)[numbers.length >> 1] ?? 0

const CASES: Readonly<Record<string, Exits>> = { a: {}, a2: { stop: 0.02, target: 0.04 } }
for (const [name, exits] of Object.entries(CASES)) {
  const contenders: Readonly<Record<string, () => Promise<ColumnResult>>> = {
    'bare loop': () => Promise.resolve({ equities: PAIRS.map((pair) => bareLoop(bars, pair, exits)), trades: 0 }),
    'columns, one thread': () => Promise.resolve(runColumns({ bars, pairs: PAIRS, exits })),
    [`columns, ${String(workers.length)} workers`]: () => overCores(exits),
  }
  const seconds = new Map<string, number[]>()
  const results = new Map<string, ColumnResult>()
  for (let round = -1; round < rounds; round += 1)
    for (const [contender, run] of Object.entries(contenders)) {
      const start = performance.now()
      const result = await run()
      const took = (performance.now() - start) / 1_000
      results.set(contender, result)
      if (round >= 0) seconds.set(contender, [...(seconds.get(contender) ?? []), took])
    }
  const wanted = results.get('bare loop')?.equities ?? []
  const base = median(seconds.get('bare loop') ?? [])
  for (const [contender, { equities, trades }] of results) {
    const furthest = Math.max(...equities.map((equity, index) => Math.abs(equity - (wanted[index] ?? Number.NaN))))
    if (!(furthest <= 1e-6)) throw new Error(`${contender} differs from the bare loop by ${String(furthest)}`)
    const took = median(seconds.get(contender) ?? [])
    const line = {
      bench: 'PERF1',
      workload: name,
      contender,
      strategies: PAIRS.length,
      bars: BARS,
      seconds: Number(took.toFixed(3)),
      millionBarStrategiesPerSecond: Math.round((PAIRS.length * BARS) / took / 1e6),
      againstBareLoop: Number((base / took).toFixed(2)),
      trades,
      rounds,
    }
    process.stdout.write(`${JSON.stringify(line)}\n`)
  }
}
await Promise.all(workers.map((worker) => worker.terminate()))
