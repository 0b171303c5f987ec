/**
 * PERF1 (b), rule trees with stops over 129,600 one-minute bars with 10 bps fees. Indicators are made within the time
 * that is measured, caches start empty. JSON lines; `processorSeconds` counts all threads of the process. Workloads:
 * `generated`: the first population of the generator's own search; `wide`: random trees over indicators of all families
 * with a stop of 2 % and a target of 4 %, periods from ten values; `widest`: the same with any period to 200. `features`
 * counts the distinct columns that are read, `indicators` the distinct indicators with their parameters that make them.
 * Against the bare loop over 500 crossovers, which makes two averages for each and nothing else, in the same run.
 *
 *   node core/bench/perf1-rules.ts [--workloads generated,wide,widest] [--rounds 3] [--workers 2] [--trees 500]
 */
import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import { inThreadPool } from '../adapters/memory/index.ts'
import { ThreadPool } from '../adapters/system/index.ts'
import { openRuleTasks, type RuleOutcome, type RulePool, ruleRunner, type RuleTask, type RuleWork } from '../research/index.ts'
import { resolveFeature } from '../features/index.ts'
import { featuresOf } from '../strategies/index.ts'
import { bareLoop } from './columns/bare.ts'
import { PAIRS, sharedBars } from './columns/bars.ts'
import { generatedTasks, wideTasks, withVolume } from './columns/rules.ts'

const BARS = 129_600
const { values } = parseArgs({
  options: {
    workloads: { type: 'string', default: 'generated,wide,widest' },
    rounds: { type: 'string', default: '3' },
    workers: { type: 'string', default: String(availableParallelism()) },
    trees: { type: 'string', default: '500' },
  },
})
const [rounds, workers, trees] = [values.rounds, values.workers, values.trees].map(Number) as [number, number, number]
const bars = withVolume(sharedBars(BARS))
const setup = { bars, timeframe: '1m' as const }
const entry = new URL('../hosts/node/workers/rule-tasks.ts', import.meta.url)

interface Took {
  readonly seconds: number
  readonly processorSeconds: number
}

async function measured<Value>(run: () => Value | Promise<Value>): Promise<readonly [Value, Took]> {
  const before = process.cpuUsage()
  const start = performance.now()
  const value = await run()
  const seconds = (performance.now() - start) / 1_000
  const { user, system } = process.cpuUsage(before)
  return [value, { seconds, processorSeconds: (user + system) / 1e6 }]
}

const runnerOn = (pool: RulePool) => ruleRunner({ pool, timeframe: '1m', length: BARS })

/** First with threads that must start and caches that are empty, then once more with both as they were left. */
async function overThreads(tasks: readonly RuleTask[]) {
  const pool = new ThreadPool<RuleWork, readonly RuleOutcome[]>({ entry, setup, size: workers })
  const runner = runnerOn(pool)
  const cold = await measured(() => runner.run(tasks))
  const warm = await measured(() => runner.run(tasks))
  await pool.close()
  return { cold, warm }
}

const median = (numbers: readonly number[]): number => [...numbers].sort((a, b) => a - b)[numbers.length >> 1] ?? 0

const WORKLOADS: Readonly<Record<string, () => readonly RuleTask[]>> = {
  generated: () => generatedTasks(bars, trees),
  wide: () => wideTasks(bars, trees, true),
  widest: () => wideTasks(bars, trees, false),
}

for (const workload of values.workloads.split(',')) {
  const tasks = WORKLOADS[workload]?.()
  if (tasks === undefined) throw new RangeError(`${workload}: use some of ${Object.keys(WORKLOADS).join(', ')}`)
  const features = new Map(tasks.flatMap(({ rule }) => [...featuresOf(rule)]))
  const took = new Map<string, Took[]>()
  const note = (contender: string, time: Took): void => {
    took.set(contender, [...(took.get(contender) ?? []), time])
  }
  let wanted: readonly RuleOutcome[] | undefined
  for (let round = 0; round < rounds; round += 1) {
    note('bare loop', (await measured(() => PAIRS.map((pair) => bareLoop(bars, pair, { stop: 0.02, target: 0.04 }))))[1])
    const { cold, warm } = await overThreads(tasks)
    note(`${String(workers)} workers, cold`, cold[1])
    note(`${String(workers)} workers, warm`, warm[1])
    if (round > 0) continue
    const [alone, time] = await measured(() => runnerOn(inThreadPool(openRuleTasks, setup)).run(tasks))
    note('one thread, cold', time)
    wanted = alone
    for (const [found] of [cold, warm])
      if (JSON.stringify(found) !== JSON.stringify(wanted)) throw new Error('the outcomes depend on who made them')
  }
  const base = took.get('bare loop') ?? []
  for (const [contender, times] of took) {
    const seconds = median(times.map((time) => time.seconds))
    const processorSeconds = median(times.map((time) => time.processorSeconds))
    const line = {
      bench: 'PERF1',
      workload: `b ${workload}`,
      contender,
      strategies: contender === 'bare loop' ? PAIRS.length : trees,
      bars: BARS,
      features: features.size,
      indicators: new Set([...features.values()].map((feature) => resolveFeature(feature).run)).size,
      trades: wanted?.reduce((sum, { closed }) => sum + closed, 0),
      seconds: Number(seconds.toFixed(3)),
      processorSeconds: Number(processorSeconds.toFixed(3)),
      againstBareLoop: Number((median(base.map((time) => time.seconds)) / seconds).toFixed(2)),
      againstBareLoopByProcessor: Number((median(base.map((time) => time.processorSeconds)) / processorSeconds).toFixed(2)),
      rounds: times.length,
    }
    process.stdout.write(`${JSON.stringify(line)}\n`)
  }
}
