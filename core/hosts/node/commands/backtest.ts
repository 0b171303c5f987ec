import { writeFileSync } from 'node:fs'
import {
  InputError,
  type InstrumentId,
  millis,
  type Money,
  money,
  price,
  quantity,
  rateFromNumberLossy,
  SECOND,
  TIMEFRAMES,
  type Timeframe,
} from '../../../domain/index.ts'
import { tearSheetHtml } from '../../../performance/index.ts'
import { type BacktestTerms, barStrategy, SIZE_MODES, type StrategyChoice } from '../../../research/index.ts'
import {
  type BarHistory,
  type BarWindow,
  backtestSheet,
  backtestText,
  barsOfFile,
  barsOfStore,
  candleInstrument,
  fileInstrumentId,
  runBacktest,
} from '../../../services/research/index.ts'
import { ruleId, type RuleStrategy, ruleStrategy } from '../../../strategies/index.ts'
import { type CommandSpec, choiceOption, helpOf, numberOption, parameterObject, parseOptions, wholeOption } from './arguments.ts'
import { dataFolder, instrumentOption, timeOption } from './market-options.ts'
import { type Print, toStdout } from './print.ts'
import { ruleFile } from './rule-file.ts'

const OPTIONS = {
  candles: { type: 'string' },
  symbol: { type: 'string' },
  'from-store': { type: 'boolean', default: false },
  instrument: { type: 'string' },
  timeframe: { type: 'string' },
  data: { type: 'string' },
  archive: { type: 'string' },
  strategy: { type: 'string' },
  params: { type: 'string' },
  rule: { type: 'string' },
  'fee-bps': { type: 'string' },
  'slippage-bps': { type: 'string' },
  'stop-pct': { type: 'string' },
  'target-pct': { type: 'string' },
  size: { type: 'string' },
  'size-pct': { type: 'string' },
  cash: { type: 'string' },
  'repeat-seconds': { type: 'string' },
  from: { type: 'string' },
  to: { type: 'string' },
  days: { type: 'string' },
  tick: { type: 'string' },
  lot: { type: 'string' },
  json: { type: 'boolean', default: false },
  html: { type: 'string' },
  help: { type: 'boolean', short: 'h', default: false },
} as const

type Values = ReturnType<typeof parseOptions<typeof OPTIONS>>

/** The end of the year 9999, which every file and database ends before. */
const LAST_TIME = millis(Date.UTC(10_000, 0) - 1)

function windowOf(values: Values): BarWindow {
  const [from, to] = [timeOption('--from', values.from), timeOption('--to', values.to)]
  if (from === undefined && to === undefined) return { days: wholeOption('--days', values.days, 90, { min: 1, max: 36_500 }) }
  if (values.days !== undefined)
    throw new InputError({ field: '--days', value: values.days, remedy: 'give either --days or --from and --to' })
  const window = { from: from ?? millis(0), to: to ?? LAST_TIME }
  if (window.from >= window.to)
    throw new InputError({ field: '--to', value: values.to ?? '', remedy: `give a time after --from, ${values.from ?? ''}` })
  return window
}

/** An exact decimal above zero. */
function decimalOption<Value extends bigint>(
  field: string,
  text: string | undefined,
  parse: (text: string) => Value,
): Value | undefined {
  if (text === undefined) return undefined
  const problem = new InputError({ field, value: text, remedy: 'give a decimal number above 0, such as 0.01' })
  let value: Value
  try {
    value = parse(text)
  } catch {
    throw problem
  }
  if (value <= 0n) throw problem
  return value
}

const BPS = { min: 0, max: 5_000 }

