import { beforeAll, describe, expect, it } from 'vitest'
import { readCandleColumnsLossy } from '../../adapters/candle-files/index.ts'
import type { BarColumns } from '../../features/index.ts'
import { strategyById } from '../../strategies/index.ts'
import { barByBar, crossings, type PlainTerms } from '../../testing/bar-by-bar.ts'
import { candlesOf, crossStrategy, fileInstrument, plainResult, runBacktest, termsOf } from '../../testing/bar-markets.ts'
import { hasSharedData, sharedData } from '../../testing/recordings.ts'

const CASES: readonly (readonly [fast: number, slow: number, protection: PlainTerms['protection']])[] = [
  [50, 200, {}],
  [10, 120, { stop: 0.005, target: 0.01 }],
  [5, 60, { stop: 0.001 }],
]

const title = hasSharedData ? 'a month of minutes' : 'a month of minutes (skipped: ../shared/data is absent)'
describe.skipIf(!hasSharedData)(title, () => {
  let bars: BarColumns
  beforeAll(async () => {
    bars = await readCandleColumnsLossy(sharedData('candles/binance-perp-1m/BTCUSDT_1m_202505.csv.gz'))
  })

  it.each(CASES)('trades as the loop does: averages of %d and %d, exits %j', (fast, slow, protection) => {
    const terms: PlainTerms = { cash: 10_000, costs: { fee: 0.001, slippage: 0.0001 }, protection }
    const found = plainResult(
      runBacktest({
        instrument: fileInstrument(0.001),
        bars: candlesOf(bars),
        strategy: { id: 'test-cross', params: { fast, slow }, known: [crossStrategy(strategyById('ema-trend'))] },
        terms: termsOf(terms),
      }),
    )
    const wanted = crossings(bars.close, fast, slow)
    const plain = barByBar(bars, (index) => wanted[index], terms)
    expect(found.trades.map(([side, bar, , , , reason]) => [side, bar, reason])).toEqual(
      plain.trades.map(([side, bar, , , , reason]) => [side, bar, reason]),
    )
    expect(found.trades.length).toBeGreaterThan(200)
    expect(Math.abs(found.equity - plain.equity)).toBeLessThan(1e-6)
  })
})
