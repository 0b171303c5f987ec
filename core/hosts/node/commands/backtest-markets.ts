import {
  InputError,
  type InstrumentId,
  millis,
  TIMEFRAMES,
  type Timeframe,
  timeframeLength,
  type Price,
  price,
  type Quantity,
  quantity,
  type Rate,
  required,
} from '../../../domain/index.ts'
import { barStrategy, type StrategyChoice } from '../../../research/index.ts'
import {
  type BarHistory,
  type BarWindow,
  barsOfFile,
  barsOfStore,
  candleInstrument,
  fileInstrumentId,
  type MarketRunInput,
  readFundingFile,
} from '../../../services/research/index.ts'
import { ruleId, type RuleStrategy, ruleStrategy } from '../../../strategies/index.ts'
import { choiceOption, decimalOption, parameterObject } from './arguments.ts'
import { dataFolder, instrumentOption } from './market-options.ts'
import { perMarket, type PerMarket } from './per-market.ts'
import { ruleFile } from './rule-file.ts'
import { type StrategyPlaces, type WantedStrategy, withStrategy } from './strategy-choice.ts'

/** The options of a backtest that say which markets and with what. */
export const MARKET_OPTIONS = {
  candles: { type: 'string', multiple: true },
  symbol: { type: 'string' },
  'from-store': { type: 'boolean', default: false },
  instrument: { type: 'string', multiple: true },
  timeframe: { type: 'string' },
  data: { type: 'string' },
  archive: { type: 'string' },
  strategy: { type: 'string', multiple: true },
  strategies: { type: 'string' },
  params: { type: 'string', multiple: true },
  rule: { type: 'string' },
  finer: { type: 'string', multiple: true },
  funding: { type: 'string', multiple: true },
  tick: { type: 'string' },
  lot: { type: 'string' },
} as const

export interface MarketValues {
  readonly candles?: string[] | undefined
  readonly symbol?: string | undefined
  readonly 'from-store': boolean
  readonly instrument?: string[] | undefined
  readonly timeframe?: string | undefined
  readonly data?: string | undefined
  readonly archive?: string | undefined
  readonly strategy?: string[] | undefined
  readonly strategies?: string | undefined
  readonly params?: string[] | undefined
  readonly rule?: string | undefined
  readonly finer?: string[] | undefined
  readonly funding?: string[] | undefined
  readonly tick?: string | undefined
  readonly lot?: string | undefined
}

/** Where the candles of the markets come from. */
interface Source {
  readonly markets: readonly InstrumentId[]
  /** How a person names a market in an option. */
  readonly nameOf: (id: InstrumentId) => string
  read(id: InstrumentId, window: BarWindow): Promise<BarHistory>
  /** The shorter candles that `text` names. */
  readFiner(id: InstrumentId, text: string, window: BarWindow): Promise<BarHistory>
  close(): Promise<void>
}

const belongs = (field: string, value: string | undefined, to: string): void => {
  if (value !== undefined) throw new InputError({ field, value, remedy: `it belongs to ${to}` })
}

function fileSource(values: MarketValues): Source {
  belongs('--instrument', values.instrument?.[0], '--from-store')
  belongs('--timeframe', values.timeframe, '--from-store')
  belongs('--data', values.data, '--from-store')
  belongs('--archive', values.archive, '--from-store')
  const files = perMarket('--candles', values.candles)
  if (files.count === 0)
    throw new InputError({ field: '--candles', value: 'missing', remedy: 'give a CSV file of candles, or --from-store' })
  if (files.names.length > 0) {
    belongs('--symbol', values.symbol, '--candles FILE; the files name their markets')
    if (files.common !== undefined)
      throw new InputError({ field: '--candles', value: files.common, remedy: 'name its market too: SYMBOL=FILE' })
  }
  const markets = files.names.length === 0 ? [values.symbol ?? 'BTC/USDT'] : files.names
  const fileOf = (id: InstrumentId): string => files.of(id.slice('file:'.length)) ?? ''
  return {
    markets: markets.map(fileInstrumentId),
    nameOf: (id) => id.slice('file:'.length),
    read: (id, window) => barsOfFile(fileOf(id), id, window),
    readFiner: (id, file, window) => barsOfFile(file, id, window),
    close: () => Promise.resolve(),
  }
}

async function storeSource(values: MarketValues, usual: Timeframe): Promise<Source> {
  belongs('--candles', values.candles?.[0], 'a backtest without --from-store')
  belongs('--symbol', values.symbol, '--candles; use --instrument')
  const markets = (values.instrument ?? []).map((text) => instrumentOption(text)).filter((id) => id !== undefined)
  if (markets.length === 0)
    throw new InputError({ field: '--instrument', value: 'missing', remedy: 'give the market, such as binance:BTC/USDT' })
  const timeframe: Timeframe = choiceOption('--timeframe', values.timeframe, TIMEFRAMES) ?? usual
  // DuckDB is loaded only where recorded markets are read.
  const { openMarket } = await import('./market-database.ts')
  const reader = openMarket(dataFolder(values.data), values.archive)
  return {
    markets,
    nameOf: (id) => id,
    read: (instrument, window) => barsOfStore(reader, { instrument, timeframe }, window),
    readFiner: (instrument, text, window) => {
      const shorter = choiceOption('--finer', text, TIMEFRAMES) ?? timeframe
      return barsOfStore(reader, { instrument, timeframe: shorter }, window)
    },
    close: () => reader.close(),
  }
}

interface Options {
  readonly strategy: PerMarket
  readonly params: PerMarket
  readonly finer: PerMarket
  readonly funding: PerMarket
}

