import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type Candle,
  formatPrice,
  formatQuantity,
  instrumentId,
  exchangeId,
  millis,
  price,
  quantity,
  type Trade,
} from '../../domain/index.ts'
import { aggregateCandles, CandleBuilder } from './index.ts'

const BTC = instrumentId(exchangeId('binance'), 'BTC/USDT')
const T0 = 1_700_000_040_000
const trade = (at: number, at_price: string, size = '1'): Trade => ({
  kind: 'trade',
  instrument: BTC,
  id: String(at),
  price: price(at_price),
  quantity: quantity(size),
  aggressor: 'buy',
  exchangeTime: millis(at),
  receivedTime: millis(at + 30),
})

const show = ({ openTime, open, high, low, close, volume, trades, closed }: Candle) =>
  `${String((openTime - T0) / 60_000)} ${[open, high, low, close].map((p) => formatPrice(p)).join('/')} ${formatQuantity(volume)} ${String(trades)}${closed ? '' : ' forming'}`

function builder(timeframes: readonly ('1m' | '5m')[] = ['1m'], maxQuiet?: number) {
  const out: Candle[] = []
  const candles = new CandleBuilder({
    instrument: BTC,
    timeframes,
    emit: (candle) => out.push(candle),
    ...(maxQuiet === undefined ? {} : { maxQuiet }),
  })
  return { candles, out, shown: () => out.splice(0).map(show) }
}

describe('candles from trades', () => {
  it('closes a bar with the first trade after it', () => {
    const { candles, shown } = builder()
    candles.trade(trade(T0, '10'))
    candles.trade(trade(T0 + 1_000, '12', '0.5'))
    candles.trade(trade(T0 + 59_999, '9'))
    candles.trade(trade(T0 + 60_000, '11'))
    expect(shown()).toEqual(['0 10/12/9/9 2.5 3'])
  })

  it('closes by the clock after the grace, and fills quiet bars at the last price', () => {
    const { candles, shown } = builder()
    candles.trade(trade(T0, '10'))
    candles.tick(millis(T0 + 60_400))
    expect(shown()).toEqual(['0 10/10/10/10 1 1 forming'])
    candles.tick(millis(T0 + 60_500))
    expect(shown()).toEqual(['0 10/10/10/10 1 1', '1 10/10/10/10 0 0 forming'])
    candles.tick(millis(T0 + 180_600))
    expect(shown()).toEqual(['1 10/10/10/10 0 0', '2 10/10/10/10 0 0', '3 10/10/10/10 0 0 forming'])
    candles.trade(trade(T0 + 181_000, '12'))
    candles.tick(millis(T0 + 181_000))
    expect(shown()).toEqual(['3 12/12/12/12 1 1 forming'])
  })

  it('does not invent hours: a long silence is left out', () => {
    const { candles, shown } = builder(['1m'], 3)
    candles.trade(trade(T0, '10'))
    candles.trade(trade(T0 + 600_000, '11'))
    expect(shown()).toEqual(['0 10/10/10/10 1 1'])
  })

  it('leaves a trade for a closed bar out, and counts it', () => {
    const { candles, shown } = builder()
    candles.trade(trade(T0 + 60_000, '10'))
    candles.trade(trade(T0 + 59_000, '99'))
    candles.tick(millis(T0 + 61_000))
    expect([candles.late, ...shown()]).toEqual([1, '1 10/10/10/10 1 1 forming'])
  })

  it('goes on from the venue`s forming candle without counting its trades again', () => {
    const { candles, out, shown } = builder()
    candles.trade(trade(T0, '10'))
    candles.trade(trade(T0 + 120_000, '10'))
    const [history] = out
    if (history === undefined) throw new Error('no candle')
    const forming = {
      ...history,
      openTime: millis(T0 + 120_000),
      high: price('20'),
      volume: quantity('7'),
      trades: 5,
      closed: false,
    }
    candles.prime({ ...forming, exchangeTime: millis(T0 + 121_000) })
    candles.trade(trade(T0 + 120_500, '10'))
    candles.trade(trade(T0 + 121_500, '11'))
    out.length = 0
    candles.tick(millis(T0 + 122_000))
    expect(shown()).toEqual(['2 10/20/10/11 8 6 forming'])
  })

  it('starts after the newest closed candle of a history that has no forming one', () => {
    const { candles, out, shown } = builder()
    candles.trade(trade(T0, '10'))
    candles.trade(trade(T0 + 60_000, '11'))
    candles.trade(trade(T0 + 120_000, '12'))
    const history = out.splice(0)
    const later = builder()
    for (const candle of history) later.candles.prime(candle)
    later.candles.trade(trade(T0 + 125_000, '13'))
    later.candles.tick(millis(T0 + 126_000))
    expect(later.shown()).toEqual(['2 13/13/13/13 1 1 forming'])
    expect(shown()).toEqual([])
  })

  it('puts every trade into exactly one bar of each length, and minutes add up to five minutes', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ step: fc.nat(20_000), cents: fc.integer({ min: 1, max: 10_000 }) }), {
          minLength: 1,
          maxLength: 200,
        }),
        (steps) => {
          const { candles, out } = builder(['1m', '5m'], 10_000)
          let at = T0 - 240_000
          for (const { step, cents } of steps) {
            at += step
            candles.trade(trade(at, (cents / 100).toFixed(2)))
          }
          candles.tick(millis(at + 600_000))
          const closed = out.filter((candle) => candle.closed)
          const minutes = closed.filter(({ timeframe }) => timeframe === '1m')
          const fives = closed.filter(({ timeframe }) => timeframe === '5m')
          for (const bars of [minutes, fives]) expect(bars.reduce((sum, { trades }) => sum + trades, 0)).toBe(steps.length)
          const strip = (bars: readonly Candle[]) => bars.map((bar) => `${bar.timeframe} ${show(bar)}`)
          const aggregated = aggregateCandles(minutes, '5m').filter((candle) => candle.closed)
          expect(strip(aggregated.slice(1))).toEqual(strip(fives.slice(1, aggregated.length)))
        },
      ),
      { numRuns: 100 },
    )
  })
})
