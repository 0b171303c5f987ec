import { describe, expect, it } from 'vitest'
import { type Fill, millis, money, price, quantity, rate } from '../../domain/index.ts'
import { type BarEntry, ledgerEntry } from '../../research/index.ts'
import { candlesFrom, type Prices } from '../../testing/bar-markets.ts'
import { marketNamed } from '../../testing/realistic-terms.ts'
import { curvesOf } from './account-curves.ts'

const at = (value: number): Prices => [value, value, value, value]
const [BTC, ETH] = [marketNamed('BTC/USDT', 0).id, marketNamed('ETH/USDT', 0).id]
const rounded = (value: number): number => Number(value.toFixed(9))
const START = 1_700_000_040_000

const bought = (instrument: typeof BTC, bar: number, cash: string, held: string): BarEntry => ({
  fill: { instrument, price: price('1'), quantity: quantity('1'), fee: money('0'), side: 'buy', at: millis(0) } as Fill,
  purpose: 'entry',
  bar,
  after: { cash: money(cash), quantity: quantity(held) },
})

describe('the curves of an account', () => {
  it('value what is held at the last closes, from the bar in which it was bought', () => {
    const markets = [
      { instrument: BTC, bars: candlesFrom([at(10), at(11), at(12), at(13)]) },
      { instrument: ETH, bars: candlesFrom([at(100), at(110), at(120), at(130)], [0, 2]) },
    ]
    const { equity, prices, pointsHeld } = curvesOf(markets, [bought(BTC, 1, '90', '2'), bought(ETH, 1, '40', '3')], 100)
    expect([...equity.times]).toEqual([1, 2, 3, 4].map((minute) => START + minute * 60_000))
    // 100; 90 and 2 x 11; 90 and 2 x 12; 40, 2 x 13 and 3 x 130, the second bar of ETH.
    expect([...equity.equity].map(rounded)).toEqual([100, 112, 114, 456])
    expect(prices.map((curve) => [...curve.equity])).toEqual([
      [10, 11, 12, 13],
      [110, 130],
    ])
    expect(pointsHeld).toBe(3)
  })

  it('take funding into the cash of the bar it fell into', () => {
    const settled: BarEntry = {
      settled: {
        type: 'FundingSettled',
        instrument: BTC,
        fundingRate: rate('0.01'),
        markPrice: price('10'),
        quantity: quantity('2'),
        funding: money('-0.2'),
        dueAt: millis(0),
      },
      bar: 1,
      after: { cash: money('79.8'), quantity: quantity('2') },
    }
    const { equity } = curvesOf(
      [{ instrument: BTC, bars: candlesFrom([at(10), at(10)]) }],
      [bought(BTC, 0, '80', '2'), settled],
      100,
    )
    expect([...equity.equity].map(rounded)).toEqual([100, 99.8])
    expect(ledgerEntry(settled)).toEqual({ market: BTC, funding: expect.closeTo(-0.2, 12) as number })
  })
})
