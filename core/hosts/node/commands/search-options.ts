import { availableParallelism } from 'node:os'
import { ThreadPool } from '../../../adapters/system/index.ts'
import { InputError, TIMEFRAMES } from '../../../domain/index.ts'
import { METHODS, OBJECTIVES, type SearchControl, type TrialOutcome, type TrialTask } from '../../../research/index.ts'
import type { SearchRun } from '../../../services/research/index.ts'
import type { Places } from '../places.ts'
import { choiceOption, jsonObject, wholeOption } from './arguments.ts'
import { MARKET_OPTIONS, type MarketValues, withMarkets } from './backtest-markets.ts'
import { feeOf, TERM_HELP, TERM_OPTIONS, termsOf, type TermValues } from './backtest-terms.ts'
import { strategiesFolder } from './strategy-choice.ts'
import { WINDOW_HELP, WINDOW_OPTIONS, windowOf, type WindowValues } from './backtest-window.ts'

/** The options that every search over parameters takes. */
export const SEARCH_OPTIONS = {
  ...MARKET_OPTIONS,
  ...TERM_OPTIONS,
  ...WINDOW_OPTIONS,
  space: { type: 'string' },
  method: { type: 'string' },
  trials: { type: 'string' },
  seed: { type: 'string' },
  objective: { type: 'string' },
  'min-trades': { type: 'string' },
  batch: { type: 'string' },
  threads: { type: 'string' },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const

export const SEARCH_HELP: readonly (readonly [string, string])[] = [
  ['--candles FILE', 'CSV or CSV.gz, oldest first: open_time_ms,open,high,low,close,volume and variants of it'],
  ['--symbol NAME', 'what the candles are of (default BTC/USDT)'],
  ['--from-store', "reads the recorder's database instead, with --instrument, --timeframe, --data and --archive as in backtest"],
  ['--timeframe NAME', `with --from-store: ${TIMEFRAMES.join(', ')} (default 1m)`],
  ['--strategy ID', 'a built-in strategy that steps on closed candles'],
  ['--params JSON', 'parameters that every trial shares'],
  ['--space JSON', 'what is searched: {"fast": [5, 50, 5], "slow": [20, 200], "seed": ["sma"]} (default: all that it declares)'],
  ['--method NAME', `${METHODS.join(', ')} (default tpe)`],
  ['--trials N', 'at most so many (default 100)'],
  ['--seed N', 'of all that is random (default 1)'],
  ['--objective NAME', `${OBJECTIVES.join(', ')} (default sharpe)`],
  ['--min-trades N', 'a trial that closes fewer trades has no score (default 5)'],
  ['--batch N', 'trials that are chosen before the scores of one another are known; part of the result (default 8)'],
  ['--threads N', 'not part of the result (default: the cores of this machine)'],
  ...WINDOW_HELP,
  ...TERM_HELP,
  ['--finer FILE, --funding FILE, --tick N, --lot N', 'as in backtest'],
  ['--json', 'prints one JSON object'],
]

export interface SearchValues extends MarketValues, TermValues, WindowValues {
  readonly space?: string | undefined
  readonly method?: string | undefined
  readonly trials?: string | undefined
  readonly seed?: string | undefined
  readonly objective?: string | undefined
  readonly 'min-trades'?: string | undefined
  readonly batch?: string | undefined
  readonly threads?: string | undefined
}

/** Reads the candles too. Throws InputError for options that are not valid and for data that cannot be read. */
export async function searchRunOf(values: SearchValues, places: Places, control: SearchControl): Promise<SearchRun> {
  const terms = termsOf(values)
  const method = choiceOption('--method', values.method, METHODS) ?? 'tpe'
  const trials = wholeOption('--trials', values.trials, 100, { min: 1, max: 100_000 })
  const seed = wholeOption('--seed', values.seed, 1, { min: 0, max: 999_999_999 })
  const objective = choiceOption('--objective', values.objective, OBJECTIVES) ?? 'sharpe'
  const minTrades = wholeOption('--min-trades', values['min-trades'], 5, { min: 0, max: 1_000_000 })
  const batch = wholeOption('--batch', values.batch, 8, { min: 1, max: 1_024 })
  const size = wholeOption('--threads', values.threads, availableParallelism(), { min: 1, max: 256 })
  const narrowing =
    values.space === undefined ? undefined : jsonObject('--space', values.space, '{"fast": [5, 50, 5], "slow": [20, 200]}')
  const asked = {
    values,
    places: { folder: strategiesFolder(values.strategies, values.data), resources: places.strategies },
    window: windowOf(values),
    fee: feeOf(values),
  }
  // A user's strategy would end with the process that it is opened in: only what outlives that is taken on.
  const [market, another] = await withMarkets(asked, (markets) => markets)
  if (market === undefined || another !== undefined)
    throw new InputError({ field: '--candles', value: 'several markets', remedy: 'a search is over one market: give one' })
  if (market.strategy.known !== undefined)
    throw new InputError({ field: '--strategy', value: market.strategy.id, remedy: 'a search takes built-in strategies only' })
  return {
    market,
    terms,
    method,
    trials,
    seed,
    batch,
    aim: { objective, minTrades },
    control,
    openPool: (setup) => new ThreadPool<TrialTask, TrialOutcome>({ entry: places.worker('trials'), setup, size }),
    ...(narrowing === undefined ? {} : { narrowing }),
  }
}