/** What the options say, and the rule's own where they say nothing. */
function termsOf(values: Values, rule?: RuleStrategy): BacktestTerms {
  const slippage = numberOption('--slippage-bps', values['slippage-bps'], 0, BPS) / 1e4
  const stop = percentOption('--stop-pct', values['stop-pct'], 99) ?? rule?.stop
  const target = percentOption('--target-pct', values['target-pct'], 10_000) ?? rule?.target
  if (stop !== undefined && (1 + slippage) * (1 - stop) >= 1)
    throw new InputError({
      field: values['stop-pct'] === undefined ? '--rule: stop' : '--stop-pct',
      value: values['stop-pct'] ?? String(rule?.stop),
      remedy: 'it is within the slippage, so that every entry would be stopped out at once; give more than the slippage',
    })
  const own = rule === undefined || rule.fraction === 1 ? 'all-in' : 'fixed'
  const mode = choiceOption('--size', values.size, SIZE_MODES) ?? own
  if (mode !== 'fixed' && values['size-pct'] !== undefined)
    throw new InputError({ field: '--size-pct', value: values['size-pct'], remedy: 'it belongs to --size fixed' })
  const fraction = percentOption('--size-pct', values['size-pct'], 100) ?? rule?.fraction ?? 0.1
  const cash: Money = decimalOption('--cash', values.cash, money) ?? money('10000')
  const repeat = wholeOption('--repeat-seconds', values['repeat-seconds'], 0, { min: 1, max: 86_400 })
  return {
    cash,
    slippage: rateFromNumberLossy(slippage),
    size: mode === 'fixed' ? { mode, fraction } : { mode },
    ...(stop === undefined ? {} : { stop: rateFromNumberLossy(stop) }),
    ...(target === undefined ? {} : { target: rateFromNumberLossy(target) }),
    ...(repeat === 0 ? {} : { repeatAfter: repeat * SECOND }),
  }
}

/** A percentage above zero as a fraction. */
function percentOption(field: string, text: string | undefined, max: number): number | undefined {
  return text === undefined ? undefined : numberOption(field, text, 0, { min: 0.0001, max }) / 100
}

interface Source {
  readonly id: InstrumentId
  /** `usual` is the timeframe where the options name none and the source has several. */
  read(window: BarWindow, usual?: Timeframe): Promise<BarHistory>
}

const belongs = (field: string, value: string | undefined, to: string): void => {
  if (value !== undefined) throw new InputError({ field, value, remedy: `it belongs to ${to}` })
}

interface Chosen {
  readonly strategy: StrategyChoice
  readonly rule?: RuleStrategy
}

/** A strategy by its id, or a rule strategy from a file. */
function chosenOf(values: Values): Chosen {
  const { strategy: id, rule: file } = values
  if (file !== undefined) {
    belongs('--strategy', id, 'a backtest without --rule')
    belongs('--params', values.params, '--strategy')
    const rule = ruleFile(file)
    const name = ruleId(rule)
    return { rule, strategy: { id: name, params: {}, known: [ruleStrategy(rule, name)] } }
  }
  if (id === undefined)
    throw new InputError({ field: '--strategy', value: 'missing', remedy: 'name one, such as ema-trend, or give --rule' })
  return { strategy: { id, params: parameterObject(values.params) } }
}

function sourceOf(values: Values): Source {
  if (!values['from-store']) {
    belongs('--instrument', values.instrument, '--from-store')
    belongs('--timeframe', values.timeframe, '--from-store')
    belongs('--data', values.data, '--from-store')
    belongs('--archive', values.archive, '--from-store')
    const { candles } = values
    if (candles === undefined)
      throw new InputError({ field: '--candles', value: 'missing', remedy: 'give a CSV file of candles, or --from-store' })
    const id = fileInstrumentId(values.symbol ?? 'BTC/USDT')
    return { id, read: (window) => barsOfFile(candles, id, window) }
  }
  belongs('--candles', values.candles, 'a backtest without --from-store')
  belongs('--symbol', values.symbol, '--candles; use --instrument')
  const id = instrumentOption(values.instrument)
  if (id === undefined)
    throw new InputError({ field: '--instrument', value: 'missing', remedy: 'give the market, such as binance:BTC/USDT' })
  const named = choiceOption('--timeframe', values.timeframe, TIMEFRAMES)
  return {
    id,
    read: async (window, usual = '1m') => {
      // DuckDB is loaded only where recorded markets are read.
      const { openMarket } = await import('./market-database.ts')
      const reader = openMarket(dataFolder(values.data), values.archive)
      try {
        return await barsOfStore(reader, { instrument: id, timeframe: named ?? usual }, window)
      } finally {
        await reader.close()
      }
    },
  }
}

