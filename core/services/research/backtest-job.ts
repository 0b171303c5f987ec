import type { ResearchRequest } from '../../contract/index.ts'
import { money, type Rate, rateFromNumberLossy } from '../../domain/index.ts'
import type { MarketReader } from '../../ports/index.ts'
import { barStrategy, type Size } from '../../research/index.ts'
import { runBacktest } from './backtest.ts'
import { barsOfStore } from './candle-source.ts'
import { candleInstrument } from './file-instrument.ts'
import type { JobKind } from './jobs.ts'

type Request = Extract<ResearchRequest, { kind: 'backtest' }>

const BPS = 1e-4
export const bpsRate = (bps: number): Rate => rateFromNumberLossy(bps * BPS)

const sizeOf = ({ size, fraction }: Request): Size => (size === 'fixed' ? { mode: size, fraction } : { mode: size })

/** A strategy over recorded candles, as the backtest command runs it. */
export function backtestJob(openMarket: () => MarketReader): JobKind<Request> {
  return {
    title: ({ strategy, instrument, timeframe, days }) =>
      `${strategy} on ${instrument}, ${timeframe}, ${String(days)} ${days === 1 ? 'day' : 'days'}`,
    async run(request, control) {
      const { instrument: id, timeframe, days, strategy, params, stop, target } = request
      barStrategy({ id: strategy, params })
      control.progress({ done: 0, total: 2, phase: 'reading candles', left: null })
      const reader = openMarket()
      try {
        const history = await barsOfStore(reader, { instrument: id, timeframe }, { days })
        if (control.cancelled()) return undefined
        control.progress({ done: 1, total: 2, phase: `trading ${String(history.bars.length)} bars`, left: null })
        const { report } = runBacktest({
          instrument: candleInstrument(id, bpsRate(request.feeBps), { tick: undefined, lot: undefined }),
          history,
          strategy: { id: strategy, params },
          terms: {
            cash: money('10000'),
            slippage: bpsRate(request.slippageBps),
            size: sizeOf(request),
            ...(stop === undefined ? {} : { stop: rateFromNumberLossy(stop) }),
            ...(target === undefined ? {} : { target: rateFromNumberLossy(target) }),
          },
        })
        const { totalReturn, sharpe, maxDrawdown, trades, winRate, profitFactor } = report.metrics
        return { report, summary: { totalReturn, sharpe, maxDrawdown, trades, winRate, profitFactor, bars: report.bars } }
      } finally {
        await reader.close()
      }
    },
  }
}
