import { InputError, rateFromNumberLossy, TIMEFRAMES } from '../../../domain/index.ts'
import {
  type BarWindow,
  barsOfFile,
  barsOfStore,
  candleInstrument,
  fileInstrumentId,
  type SearchData,
  searchData,
} from '../../../services/research/index.ts'
import { choiceOption, wholeOption } from './arguments.ts'
import { dataFolder, instrumentOption } from './market-options.ts'

/** The options that say which candles a search is over. */
export const CANDLE_OPTIONS = {
  candles: { type: 'string' },
  symbol: { type: 'string' },
  'from-store': { type: 'boolean', default: false },
  instrument: { type: 'string' },
  timeframe: { type: 'string' },
  data: { type: 'string' },
  archive: { type: 'string' },
  days: { type: 'string' },
} as const

export const CANDLE_HELP: readonly (readonly [string, string])[] = [
  ['--candles FILE', 'CSV or CSV.gz, oldest first: open_time_ms,open,high,low,close,volume and variants of it'],
  ['--symbol NAME', 'what the candles are of (default BTC/USDT)'],
  ['--from-store', "reads the recorder's database instead, with --instrument, --timeframe, --data and --archive as in backtest"],
  ['--days N', 'the newest N days (default 90)'],
]

type Name = keyof typeof CANDLE_OPTIONS
export type CandleValues = { readonly [Option in Exclude<Name, 'from-store'>]?: string | undefined } & {
  readonly 'from-store': boolean
}

function refuseOthers(values: CandleValues, names: readonly Exclude<Name, 'from-store'>[], remedy: string): void {
  for (const name of names) {
    const value = values[name]
    if (value !== undefined) throw new InputError({ field: `--${name}`, value, remedy })
  }
}

async function ofFile(values: CandleValues, window: BarWindow): Promise<SearchData> {
  refuseOthers(values, ['instrument', 'timeframe', 'data', 'archive'], 'it belongs to --from-store')
  const { candles } = values
  if (candles === undefined)
    throw new InputError({ field: '--candles', value: 'missing', remedy: 'give a CSV file of candles, or --from-store' })
  const id = fileInstrumentId(values.symbol ?? 'BTC/USDT')
  // Refuses a name that is none.
  candleInstrument(id, rateFromNumberLossy(0), { tick: undefined, lot: undefined })
  return searchData(id, await barsOfFile(candles, id, window))
}

async function ofStore(values: CandleValues, window: BarWindow): Promise<SearchData> {
  refuseOthers(values, ['candles', 'symbol'], 'it belongs to a search without --from-store')
  const instrument = instrumentOption(values.instrument)
  if (instrument === undefined)
    throw new InputError({ field: '--instrument', value: 'missing', remedy: 'give the market, such as binance:BTC/USDT' })
  const timeframe = choiceOption('--timeframe', values.timeframe, TIMEFRAMES) ?? '1m'
  // DuckDB is loaded only where recorded markets are read.
  const { openMarket } = await import('./market-database.ts')
  const reader = openMarket(dataFolder(values.data), values.archive)
  try {
    return searchData(instrument, await barsOfStore(reader, { instrument, timeframe }, window))
  } finally {
    await reader.close()
  }
}

/** Throws InputError for options that do not go together and for candles that cannot be read. */
export function candlesOf(values: CandleValues): Promise<SearchData> {
  const window = { days: wholeOption('--days', values.days, 90, { min: 1, max: 36_500 }) }
  return values['from-store'] ? ofStore(values, window) : ofFile(values, window)
}