function save(file: string, text: string): void {
  try {
    writeFileSync(file, text)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new InputError({ field: '--html', value: file, remedy: `cannot be written (${reason})` })
  }
}

export function backtestCommand(print: Print = toStdout): CommandSpec {
  const spec: CommandSpec = {
    name: 'backtest',
    summary: 'Trades a strategy over recorded candles with the engine that trades live.',
    usage: 'backtest --candles FILE --strategy ID [options]',
    options: [
      ['--candles FILE', 'CSV or CSV.gz, oldest first: open_time_ms,open,high,low,close,volume and variants of it'],
      ['--symbol NAME', 'what the candles are of (default BTC/USDT)'],
      ['--from-store', "reads the recorder's database instead, with:"],
      ['--instrument ID', 'a recorded market, such as binance:BTC/USDT'],
      ['--timeframe NAME', `${TIMEFRAMES.join(', ')} (default 1m)`],
      ['--data DIR', 'folder of the database (default: the place for application data)'],
      ['--archive DIR', 'reads archived days too, from the folder that `archive --to` wrote'],
      ['--strategy ID', 'a strategy that steps on closed candles'],
      ['--params JSON', 'parameters that differ from the defaults, such as {"fast": 12}'],
      ['--days N', 'the newest N days (default 90)'],
      ['--from TIME, --to TIME', 'instead of --days: bars that open from the one until before the other, ISO time in UTC'],
      [
        '--rule FILE',
        'instead of --strategy: a rule strategy as JSON; its stop, target and fraction hold unless options say otherwise',
      ],
      ['--cash N', 'starting cash (default 10000)'],
      ['--fee-bps N', 'of every fill (default 10)'],
      ['--slippage-bps N', 'every fill is worse than its price by so much (default 0)'],
      ['--stop-pct N', "stop below the fill price in percent; replaces the strategy's own"],
      ['--target-pct N', "target above the fill price in percent; replaces the strategy's own"],
      ['--size NAME', 'all-in (default), fixed, or risk: sizing, limits and breakers as live by default'],
      ['--size-pct N', 'with --size fixed: percent of equity an entry (default 10)'],
      ['--repeat-seconds N', 'an unchanged view is proposed again after so long, as live does after 120 (default: never)'],
      ['--tick N, --lot N', 'grid of prices and quantities (default: the finest there is)'],
      ['--json', 'prints trades, equity and metrics as one JSON object'],
      ['--html FILE', 'writes a tear sheet with plots'],
    ],
    async run(args) {
      const values = parseOptions(args, OPTIONS)
      if (values.help) {
        await print(helpOf(spec))
        return 0
      }
      const source = sourceOf(values)
      const { strategy, rule } = chosenOf(values)
      barStrategy(strategy)
      const terms = termsOf(values, rule)
      const fee = rateFromNumberLossy(numberOption('--fee-bps', values['fee-bps'], 10, BPS) / 1e4)
      const grid = { tick: decimalOption('--tick', values.tick, price), lot: decimalOption('--lot', values.lot, quantity) }
      const instrument = candleInstrument(source.id, fee, grid)
      const history = await source.read(windowOf(values), rule?.timeframe)
      if (rule !== undefined && rule.timeframe !== history.timeframe)
        throw new InputError({ field: 'timeframe', value: rule.timeframe, remedy: `the candles are ${history.timeframe} long` })
      const outcome = runBacktest({ instrument, history, strategy, terms })
      if (values.html !== undefined) save(values.html, tearSheetHtml(backtestSheet(outcome)))
      await print(values.json ? `${JSON.stringify(outcome.report)}\n` : backtestText(outcome.report))
      return 0
    },
  }
  return spec
}
