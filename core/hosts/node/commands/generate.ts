import { ThreadPool } from '../../../adapters/system/index.ts'
import { InputError } from '../../../domain/index.ts'
import {
  DEFAULT_GENERATOR_CONFIG,
  type EvolutionState,
  generate,
  type GeneratorConfig,
  type GeneratorReport,
  type RulePool,
  ruleRunner,
} from '../../../research/index.ts'
import type { SearchData } from '../../../services/research/index.ts'
import { type CommandSpec, helpOf, parseOptions, wholeOption } from './arguments.ts'
import { type Print, toStdout } from './print.ts'
import { CONFIG_HELP, CONFIG_OPTIONS, configOf } from './generate-config.ts'
import { CANDLE_HELP, CANDLE_OPTIONS, candlesOf } from './generate-candles.ts'
import { checkSame, SearchFolder } from './generate-folder.ts'
import { ProgressLine, type SearchSeconds } from './generate-progress.ts'
import { searchText } from './generate-text.ts'
import { stopSignal } from './stop-signal.ts'

const OPTIONS = {
  ...CANDLE_OPTIONS,
  ...CONFIG_OPTIONS,
  threads: { type: 'string' },
  out: { type: 'string' },
  resume: { type: 'string' },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const

type Values = ReturnType<typeof parseOptions<typeof OPTIONS>>

interface Begun {
  readonly config: GeneratorConfig
  readonly folder?: SearchFolder
  readonly from?: EvolutionState
}

/** Throws InputError where the options or the candles are not those of the search that was begun. */
function beginning(values: Values, { data }: SearchData): Begun {
  const { out, resume } = values
  if (out !== undefined && resume !== undefined)
    throw new InputError({ field: '--out', value: out, remedy: 'a search that goes on keeps to its folder: give --resume only' })
  if (resume === undefined) {
    const config = configOf(values, DEFAULT_GENERATOR_CONFIG)
    return out === undefined ? { config } : { config, folder: SearchFolder.made(out) }
  }
  const folder = SearchFolder.found(resume)
  const kept = folder.read()
  const config = configOf(values, kept.config)
  checkSame(resume, { version: 1, data: kept.data, config: kept.config }, { version: 1, data, config })
  return { config, folder, from: kept.state }
}

interface Found {
  readonly report: GeneratorReport | undefined
  readonly seconds: SearchSeconds
}

async function searched(
  { bars, data }: SearchData,
  { config, folder, from }: Begun,
  pool: RulePool,
  line: ProgressLine,
): Promise<Found> {
  let stopping = false
  void stopSignal().then(() => {
    stopping = true
  })
  const report = await generate({
    config,
    data,
    bars,
    runner: ruleRunner({ pool, timeframe: data.timeframe, length: bars.close.length }),
    ...(from === undefined ? {} : { from }),
    isCancelled: () => stopping,
    onProgress: (progress) => {
      line.progress(progress)
    },
    checkpoint(state) {
      folder?.write({ version: 1, data, config, state })
      const best = Math.max(...state.islands.map(({ members }) => members[0]?.fitness ?? -Infinity))
      line.generation(state.generation, config.evolution.generations, { evaluated: state.archive.length, best })
      return Promise.resolve()
    },
  })
  return { report, seconds: line.end() }
}

const stopped = ({ folder }: Begun, { resume, out }: Values): string =>
  folder === undefined ? 'stopped; nothing is kept without --out\n' : `stopped; go on with --resume ${resume ?? out ?? ''}\n`

/** Where the report goes, and what is told meanwhile. */
export interface GenerateOutput {
  readonly print: Print
  readonly tell: (text: string) => void
  /** Whether a person sees what is told at once. */
  readonly live: boolean
}

const TERMINAL: GenerateOutput = {
  print: toStdout,
  tell: (text) => process.stderr.write(text),
  live: process.stderr.isTTY,
}

/** `thread` is the file that its threads run. */
export function generateCommand(thread: URL, { print, tell, live }: GenerateOutput = TERMINAL): CommandSpec {
  const spec: CommandSpec = {
    name: 'generate',
    summary: 'Evolves strategies from recorded candles, and says which of them to believe.',
    usage: 'generate --candles FILE [options]',
    options: [
      ...CANDLE_HELP,
      ...CONFIG_HELP,
      ['--threads N', 'threads (default: one a core); the result is the same'],
      ['--out DIR', 'keeps a checkpoint after each generation, and the report'],
      ['--resume DIR', 'goes on from there, with the same candles and options'],
      ['--json', 'prints the report as one JSON object'],
    ],
    async run(args) {
      const values = parseOptions(args, OPTIONS)
      if (values.help) {
        await print(helpOf(spec))
        return 0
      }
      // Wrong options are told before the candles are read.
      if (values.resume === undefined) configOf(values, DEFAULT_GENERATOR_CONFIG)
      const threads = wholeOption('--threads', values.threads, 0, { min: 1, max: 256 })
      const given = await candlesOf(values)
      const begun = beginning(values, given)
      const setup = { bars: given.bars, timeframe: given.data.timeframe }
      const pool: RulePool = new ThreadPool({ entry: thread, setup, ...(threads === 0 ? {} : { size: threads }) })
      try {
        const line = new ProgressLine({ write: tell, live, now: () => performance.now() })
        const { report, seconds } = await searched(given, begun, pool, line)
        if (report === undefined) {
          tell(stopped(begun, values))
          return 1
        }
        const json = `${JSON.stringify(report)}\n`
        begun.folder?.keep('report.json', json)
        begun.folder?.keep('timing.json', `${JSON.stringify({ ...seconds, threads: pool.size })}\n`)
        tell(`${String(seconds.total)} s, of which ${String(seconds.judging)} s judging\n`)
        await print(values.json ? json : searchText(report))
        return 0
      } finally {
        await pool.close()
      }
    },
  }
  return spec
}