function optionsOf(values: MarketValues): Options {
  return {
    strategy: perMarket('--strategy', values.strategy),
    params: perMarket('--params', values.params),
    finer: perMarket('--finer', values.finer),
    funding: perMarket('--funding', values.funding),
  }
}

function checkNames(options: Options, { markets, nameOf }: Source, fromStore: boolean): void {
  const known = markets.map(nameOf)
  for (const option of Object.values(options) as readonly PerMarket[])
    for (const name of option.names)
      if (!known.includes(name))
        throw new InputError({
          field: option.field,
          value: name,
          remedy: `this market is not traded; use one of ${known.join(', ')}`,
        })
  if (markets.length === 1) return
  // One file cannot be about several markets; a timeframe can.
  for (const option of fromStore ? [options.funding] : [options.finer, options.funding])
    if (option.common !== undefined)
      throw new InputError({ field: option.field, value: option.common, remedy: `name its market: ${known[0] ?? ''}=FILE` })
}

function strategyOf(name: string, { strategy, params }: Options): WantedStrategy {
  const id = strategy.of(name)
  if (id === undefined)
    throw new InputError({ field: '--strategy', value: 'missing', remedy: 'name one, such as ema-trend, or give --rule' })
  return { id, params: parameterObject(params.of(name)) }
}

/** The rule strategy that the options name in place of a strategy. Throws InputError where they name both. */
export function ruleOf({ rule, strategy, params }: MarketValues): RuleStrategy | undefined {
  if (rule === undefined) return undefined
  belongs('--strategy', strategy?.[0], 'a backtest without --rule')
  belongs('--params', params?.[0], '--strategy')
  return ruleFile(rule)
}

function choiceOf(rule: RuleStrategy): StrategyChoice {
  const id = ruleId(rule)
  return { id, params: {}, known: [ruleStrategy(rule, id)] }
}

function checkTimeframe({ timeframe }: RuleStrategy, history: BarHistory): void {
  if (timeframe === history.timeframe) return
  throw new InputError({ field: 'timeframe', value: timeframe, remedy: `the candles are ${history.timeframe} long` })
}

/** Does work with several strategies, each in a process of its own where it is the user's. */
async function withStrategies<Result>(
  wanted: readonly WantedStrategy[],
  places: StrategyPlaces,
  work: (chosen: readonly StrategyChoice[]) => Promise<Result>,
): Promise<Result> {
  const [first, ...others] = wanted
  if (first === undefined) return await work([])
  return await withStrategy(first, places, (choice) => {
    barStrategy(choice)
    return withStrategies(others, places, (rest) => work([choice, ...rest]))
  })
}

async function finerOf(source: Source, id: InstrumentId, text: string, history: BarHistory): Promise<BarHistory> {
  const [first, last] = [history.bars[0]?.openTime ?? 0, history.bars.at(-1)?.openTime ?? 0]
  const length = timeframeLength(history.timeframe)
  const problem = (value: string, remedy: string): InputError => new InputError({ field: '--finer', value, remedy })
  let finer: BarHistory
  try {
    finer = await source.readFiner(id, text, { from: millis(first), to: millis(last + length) })
  } catch (error) {
    if (error instanceof InputError && error.problem.field.startsWith('--'))
      throw problem(error.problem.value, error.problem.remedy)
    throw error
  }
  if (timeframeLength(finer.timeframe) >= length)
    throw problem(text, `its candles are ${finer.timeframe} long; give shorter ones than ${history.timeframe}`)
  return finer
}

interface Asked {
  readonly values: MarketValues
  readonly places: StrategyPlaces
  readonly window: BarWindow
  readonly fee: Rate
  /** Trades all of the markets, in place of strategies by name. */
  readonly rule?: RuleStrategy
}

/**
 * Does work with the markets that the options name, with their bars, their strategies and all that belongs to each.
 * Throws InputError for options that do not go together and for data that cannot be read.
 */
export async function withMarkets<Result>(
  { values, places, window, fee, rule }: Asked,
  work: (markets: readonly MarketRunInput[]) => Result,
): Promise<Result> {
  const options = optionsOf(values)
  const grid = gridOf(values)
  const source = values['from-store'] ? await storeSource(values, rule?.timeframe ?? '1m') : fileSource(values)
  try {
    checkNames(options, source, values['from-store'])
    const markets = source.markets.map((id) => ({ id, name: source.nameOf(id), instrument: candleInstrument(id, fee, grid) }))
    const trade = async (strategies: readonly StrategyChoice[]): Promise<Result> => {
      const found: MarketRunInput[] = []
      for (const [index, { id, name, instrument }] of markets.entries()) {
        const strategy = required(strategies[index], 'each market has its strategy')
        const history = await source.read(id, window)
        if (rule !== undefined) checkTimeframe(rule, history)
        const [finer, funding] = [options.finer.of(name), options.funding.of(name)]
        found.push({
          instrument,
          history,
          strategy,
          ...(finer === undefined ? {} : { finer: await finerOf(source, id, finer, history) }),
          ...(funding === undefined ? {} : { funding: await readFundingFile(funding) }),
        })
      }
      return work(found)
    }
    if (rule !== undefined) return await trade(markets.map(() => choiceOf(rule)))
    const wanted = markets.map(({ name }) => strategyOf(name, options))
    return await withStrategies(wanted, places, trade)
  } finally {
    await source.close()
  }
}

const gridOf = (values: MarketValues): { readonly tick: Price | undefined; readonly lot: Quantity | undefined } => ({
  tick: decimalOption('--tick', values.tick, price),
  lot: decimalOption('--lot', values.lot, quantity),
})
