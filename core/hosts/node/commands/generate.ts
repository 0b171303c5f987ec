import { ThreadPool } from '../../../adapters/system/index.ts'
import { InputError } from '../../../domain/index.ts'
import {
  CACHE_BYTES,
  checkConfig,
  DEFAULT_GENERATOR_CONFIG,
  type EvolutionState,
  generate,
  type GeneratorConfig,
  type GeneratorReport,
  type RulePool,
  ruleRunner,
} from '../../../research/index.ts'
import type { SearchData } from '../../../services/research/index.ts'
import { type CommandSpec, helpOf, numberOption, parseOptions, wholeOption } from './arguments.ts'
import { type Print, toStdout } from './print.ts'
import { CANDLE_HELP, CANDLE_OPTIONS, candlesOf } from './generate-candles.ts'
import { checkSame, SearchFolder } from './generate-folder.ts'
import { ProgressLine, type SearchSeconds } from './generate-progress.ts'
import { searchText } from './generate-text.ts'
import { stopSignal } from './stop-signal.ts'

const OPTIONS = {
  ...CANDLE_OPTIONS,
  count: { type: 'string' },
  generations: { type: 'string' },
  islands: { type: 'string' },
  seed: { type: 'string' },
  'fee-bps': { type: 'string' },
  'slippage-bps': { type: 'string' },
  split: { type: 'string' },
  threads: { type: 'string' },
  out: { type: 'string' },
  resume: { type: 'string' },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const

type Values = ReturnType<typeof parseOptions<typeof OPTIONS>>

const BPS = { min: 0, max: 5_000 }

function splitOption(text: string | undefined): GeneratorConfig['split'] | undefined {
  if (text === undefined) return undefined
  const parts = /^(\d{1,2})\/(\d{1,2})\/(\d{1,2})$/.exec(text)?.slice(1).map(Number) ?? []
  const [train = 0, validation = 0, heldOut = 0] = parts
  if (parts.length !== 3 || train + validation + heldOut !== 100 || parts.includes(0))
    throw new InputError({
      field: '--split',
      value: text,
      remedy: 'give percents of train, validation and held-out that sum to 100, such as 60/20/20',
    })
  return [train / 100, validation / 100, heldOut / 100]
}

/** What the options say over what is so without them. */
function configOf(values: Values, base: GeneratorConfig): GeneratorConfig {
  const { evolution, costs } = base
  const whole = (name: 'count' | 'generations' | 'islands', max: number): number =>
    wholeOption(`--${name}`, values[name], evolution[name], { min: 1, max })
  const bps = (name: 'fee-bps' | 'slippage-bps', fallback: number): number =>
    values[name] === undefined ? fallback : numberOption(`--${name}`, values[name], 0, BPS) / 1e4
  const config: GeneratorConfig = {
    ...base,
    seed: wholeOption('--seed', values.seed, base.seed, { min: 0, max: 999_999_999 }),
    split: splitOption(values.split) ?? base.split,
    costs: { fee: bps('fee-bps', costs.fee), slippage: bps('slippage-bps', costs.slippage) },
    evolution: {
      ...evolution,
      count: whole('count', 100_000),
      generations: whole('generations', 10_000),
      islands: whole('islands', 1_000),
    },
  }
  try {
    checkConfig(config)
  } catch (error) {
    if (error instanceof InputError) throw new InputError({ ...error.problem, field: `--${error.problem.field}` })
    throw error
  }
  return config
}

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
      ['--count N', 'strategies alive at a time (default 500)'],
      ['--generations N', `how often they breed (default ${String(DEFAULT_GENERATOR_CONFIG.evolution.generations)})`],
      ['--islands N', `populations that breed apart (default ${String(DEFAULT_GENERATOR_CONFIG.evolution.islands)})`],
      ['--seed N', 'the same seed and candles give the same report to the byte (default 1)'],
      ['--fee-bps N', 'of every fill (default 10)'],
      ['--slippage-bps N', 'every fill is worse than its price by so much (default 1)'],
      ['--split A/B/C', 'percents of the days to evolve on, to select on, and only to report on (default 60/20/20)'],
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
      configOf(values, DEFAULT_GENERATOR_CONFIG)
      const threads = wholeOption('--threads', values.threads, 0, { min: 1, max: 256 })
      const given = await candlesOf(values)
      const begun = beginning(values, given)
      const setup = { bars: given.bars, timeframe: given.data.timeframe, cacheBytes: CACHE_BYTES }
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
