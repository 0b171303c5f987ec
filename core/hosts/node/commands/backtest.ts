import { writeFileSync } from 'node:fs'
import { InputError, TIMEFRAMES } from '../../../domain/index.ts'
import { type TearSheet, tearSheetHtml } from '../../../performance/index.ts'
import {
  backtestSheet,
  backtestText,
  type MarketRunInput,
  portfolioSheet,
  portfolioText,
  runBacktest,
  runPortfolio,
} from '../../../services/research/index.ts'
import { type CommandSpec, helpOf, parseOptions } from './arguments.ts'
import { MARKET_OPTIONS, ruleOf, withMarkets } from './backtest-markets.ts'
import { feeOf, TERM_HELP, TERM_OPTIONS, termsOf } from './backtest-terms.ts'
import { WINDOW_HELP, WINDOW_OPTIONS, windowOf } from './backtest-window.ts'
import { type Print, toStdout } from './print.ts'
import { strategiesFolder } from './strategy-choice.ts'

const OPTIONS = {
  ...MARKET_OPTIONS,
  ...TERM_OPTIONS,
  ...WINDOW_OPTIONS,
  json: { type: 'boolean', default: false },
  html: { type: 'string' },
  help: { type: 'boolean', short: 'h', default: false },
} as const

function save(file: string, text: string): void {
  try {
    writeFileSync(file, text)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new InputError({ field: '--html', value: file, remedy: `cannot be written (${reason})` })
  }
}

/** What a backtest shows: as data, to read, to look at. */
interface Traded {
  readonly report: object
  readonly text: () => string
  readonly sheet: () => TearSheet
}

export function backtestCommand(resources: URL, print: Print = toStdout): CommandSpec {
  const spec: CommandSpec = {
    name: 'backtest',
    summary: 'Trades strategies over recorded candles with the engine that trades live.',
    usage: 'backtest --candles FILE --strategy ID [options]',
    options: [
      ['--candles FILE', 'CSV or CSV.gz, oldest first: open_time_ms,open,high,low,close,volume and variants of it'],
      ['--candles NAME=FILE', 'several times: several markets, such as ETH/USDT=eth.csv, on one account'],
      ['--symbol NAME', 'what the candles are of (default BTC/USDT)'],
      ['--from-store', "reads the recorder's database instead, with:"],
      ['--instrument ID', 'a recorded market, such as binance:BTC/USDT; several times: several markets'],
      ['--timeframe NAME', `${TIMEFRAMES.join(', ')} (default 1m)`],
      ['--data DIR', 'folder of the database (default: the place for application data)'],
      ['--archive DIR', 'reads archived days too, from the folder that `archive --to` wrote'],
      [
        '--strategy ID',
        'a strategy that steps on closed candles: built in, or one of your own; NAME=ID for one market of several',
      ],
      ['--strategies DIR', 'folder of your own strategies (default: `strategies` in the data folder)'],
      ['--params JSON', 'parameters that differ from the defaults, such as {"fast": 12}; NAME=JSON for one market of several'],
      ['--rule FILE', 'a strategy as rules in JSON, such as `generate` finds; its stop, target and size unless others are given'],
      [
        '--finer FILE',
        'shorter candles that tell in which order a bar reached its prices (NAME=FILE); from the store: a timeframe',
      ],
      ['--funding FILE', 'CSV of a perpetual market: time_ms,rate (NAME=FILE)'],
      ...WINDOW_HELP,
      ...TERM_HELP,
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
      const rule = ruleOf(values)
      const terms = termsOf(values, rule)
      const places = { folder: strategiesFolder(values.strategies, values.data), resources }
      const trade = (markets: readonly MarketRunInput[]): Traded => {
        const [market] = markets
        if (market !== undefined && markets.length === 1) {
          const outcome = runBacktest({ ...market, terms })
          return { report: outcome.report, text: () => backtestText(outcome.report), sheet: () => backtestSheet(outcome) }
        }
        const outcome = runPortfolio({ markets, terms })
        return { report: outcome.report, text: () => portfolioText(outcome.report), sheet: () => portfolioSheet(outcome) }
      }
      const found = await withMarkets(
        { values, places, window: windowOf(values), fee: feeOf(values), ...(rule === undefined ? {} : { rule }) },
        trade,
      )
      if (values.html !== undefined) save(values.html, tearSheetHtml(found.sheet()))
      await print(values.json ? `${JSON.stringify(found.report)}\n` : found.text())
      return 0
    },
  }
  return spec
}
