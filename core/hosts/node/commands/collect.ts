import { feedKindOf } from '../../../adapters/ccxt/index.ts'
import { type ConfigFile, parseConfig } from '../../../contract/index.ts'
import { DAY, HOUR, InputError } from '../../../domain/index.ts'
import type { Places } from '../places.ts'
import { type CommandSpec, choiceOption, helpOf, parseOptions, wholeOption } from './arguments.ts'
import { collect } from './collect-run.ts'
import { LOG_LEVELS } from './log-levels.ts'
import { dataFolder, durationOption } from './market-options.ts'

const SYMBOL = /^[A-Z0-9]{1,20}\/[A-Z0-9]{1,20}$/
/** As a timer would have it: 24 days. A longer run needs no end. */
const LONGEST = 24 * DAY

const TEXT = { type: 'string' } as const
const FLAG = { type: 'boolean', default: false } as const
const OPTIONS = {
  exchange: TEXT,
  symbols: TEXT,
  'dry-run': FLAG,
  live: FLAG,
  duration: TEXT,
  depth: TEXT,
  cadence: TEXT,
  bins: TEXT,
  data: TEXT,
  endpoint: TEXT,
  log: TEXT,
  help: { ...FLAG, short: 'h' },
} as const

export function collectCommand(places: Places): CommandSpec {
  const spec: CommandSpec = {
    name: 'collect',
    summary: 'Records an exchange day and night without a screen: the feed and the recorder, nothing that trades.',
    usage: 'collect --exchange ID --symbols A,B (--dry-run | --live) [options]',
    options: [
      ['--exchange ID', 'such as binance'],
      ['--symbols A,B', 'such as BTC/USDT,ETH/USDT'],
      ['--dry-run', 'connects and shows each second what it would write, one JSON line a kind; writes nothing'],
      ['--live', 'writes to the market database'],
      ['--duration N', 'stops by itself, such as 90m or 48h (default: runs until it is told to stop)'],
      ['--depth N', 'book levels a side, 1 to 1000'],
      ['--cadence N', 'time between two books of a market, such as 100ms, 10ms to 1h'],
      ['--bins A,B', 'widths of the book bins in basis points, such as 5,10,25'],
      ['--data DIR', 'folder for the database (default: the place for application data); used by one program at a time'],
      ['--endpoint URL', 'another address for the exchange, such as a local one'],
      ['--log LEVEL', `${LOG_LEVELS.join(', ')} (default info); logs are JSON lines on stderr`],
    ],
    async run(args) {
      const values = parseOptions(args, OPTIONS)
      if (values.help) {
        process.stdout.write(helpOf(spec))
        return 0
      }
      if (values['dry-run'] === values.live) {
        throw new InputError({
          field: '--dry-run, --live',
          value: values.live ? 'both' : 'neither',
          remedy: 'give exactly one: --dry-run connects and shows what would be written, --live writes it to the database',
        })
      }
      const range = { min: 1_000, max: LONGEST, example: '48h' }
      const duration = values.duration === undefined ? undefined : durationOption('--duration', values.duration, range)
      const logLevel = choiceOption('--log', values.log, LOG_LEVELS) ?? 'info'
      const config = collectorConfig(values)
      return await collect(places, { config, dryRun: values['dry-run'], duration, dataDir: dataFolder(values.data), logLevel })
    },
  }
  return spec
}

interface Given {
  readonly exchange?: string | undefined
  readonly symbols?: string | undefined
  readonly depth?: string | undefined
  readonly cadence?: string | undefined
  readonly bins?: string | undefined
  readonly endpoint?: string | undefined
}

/** The settings of a collector; all the rest is as in a configuration file that says nothing. */
export function collectorConfig({ exchange, symbols, depth, cadence, bins, endpoint }: Given): ConfigFile {
  if (exchange === undefined || exchange === '')
    throw new InputError({ field: '--exchange', value: 'missing', remedy: 'say which, such as binance' })
  feedKindOf(exchange)
  if (endpoint !== undefined && !isAddress(endpoint))
    throw new InputError({ field: '--endpoint', value: endpoint, remedy: 'use an address such as http://127.0.0.1:9000' })
  const recording = {
    ...(depth === undefined ? {} : { bookDepth: wholeOption('--depth', depth, 0, { min: 1, max: 1_000 }) }),
    ...(cadence === undefined
      ? {}
      : { bookCadenceMs: durationOption('--cadence', cadence, { min: 10, max: HOUR, example: '100ms' }) }),
    ...(bins === undefined ? {} : { bins: binWidths(bins) }),
  }
  return parseConfig({
    exchanges: [{ id: exchange, symbols: symbolList(symbols), ...(endpoint === undefined ? {} : { endpoint }) }],
    recording,
  })
}

function isAddress(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)
}

function symbolList(text: string | undefined): readonly string[] {
  if (text === undefined || text.trim() === '')
    throw new InputError({ field: '--symbols', value: text ?? 'missing', remedy: 'name at least one, such as BTC/USDT,ETH/USDT' })
  const symbols = text.split(',').map((each) => each.trim())
  for (const [index, symbol] of symbols.entries()) {
    if (!SYMBOL.test(symbol))
      throw new InputError({ field: '--symbols', value: symbol || '(empty)', remedy: 'use BASE/QUOTE, such as BTC/USDT' })
    if (symbols.indexOf(symbol) !== index)
      throw new InputError({ field: '--symbols', value: symbol, remedy: 'is listed twice; remove one' })
  }
  return symbols
}

function binWidths(text: string): readonly number[] {
  const widths = text.split(',').map((each) => (/^\d{1,5}(\.\d{1,2})?$/.test(each.trim()) ? Number(each) : Number.NaN))
  const bad = widths.findIndex((width) => !(width > 0 && width <= 10_000))
  if (bad >= 0 || new Set(widths).size !== widths.length || widths.length > 20) {
    const value = bad >= 0 ? (text.split(',')[bad] ?? '').trim() || '(empty)' : text
    throw new InputError({ field: '--bins', value, remedy: 'use up to 20 different widths in basis points, such as 5,10,25' })
  }
  return widths.sort((a, b) => a - b)
}
