import { DAY, InputError, type InstrumentId, millis, TIMEFRAMES, timeframeLength } from '../../../domain/index.ts'
import { rankUniverse, resolveUniverseWeights, UNIVERSE_WEIGHTS } from '../../../research/index.ts'
import {
  type BarWindow,
  fileInstrumentId,
  type UniverseSource,
  universeOfFiles,
  universeOfStore,
} from '../../../services/research/index.ts'
import { type CommandSpec, choiceOption, helpOf, jsonObject, parseOptions, wholeOption } from './arguments.ts'
import { dataFolder, instrumentOption, timeOption } from './market-options.ts'
import { type Print, toStdout } from './print.ts'
import { sentimentOfFile } from './sentiment-file.ts'
import { universeText } from './universe-text.ts'

const OPTIONS = {
  candles: { type: 'string', multiple: true },
  sentiment: { type: 'string', multiple: true },
  'from-store': { type: 'boolean', default: false },
  instrument: { type: 'string', multiple: true },
  timeframe: { type: 'string' },
  data: { type: 'string' },
  archive: { type: 'string' },
  days: { type: 'string' },
  to: { type: 'string' },
  weights: { type: 'string' },
  take: { type: 'string' },
  'min-bars': { type: 'string' },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const

type Values = ReturnType<typeof parseOptions<typeof OPTIONS>>

interface Named {
  readonly instrument: InstrumentId
  readonly file: string
}

/** `SYMBOL=FILE`, each symbol once. */
function namedFiles(field: string, given: readonly string[]): readonly Named[] {
  const found = given.map((text) => {
    const [, symbol = '', file = ''] = /^([^=]+)=(.+)$/.exec(text) ?? []
    if (!/^[A-Z0-9]{1,20}\/[A-Z0-9]{1,20}$/.test(symbol))
      throw new InputError({ field, value: text, remedy: 'give SYMBOL=FILE, such as BTC/USDT=btc.csv.gz' })
    return { instrument: fileInstrumentId(symbol), file }
  })
  const twice = found.find(({ instrument }, index) => found.findIndex((each) => each.instrument === instrument) !== index)
  if (twice !== undefined) throw new InputError({ field, value: twice.file, remedy: `${twice.instrument} is given twice` })
  return found
}

async function fromFiles(values: Values, days: number, window: BarWindow): Promise<UniverseSource> {
  for (const name of ['instrument', 'timeframe', 'data', 'archive'] as const)
    if (values[name] !== undefined)
      throw new InputError({ field: `--${name}`, value: String(values[name]), remedy: 'it belongs to --from-store' })
  const files = namedFiles('--candles', values.candles ?? [])
  if (files.length === 0)
    throw new InputError({ field: '--candles', value: 'missing', remedy: 'give SYMBOL=FILE for each market, or --from-store' })
  const moods = namedFiles('--sentiment', values.sentiment ?? [])
  const stray = moods.find(({ instrument }) => files.every((each) => each.instrument !== instrument))
  if (stray !== undefined)
    throw new InputError({ field: '--sentiment', value: stray.file, remedy: `there are no --candles of ${stray.instrument}` })
  const { timeframe, candidates } = await universeOfFiles(files, window)
  return {
    timeframe,
    candidates: candidates.map((candidate) => {
      const mood = moods.find(({ instrument }) => instrument === candidate.instrument)
      if (mood === undefined) return candidate
      const end = (candidate.bars.openTime.at(-1) ?? 0) + timeframeLength(timeframe)
      return { ...candidate, sentiment: sentimentOfFile(mood.file, end, days) }
    }),
  }
}

async function fromStore(values: Values, window: BarWindow): Promise<UniverseSource> {
  for (const name of ['candles', 'sentiment'] as const)
    if (values[name] !== undefined)
      throw new InputError({ field: `--${name}`, value: values[name].join(), remedy: 'give either it or --from-store' })
  const timeframe = choiceOption('--timeframe', values.timeframe, TIMEFRAMES) ?? '1h'
  const instruments = (values.instrument ?? []).map(instrumentOption).filter((each) => each !== undefined)
  // DuckDB is loaded only where recorded markets are read.
  const { openMarket } = await import('./market-database.ts')
  const reader = openMarket(dataFolder(values.data), values.archive)
  try {
    return await universeOfStore(reader, { timeframe, window, instruments })
  } finally {
    await reader.close()
  }
}

export function universeCommand(print: Print = toStdout): CommandSpec {
  const spec: CommandSpec = {
    name: 'universe',
    summary: 'Ranks markets by what was measured and proposes which to watch, with the reasons.',
    usage: 'universe --candles SYMBOL=FILE [--candles SYMBOL=FILE ...] [options] | universe --from-store [options]',
    options: [
      ['--candles SYMBOL=FILE', 'a market and its bars, such as BTC/USDT=btc.csv.gz; once for each market'],
      ['--sentiment SYMBOL=FILE', 'its mood: lines of epoch ms and a score from -1 to 1, empty where there is none'],
      ['--from-store', "reads the recorder's database instead, with the spread and depth recorded there, and with:"],
      ['--instrument ID', 'a recorded market, such as binance:BTC/USDT; several times for several (default: all)'],
      ['--timeframe NAME', `${TIMEFRAMES.join(', ')} (default 1h)`],
      ['--data DIR', 'folder of the database (default: the place for application data)'],
      ['--archive DIR', 'reads archived days too, from the folder that `archive --to` wrote'],
      ['--days N', 'the newest N days (default 30)'],
      ['--to TIME', 'the N days before this time instead, ISO time in UTC; without recorded spread and depth'],
      ['--weights JSON', `of ${Object.keys(UNIVERSE_WEIGHTS).join(', ')}, such as {"volatility": 0}; below 0 prefers less`],
      ['--take N', 'the most that are proposed, 1 to 100 (default 5)'],
      ['--min-bars N', 'bars that a market must have (default 100)'],
      ['--json', 'prints every row, component and reason as one JSON object'],
    ],
    async run(args) {
      const values = parseOptions(args, OPTIONS)
      if (values.help) {
        await print(helpOf(spec))
        return 0
      }
      const days = wholeOption('--days', values.days, 30, { min: 1, max: 36_500 })
      const to = timeOption('--to', values.to)
      const window = to === undefined ? { days } : { from: millis(to - days * DAY), to }
      const take = wholeOption('--take', values.take, 5, { min: 1, max: 100 })
      const minBars = wholeOption('--min-bars', values['min-bars'], 100, { min: 30, max: 1_000_000 })
      const weights = resolveUniverseWeights(jsonObject('--weights', values.weights, '{"volatility": 0}'))
      const { timeframe, candidates } = values['from-store']
        ? await fromStore(values, window)
        : await fromFiles(values, days, window)
      const report = rankUniverse(candidates, { barLength: timeframeLength(timeframe), minBars, weights, take })
      await print(values.json ? `${JSON.stringify({ timeframe, days, ...report })}\n` : universeText(report, { timeframe, days }))
      return 0
    },
  }
  return spec
}
