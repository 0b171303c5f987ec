import { ProcessSandboxes } from '../../../adapters/strategy-sandbox/index.ts'
import { InputError, millis } from '../../../domain/index.ts'
import { featureSource } from '../../../features/index.ts'
import { barStrategy, examine, type FreshStrategy } from '../../../research/index.ts'
import { barsOfFile, fileInstrumentId } from '../../../services/research/index.ts'
import { seededRandom } from '../../../simulation/paper/index.ts'
import { strategyById } from '../../../strategies/index.ts'
import { type CommandSpec, helpOf, parameterObject, parseOptions, wholeOption } from './arguments.ts'
import { lookaheadReport, lookaheadText } from './lookahead-report.ts'
import { type Print, toStdout } from './print.ts'
import { openStrategy, strategiesFolder, userStrategyNamed } from './strategy-choice.ts'
import type { UserStrategyText } from './user-strategy-file.ts'

const OPTIONS = {
  candles: { type: 'string' },
  strategy: { type: 'string' },
  params: { type: 'string' },
  strategies: { type: 'string' },
  bars: { type: 'string' },
  cuts: { type: 'string' },
  seed: { type: 'string' },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const

const ALL = { from: millis(0), to: millis(Date.UTC(10_000, 0) - 1) }

/** A strategy for one run: a user's in a process that ran nothing else before. */
const opener =
  (id: string, text: UserStrategyText | undefined, sandboxes: ProcessSandboxes) =>
  async (traced: boolean): Promise<FreshStrategy> =>
    text === undefined
      ? { strategy: strategyById(id), trace: () => [], close: () => undefined }
      : await openStrategy(text, sandboxes, traced)

function required(values: Readonly<Record<string, unknown>>, name: 'candles' | 'strategy', remedy: string): string {
  const value = values[name]
  if (typeof value === 'string') return value
  throw new InputError({ field: `--${name}`, value: 'missing', remedy })
}

/** Counts runs on stderr while a person watches; silent in a pipe. */
function progress(done: number, of: number): void {
  if (process.stderr.isTTY)
    process.stderr.write(`\rrun ${String(done)} of ${String(of)} \u001B[K${done === of ? '\r\u001B[K' : ''}`)
}

export function lookaheadCommand(resources: URL, print: Print = toStdout): CommandSpec {
  const spec: CommandSpec = {
    name: 'lookahead',
    summary: 'Looks for what a strategy cannot know live: the future, earlier runs, other markets, dates.',
    usage: 'lookahead --candles FILE --strategy ID [options]',
    options: [
      ['--candles FILE', 'CSV or CSV.gz, oldest first: open_time_ms,open,high,low,close,volume and variants of it'],
      ['--strategy ID', 'a strategy that steps on closed candles: built in, or one of your own'],
      ['--params JSON', 'parameters that differ from the defaults, such as {"fast": 12}'],
      ['--strategies DIR', 'folder of your own strategies (default: `strategies` in the data folder)'],
      ['--bars N', 'the newest N candles (default 3000)'],
      ['--cuts N', 'places after which the future is taken away, shuffled and scaled (default 6)'],
      ['--seed N', 'chooses the places and the other futures (default 1)'],
      ['--json', 'prints the findings as one JSON object'],
      ['', 'exit code 0: nothing found; 1: something was; 2: wrong input'],
    ],
    async run(args) {
      const values = parseOptions(args, OPTIONS)
      if (values.help) {
        await print(helpOf(spec))
        return 0
      }
      const file = required(values, 'candles', 'give a CSV file of candles')
      const id = required(values, 'strategy', 'name one, such as ema-trend')
      const params = parameterObject(values.params)
      const count = wholeOption('--bars', values.bars, 3_000, { min: 50, max: 1_000_000 })
      const cuts = wholeOption('--cuts', values.cuts, 6, { min: 1, max: 200 })
      const seed = wholeOption('--seed', values.seed, 1, { min: 0, max: 999_999_999 })
      const folder = strategiesFolder(values.strategies, undefined)
      const text = userStrategyNamed(id, { folder, resources })
      const sandboxes = new ProcessSandboxes()
      try {
        const open = opener(id, text, sandboxes)
        const first = await open(false)
        const { features } = barStrategy({ id, params, known: [first.strategy] })
        first.close()
        const instrument = fileInstrumentId('BTC/USDT')
        const history = await barsOfFile(file, instrument, ALL)
        const bars = history.bars.slice(-count)
        const result = await examine({
          instrument,
          bars,
          params,
          features: featureSource,
          random: seededRandom(seed),
          cuts,
          open,
          traceable: text?.traceable ?? false,
          onProgress: progress,
        })
        const suspects = text?.suspects()
        const report = lookaheadReport({ strategy: id, params, candles: file, bars, seed, features, result, suspects })
        await print(values.json ? `${JSON.stringify(report)}\n` : lookaheadText(report))
        return report.clean ? 0 : 1
      } finally {
        sandboxes.close()
      }
    },
  }
  return spec
}
