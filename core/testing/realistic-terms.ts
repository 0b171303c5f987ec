import fc from 'fast-check'
import {
  add,
  type Candle,
  exchangeId,
  type Instrument,
  instrumentId,
  millis,
  type Money,
  money,
  notional,
  quantity,
  rate,
  subtract,
  ZERO_MONEY,
  ZERO_QUANTITY,
} from '../domain/index.ts'
import type { BacktestTerms, BarEntry, FundingRate } from '../research/index.ts'
import { fileInstrument } from './bar-markets.ts'

/** Terms of all kinds, most of them together. */
export const realisticTerms: fc.Arbitrary<BacktestTerms> = fc
  .record(
    {
      slippage: fc.constantFrom('0', '0.0005'),
      size: fc.constantFrom<BacktestTerms['size'][]>({ mode: 'all-in' }, { mode: 'fixed', fraction: 0.3 }, { mode: 'risk' }),
      stop: fc.constantFrom('0.001', '0.02'),
      target: fc.constantFrom('0.002', '0.04'),
      trail: fc.constantFrom('0.0005', '0.01', '0.05'),
      latency: fc.constantFrom(0, 1, 59_999, 60_000, 150_000),
      participation: fc.constantFrom('0.01', '0.3', '1'),
      fillBars: fc.constantFrom(1, 3),
    },
    { requiredKeys: ['slippage', 'size'] },
  )
  .map(({ slippage, size, stop, target, trail, latency, participation, fillBars }) => ({
    cash: money('10000'),
    slippage: rate(slippage),
    size,
    ...(stop === undefined ? {} : { stop: rate(stop) }),
    ...(target === undefined ? {} : { target: rate(target) }),
    ...(trail === undefined ? {} : { trail: rate(trail) }),
    ...(latency === undefined ? {} : { latency }),
    ...(participation === undefined ? {} : { participation: rate(participation) }),
    ...(participation === undefined || fillBars === undefined ? {} : { fillBars }),
  }))

/** Rates of either sign at odd moments of the histories. */
export const fundingSchedules: fc.Arbitrary<readonly FundingRate[]> = fc
  .array(fc.record({ after: fc.integer({ min: 1, max: 3_600_000 }), tenths: fc.integer({ min: -50, max: 50 }) }), {
    maxLength: 200,
    size: 'max',
  })
  .map((rows) => {
    let at = 1_700_000_000_000
    return rows.map(({ after, tenths }) => {
      at += after
      return { dueAt: millis(at), fundingRate: rate((tenths / 10_000).toFixed(4)) }
    })
  })

/** Bars with volumes from nothing to forty, always the same for the same place. */
export const withVolumes = (bars: readonly Candle[]): readonly Candle[] =>
  bars.map((bar, index) => ({ ...bar, volume: quantity(String((index * 17) % 41)) }))

export const marketNamed = (symbol: string, fee: number): Instrument => {
  const [base = '', quote = ''] = symbol.split('/')
  return { ...fileInstrument(fee), id: instrumentId(exchangeId('file'), symbol), symbol, venueSymbol: base + quote, base, quote }
}

export const candlesOfMarket = (bars: readonly Candle[], { id }: Instrument): readonly Candle[] =>
  bars.map((bar) => ({ ...bar, instrument: id }))

/** What the entries of an account did to its cash and, of each market, to what is held: exact. */
export function booksOf(entries: readonly BarEntry[], start: Money) {
  let cash = start
  const held = new Map<string, bigint>()
  let [fees, funding]: [Money, Money] = [ZERO_MONEY, ZERO_MONEY]
  for (const entry of entries) {
    if ('settled' in entry) {
      cash = add(cash, entry.settled.funding)
      funding = add(funding, entry.settled.funding)
      continue
    }
    const { fill } = entry
    const value = notional(fill.price, fill.quantity)
    const before = held.get(fill.instrument) ?? ZERO_QUANTITY
    cash = subtract(fill.side === 'buy' ? subtract(cash, value) : add(cash, value), fill.fee)
    held.set(fill.instrument, fill.side === 'buy' ? before + fill.quantity : before - fill.quantity)
    fees = add(fees, fill.fee)
  }
  return { cash, held, fees, funding }
}
