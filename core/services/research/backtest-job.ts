import type { ResearchRequest } from '../../contract/index.ts'
import type { MarketReader } from '../../ports/index.ts'
import { runBacktest } from './backtest.ts'
import { checkStrategy, daysText, marketOf, termsOf } from './bar-request.ts'
import { barsOfStore } from './candle-source.ts'
import type { JobKind } from './jobs.ts'

type Request = Extract<ResearchRequest, { kind: 'backtest' }>

/** A strategy over recorded candles, as the backtest command runs it. */
export function backtestJob(openMarket: () => MarketReader): JobKind<Request> {
  return {
    title: ({ strategy, instrument, timeframe, days }) => `${strategy} on ${instrument}, ${timeframe}, ${daysText(days)}`,
    check: checkStrategy,
    async run(request, control) {
      control.progress({ done: 0, total: 2, phase: 'reading candles', left: null })
      const reader = openMarket()
      try {
        const history = await barsOfStore(reader, request, { days: request.days })
        if (control.cancelled()) return undefined
        control.progress({ done: 1, total: 2, phase: `trading ${String(history.bars.length)} bars`, left: null })
        const { report } = runBacktest({ ...marketOf(request, history), terms: termsOf(request) })
        const { totalReturn, sharpe, maxDrawdown, trades, winRate, profitFactor } = report.metrics
        return { report, summary: { totalReturn, sharpe, maxDrawdown, trades, winRate, profitFactor, bars: report.bars } }
      } finally {
        await reader.close()
      }
    },
  }
}
