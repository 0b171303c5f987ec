/**
 * PERF1 (d), a whole search of the generator: 500 strategies by default over 129,600 one-minute bars of a seeded random walk, evolved
 * on the first 60 %, judged on the rest. JSON lines: one for each generation, one for all.
 *
 *   node core/bench/perf1-generate.ts [--count 500] [--generations 20] [--threads 2]
 */
import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import { ThreadPool } from '../adapters/system/index.ts'
import { DEFAULT_GENERATOR_CONFIG, generate, type RulePool, ruleRunner, sharedColumns } from '../research/index.ts'
import { syntheticBars } from '../testing/synthetic-bars.ts'

const { evolution } = DEFAULT_GENERATOR_CONFIG
const { values } = parseArgs({
  options: {
    count: { type: 'string', default: String(evolution.count) },
    generations: { type: 'string', default: String(evolution.generations) },
    threads: { type: 'string', default: String(availableParallelism()) },
  },
})
const [count, generations, size] = [Number(values.count), Number(values.generations), Number(values.threads)]
const bars = sharedColumns(syntheticBars({ seed: 1, days: 90, perDay: 1_440, volatility: 0.0008 }))
const length = bars.close.length
const pool: RulePool = new ThreadPool({
  entry: new URL('../hosts/node/workers/rule-tasks.ts', import.meta.url),
  setup: { bars, timeframe: '1m' },
  size,
})

const seconds = (ms: number): number => Number((ms / 1_000).toFixed(3))
const say = (line: object): void => {
  process.stdout.write(`${JSON.stringify({ bench: 'PERF1', workload: 'd', ...line })}\n`)
}

const start = performance.now()
const perGeneration: number[] = []
let last = start
const report = await generate({
  config: { ...DEFAULT_GENERATOR_CONFIG, evolution: { ...evolution, count, generations } },
  data: { instrument: 'file:BTC/USDT', timeframe: '1m', bars: length, from: 0, to: 0, fingerprint: 'of a bench' },
  bars,
  runner: ruleRunner({ pool, timeframe: '1m', length }),
  checkpoint(state) {
    const now = performance.now()
    perGeneration.push(now - last)
    last = now
    say({ generation: state.generation, seconds: seconds(perGeneration.at(-1) ?? 0), evaluated: state.archive.length })
    return Promise.resolve()
  },
})
const end = performance.now()
const [cpu, ownCpu] = [process.cpuUsage(), process.threadCpuUsage()]
await pool.close()
if (report === undefined) throw new Error('nobody cancelled it')
const { evaluated } = report.search
say({
  contender: `generator, ${String(size)} threads`,
  strategies: count,
  generations,
  bars: length,
  evaluated,
  seconds: seconds(end - start),
  firstGenerationSeconds: seconds(perGeneration[0] ?? 0),
  laterGenerationSeconds: seconds(perGeneration.slice(1).reduce((sum, each) => sum + each, 0) / Math.max(1, generations - 1)),
  judgingSeconds: seconds(end - last),
  strategiesPerSecond: Math.round(evaluated / ((last - start) / 1_000)),
  millionBarStrategiesPerSecond: Math.round((evaluated * report.windows.train.bars) / ((last - start) / 1_000) / 1e6),
  // Of all threads: what it takes however busy the machine is.
  cpuSeconds: Number(((cpu.user + cpu.system) / 1e6).toFixed(1)),
  mainThreadCpuSeconds: Number(((ownCpu.user + ownCpu.system) / 1e6).toFixed(1)),
  promoted: report.funnel.promoted,
  megabytes: Math.round(process.memoryUsage.rss() / 1e6),
})
