import { describe, expect, it } from 'vitest'
import { type Candle, max, millis, min, money, quantity, rate, add, required } from '../../domain/index.ts'
import { hasSharedData, sharedData } from '../../testing/recordings.ts'
import { barsOfFile, candleInstrument, fileInstrumentId, readFundingFile, runPortfolio } from './index.ts'

const FOLDER = 'candles/binance-perp-1m'
const QUARTER = 15 * 60_000

/** The quarters of an hour that these minutes make. */
function quarters(minutes: readonly Candle[]): readonly Candle[] {
  const found = new Map<number, Candle>()
  for (const bar of minutes) {
    const openTime = millis(bar.openTime - (bar.openTime % QUARTER))
    const closeTime = millis(openTime + QUARTER)
    const whole = found.get(openTime) ?? { ...bar, openTime, volume: quantity('0'), timeframe: '15m' as const }
    found.set(openTime, {
      ...whole,
      exchangeTime: closeTime,
      receivedTime: closeTime,
      high: max(whole.high, bar.high),
      low: min(whole.low, bar.low),
      close: bar.close,
      volume: add(whole.volume, bar.volume),
    })
  }
  return [...found.values()]
}

const title = hasSharedData ? 'recorded perpetual markets' : 'recorded perpetual markets (skipped: ../shared/data is absent)'
describe.skipIf(!hasSharedData)(title, () => {
  it('are traded on one account with minutes inside the quarters and the funding that was paid', async () => {
    const markets = await Promise.all(
      ['BTC', 'ETH'].map(async (name) => {
        const instrument = candleInstrument(fileInstrumentId(`${name}/USDT`), rate('0.0005'), { tick: undefined, lot: undefined })
        const finer = await barsOfFile(sharedData(`${FOLDER}/${name}USDT_1m_202505.csv.gz`), instrument.id, { days: 90 })
        return {
          instrument,
          history: { timeframe: '15m' as const, bars: quarters(finer.bars), missing: 0 },
          finer,
          funding: await readFundingFile(sharedData(`${FOLDER}/${name}USDT_funding.csv.gz`)),
          strategy: { id: 'ema-cross', params: { fast: 10, slow: 50 } },
        }
      }),
    )
    const terms = {
      cash: money('10000'),
      slippage: rate('0.0001'),
      size: { mode: 'fixed', fraction: 0.45 },
      trail: rate('0.01'),
      latency: 300,
    } as const
    const { report } = runPortfolio({ markets, terms })
    expect(report.trades.length).toBeGreaterThan(100)
    // The quarters are made of the very minutes, so that the minutes tell every one of them.
    for (const { finer } of report.markets) {
      expect(finer?.pessimistic).toBe(0)
      expect(finer?.finer).toBeGreaterThan(300)
    }
    const { payments, total } = required(report.funding, 'rates were given')
    expect(payments.length).toBeGreaterThan(40)
    expect(new Set(payments.map(({ time, instrument }) => `${String(time)} ${instrument}`)).size).toBe(payments.length)
    const flow = report.trades.reduce((sum, { side, price, quantity: amount, fee }) => {
      const value = Number(price) * Number(amount)
      return (side === 'buy' ? sum - value : sum + value) - Number(fee)
    }, 10_000 + Number(total))
    const held = report.markets.reduce(
      (sum, { openPosition }) =>
        sum + (openPosition === undefined ? 0 : Number(openPosition.quantity) * Number(openPosition.markPrice)),
      0,
    )
    expect(Number(report.finalEquity)).toBeCloseTo(flow + held, 5)
    expect(report.equity.at(-1)?.[1]).toBeCloseTo(flow + held, 5)
  })
})
