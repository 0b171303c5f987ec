import { join } from 'node:path'
import { countedIds, memoryJournal, silentLogger } from '../../../adapters/memory/index.ts'
import { sqliteDrillStore } from '../../../adapters/sqlite/index.ts'
import { systemClock } from '../../../adapters/system/index.ts'
import { DEFAULT_TRADING_CONFIG } from '../../../engine/index.ts'
import { DEFAULT_DRILL, type DrillResult, runDrill } from '../../../simulation/drill/index.ts'
import { type CommandSpec, helpOf, numberOption, parseOptions, wholeOption } from './arguments.ts'
import { dataFolder } from './market-options.ts'
import { type Print, toStdout } from './print.ts'

/** How many earlier drills are listed below a new one. */
const SHOWN = 5

/** The kill switch with everything to be sold, tried on an account made up for it while requests fail. */
export function drillCommand(print: Print = toStdout): CommandSpec {
  const { orders, positions, errors, latency, seed } = DEFAULT_DRILL
  const spec: CommandSpec = {
    name: 'drill',
    summary: 'Presses the kill switch on a throw-away paper account while requests fail, and measures the time to flat.',
    usage: 'drill [--orders N] [--positions N] [--errors SHARE] [--latency MS] [--seed N] [--data DIR] [--json]',
    options: [
      ['--orders N', `working orders at the start (default ${String(orders)})`],
      ['--positions N', `positions at the start (default ${String(positions)})`],
      ['--errors SHARE', `share of requests that fail, 0 to below 1 (default ${String(errors)})`],
      ['--latency MS', `from a request to the venue and back (default ${String(latency)})`],
      ['--seed N', `which requests fail (default ${String(seed)})`],
      ['--data DIR', 'data folder that keeps the results (default: as for serve)'],
      ['--json', 'prints the result as one JSON object'],
    ],
    async run(args) {
      const values = parseOptions(args, {
        ...{ orders: { type: 'string' }, positions: { type: 'string' }, errors: { type: 'string' } },
        ...{ latency: { type: 'string' }, seed: { type: 'string' }, data: { type: 'string' } },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      })
      if (values.help) {
        await print(helpOf(spec))
        return 0
      }
      const asked = {
        orders: wholeOption('--orders', values.orders, orders, { min: 0, max: 500 }),
        positions: wholeOption('--positions', values.positions, positions, { min: 1, max: 500 }),
        errors: numberOption('--errors', values.errors, errors, { min: 0, max: 0.999 }),
        latency: wholeOption('--latency', values.latency, latency, { min: 0, max: 10_000 }),
        seed: wholeOption('--seed', values.seed, seed, { min: 0, max: 2 ** 31 }),
      }
      const config = DEFAULT_TRADING_CONFIG
      const result = runDrill(asked, { config, journal: memoryJournal(), ids: countedIds(), logger: silentLogger() })
      const store = sqliteDrillStore(join(dataFolder(values.data), 'paper', 'drills.db'))
      try {
        store.add(systemClock().now(), result)
        const earlier = store.newest(SHOWN + 1).slice(1)
        await print(values.json ? `${JSON.stringify(result)}\n` : drillText(result, earlier))
      } finally {
        store.close()
      }
      return result.timeToFlat === null ? 1 : 0
    },
  }
  return spec
}

type Kept = { readonly at: number; readonly result: unknown }

const seconds = (ms: number | null): string => (ms === null ? 'never' : `${(ms / 1_000).toFixed(2)} s`)

/** The result in sentences, what is left over, and the drills before it. */
export function drillText(result: DrillResult, earlier: readonly Kept[]): string {
  const { orders, positions, errors, timeToFlat, timeToCancelled, requests, failed, leftOver } = result
  const head = `${String(orders)} orders and ${String(positions)} positions, ${(errors * 100).toFixed(0)} % of requests failing`
  return [
    head,
    `time to flat          ${seconds(timeToFlat)}`,
    `all entries cancelled ${seconds(timeToCancelled)}`,
    `requests              ${String(requests)}, ${String(failed)} of them failed`,
    leftOver.length === 0 ? 'nothing is left over' : `left over: ${String(leftOver.length)}`,
    ...leftOver.map((line) => `  ${line}`),
    ...(earlier.length === 0 ? [] : ['', 'earlier drills']),
    ...earlier.map(lineOf),
    '',
  ].join('\n')
}

function lineOf({ at, result }: Kept): string {
  const { orders, positions, errors, timeToFlat } = result as DrillResult
  const what = `${String(orders)} orders, ${String(positions)} positions, ${(errors * 100).toFixed(0)} %`
  return `  ${new Date(at).toISOString()}  ${what}: ${seconds(timeToFlat)}`
}
