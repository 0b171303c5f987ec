import { countedIds, silentLogger } from '../adapters/memory/index.ts'
import {
  type Candle,
  exchangeId,
  type Instrument,
  instrumentId,
  millis,
  moneyToNumberLossy,
  money,
  price,
  quantity,
  rateFromNumberLossy,
  toNumberLossy,
} from '../domain/index.ts'
import type { BarColumns } from '../features/index.ts'
import { type Backtest, backtest, type BacktestResult, noJournal } from '../research/index.ts'
import type { Strategy } from '../strategies/index.ts'
import type { PlainLedger, PlainTerms } from './bar-by-bar.ts'

/** A market of candle files: no filters of a venue, the finest grid there is. */
export const fileInstrument = (fee: number): Instrument => {
  const takerFee = rateFromNumberLossy(fee)
  return {
    id: instrumentId(exchangeId('file'), 'BTC/USDT'),
    exchange: exchangeId('file'),
    symbol: 'BTC/USDT',
    venueSymbol: 'BTCUSDT',
    base: 'BTC',
    quote: 'USDT',
    tickSize: price('0.000000000001'),
    lotSize: quantity('0.000000000001'),
    minQuantity: quantity('0.000000000001'),
    minNotional: money('0'),
    makerFee: takerFee,
    takerFee,
  }
}

/** Columns as exact closed one-minute candles. */
export function candlesOf(bars: BarColumns): readonly Candle[] {
  const exact = (value: number | undefined) => price((value ?? 0).toFixed(8))
  return Array.from(bars.openTime, (openTime, index): Candle => {
    const closeTime = millis(openTime + 60_000)
    return {
      kind: 'candle',
      instrument: fileInstrument(0).id,
      exchangeTime: closeTime,
      receivedTime: closeTime,
      timeframe: '1m',
      openTime: millis(openTime),
      open: exact(bars.open[index]),
      high: exact(bars.high[index]),
      low: exact(bars.low[index]),
      close: exact(bars.close[index]),
      volume: quantity('1'),
      trades: 0,
      closed: true,
    }
  })
}

/** A strategy that is long while its fast average is above its slow one; both start at the first close. */
export function crossStrategy(base: Strategy): Strategy {
  return {
    descriptor: { ...base.descriptor, id: 'test-cross' },
    configure: (given = {}) => {
      const [fast, slow] = [Number(given['fast']), Number(given['slow'])]
      const averages: { fast?: number; slow?: number } = {}
      return {
        parameters: { fast, slow },
        cadence: { on: 'bar' },
        features: {},
        warmUp: slow,
        step: ({ close }) => {
          if (close === null) return { stance: 'neutral', confidence: 0, reasons: [] }
          averages.fast = (averages.fast ?? close) + (close - (averages.fast ?? close)) * (2 / (fast + 1))
          averages.slow = (averages.slow ?? close) + (close - (averages.slow ?? close)) * (2 / (slow + 1))
          return { stance: averages.fast > averages.slow ? 'long' : 'flat', confidence: 0.6, reasons: [] }
        },
      }
    },
  }
}

export const termsOf = ({ cash, costs, protection }: PlainTerms): Backtest['terms'] => ({
  cash: money(String(cash)),
  slippage: rateFromNumberLossy(costs.slippage),
  size: { mode: 'all-in' },
  ...(protection.stop === undefined ? {} : { stop: rateFromNumberLossy(protection.stop) }),
  ...(protection.target === undefined ? {} : { target: rateFromNumberLossy(protection.target) }),
})

export const runBacktest = (run: Backtest): BacktestResult =>
  backtest(run, { ids: countedIds(), journal: noJournal(), logger: silentLogger() })

const REASONS = { entry: 'signal', 'exit-signal': 'signal', 'exit-stop': 'stop', 'exit-target': 'target' } as const

/** The result in the shape of the plain ledger. */
export const plainResult = ({ fills, equity }: BacktestResult): PlainLedger => ({
  equity: moneyToNumberLossy(equity),
  trades: fills.map(({ fill, bar, purpose }) => [
    fill.side,
    bar,
    toNumberLossy(fill.price),
    toNumberLossy(fill.quantity),
    moneyToNumberLossy(fill.fee),
    purpose === 'manual' || purpose === 'flatten' ? purpose : REASONS[purpose],
  ]),
})

const STANCES = { L: 'long', F: 'flat', '-': 'neutral' } as const

/** A strategy that says what is written: one sign a bar, `L` long, `F` flat, `-` no view; then nothing more. */
export function scriptedStrategy(
  base: Strategy,
  script: string,
  levels: { stop?: number; target?: number; trail?: number } = {},
): Strategy {
  return {
    descriptor: { ...base.descriptor, id: 'scripted' },
    configure: () => {
      let bar = -1
      return {
        parameters: {},
        cadence: { on: 'bar' },
        features: {},
        warmUp: 0,
        step: () => {
          bar += 1
          const sign = script.charAt(bar)
          const stance = sign === 'L' || sign === 'F' ? STANCES[sign] : 'neutral'
          return { stance, confidence: stance === 'neutral' ? 0 : 0.6, reasons: [], ...(stance === 'long' ? levels : {}) }
        },
      }
    },
  }
}

export type Prices = readonly [open: number, high: number, low: number, close: number]

/** Minutes of prices as closed candles; `skip` names minutes that are missing. */
export function candlesFrom(rows: readonly Prices[], skip: readonly number[] = []): readonly Candle[] {
  const column = (of: (row: Prices) => number): Float64Array => Float64Array.from(rows, of)
  const candles = candlesOf({
    openTime: Float64Array.from(rows, (_, index) => 1_700_000_040_000 + index * 60_000),
    open: column(([open]) => open),
    high: column(([, high]) => high),
    low: column(([, , low]) => low),
    close: column(([, , , close]) => close),
    volume: column(() => 1),
  })
  return candles.filter((_, index) => !skip.includes(index))
}
