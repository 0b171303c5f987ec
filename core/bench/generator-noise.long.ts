/**
 * How often the generator promotes anything from markets without an edge, and how often it finds one that was planted: many small
 * searches, free of costs (where luck has most room) and with the default ones. JSON lines; exit code 1 where a market without an
 * edge is promoted from more often than the report states, beyond what chance explains.
 *
 *   node core/bench/generator-noise.long.ts [--seeds 200] [--first 1]
 */
import { parseArgs } from 'node:util'
import { DEFAULT_EVOLUTION, DEFAULT_GENERATOR_CONFIG, generate, type GeneratorConfig } from '../research/index.ts'
import { syntheticBars } from '../testing/synthetic-bars.ts'
import { threadlessRunner } from '../testing/threadless-runner.ts'

const { values } = parseArgs({ options: { seeds: { type: 'string', default: '200' }, first: { type: 'string', default: '1' } } })
const [seeds, first] = [Number(values.seeds), Number(values.first)]

interface Case {
  readonly name: string
  readonly costs: GeneratorConfig['costs']
  readonly reversion: number
}

const FREE = { fee: 0, slippage: 0 }
const CASES: readonly Case[] = [
  { name: 'no edge, no costs', costs: FREE, reversion: 0 },
  { name: 'no edge', costs: DEFAULT_GENERATOR_CONFIG.costs, reversion: 0 },
  { name: 'planted edge', costs: DEFAULT_GENERATOR_CONFIG.costs, reversion: 0.1 },
]

for (const { name, costs, reversion } of CASES) {
  let [searches, promoted, overfitting, lost] = [0, 0, 0, 0]
  let stated = 0
  for (let seed = first; seed < first + seeds; seed += 1) {
    const bars = syntheticBars({ seed: 10_000 + seed, days: 90, perDay: 24, volatility: 0.03 / Math.sqrt(24), reversion })
    const report = await generate({
      config: { ...DEFAULT_GENERATOR_CONFIG, seed, costs, evolution: { ...DEFAULT_EVOLUTION, count: 80, generations: 6 } },
      data: { instrument: 'file:BTC/USDT', timeframe: '1h', bars: bars.close.length, from: 0, to: 0, fingerprint: '' },
      bars,
      runner: threadlessRunner(bars, '1h'),
    })
    if (report === undefined) throw new Error('nobody cancelled it')
    stated = report.falsePositiveRate
    overfitting += report.overfitting?.probability ?? 0
    promoted += report.funnel.promoted
    if (report.funnel.promoted > 0) searches += 1
    // What would have been promoted but for the held-out window.
    if (report.survivors.some(({ against }) => against.length > 0 && against.every(({ window }) => window === 'heldOut')))
      lost += 1
  }
  const bound = stated * seeds + 3 * Math.sqrt(stated * (1 - stated) * seeds)
  const line = {
    bench: 'generator-noise',
    market: name,
    seeds,
    searchesThatPromoted: searches,
    share: searches / seeds,
    stated,
    strategiesPromoted: promoted,
    searchesThatOnlyHeldOutStopped: lost,
    meanOverfitting: Number((overfitting / seeds).toFixed(3)),
  }
  process.stdout.write(`${JSON.stringify(line)}\n`)
  if (reversion === 0 && searches > bound) process.exitCode = 1
}
