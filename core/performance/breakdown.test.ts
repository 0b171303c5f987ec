import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  add,
  clientOrderId,
  DAY,
  type Fill,
  fillId,
  HOUR,
  type InstrumentId,
  type Money,
  millis,
  money,
  orderId,
  price,
  quantity,
  strategyId,
  ZERO_MONEY,
} from '../domain/index.ts'
import { bookingsOf, netOf, type OwnedFill } from '../portfolio/index.ts'
import { type AccountHistory, accountPerformance, BREAKDOWNS, breakdownOf, dailyEquity } from './breakdown.ts'

const START = Date.UTC(2026, 0, 1)
/** Equity at the start and after each of sixty days. */
const EQUITY = [
  10000, 10051.15, 10071.16, 10290.18, 10402.71, 10544.75, 10655.17, 10677.07, 10501.87, 10275.59, 10145.25, 10047.53, 10307.28,
  10426.02, 10525.79, 10463.63, 10346.61, 10152.39, 10365.32, 10556.99, 10746.89, 10731.42, 10624.74, 10816.82, 10581.82,
  10733.19, 10992.49, 11171.12, 10967.27, 10888.87, 10981.18, 10748.37, 10635, 10648.27, 10801.81, 10689.14, 10708.71, 10453.18,
  10504.03, 10543.5, 10633.89, 10751.93, 10952.79, 11135.03, 10995.84, 11191.53, 11162.39, 11406.74, 11212.53, 11417.98, 11309.46,
  11047.98, 11052.8, 10801.72, 10625.7, 10868.54, 10738.61, 10655.64, 10727.18, 10862.95, 10919.8,
]
/**
 * Of that series by @railpath/finance-toolkit 0.5.4 (calculateSharpeRatio, calculateSortinoRatio, calculateMaxDrawdown; riskless
 * rate and target 0, 365 periods a year) and by portfolio-analysis 1.7.0 (getCAGR, getCalmar, getMaxRelativeDrawdown; from
 * 2026-01-01 to 2026-03-02).
 */
const GOLDEN = {
  sharpe: 2.0323984957534122,
  sortino: 3.0727018720229786,
  maxDrawdown: 0.06938880607603086,
  annualReturn: 0.7079402056150159,
  calmar: 10.202513137916085,
}

const history = (more: Partial<AccountHistory>): AccountHistory => ({
  from: millis(START),
  to: millis(START + 60 * DAY),
  startingCash: money('10000'),
  bookings: [],
  samples: [],
  ...more,
})

describe('the ratios of an account', () => {
  it('are those of libraries that know nothing of it', () => {
    const samples = EQUITY.slice(1).map((equity, index) => ({
      at: millis(START + (index + 1) * DAY),
      equity,
    }))
    const found = accountPerformance(history({ samples }))
    for (const [name, value] of Object.entries(GOLDEN)) expect(found[name as keyof typeof GOLDEN], name).toBeCloseTo(value, 9)
    expect(found.totalReturn).toBeCloseTo(0.09198, 12)
  })

  it('carry equity over days without a record, which have no return', () => {
    const span = { from: START + HOUR, to: START + 4 * DAY }
    const points = [
      { at: START + 2 * HOUR, equity: 90 },
      { at: START + 5 * HOUR, equity: 110 },
      { at: START + 3 * DAY + 1, equity: 120 },
    ]
    expect([...dailyEquity(points, span, 100).equity]).toEqual([110, 110, 110, 120])
    expect([...dailyEquity([], { from: START, to: START }, 100).equity]).toEqual([100])
  })
})

const BTC = 'binance:BTC/USDT' as InstrumentId
const ETH = 'binance:ETH/USDT' as InstrumentId
let made = 0
const owned = (instrument: InstrumentId, side: 'buy' | 'sell', at: string, hour: number, strategy?: string): OwnedFill => {
  made += 1
  const fill: Fill = {
    id: fillId(`f${String(made)}`),
    orderId: orderId('o'),
    clientOrderId: clientOrderId('c'),
    environment: 'paper',
    instrument,
    side,
    price: price(at),
    quantity: quantity('1'),
    fee: money('1'),
    liquidity: 'taker',
    at: millis(START + hour * HOUR),
  }
  return { fill, strategy: strategy === undefined ? undefined : strategyId(strategy) }
}

describe('an account taken apart', () => {
  // A trend follower gains 20 less fees of 2 and is stopped out by hand at -10 less 2; somebody buys ETH and keeps it.
  const bookings = bookingsOf([
    owned(BTC, 'buy', '100', 1, 'trend'),
    owned(BTC, 'sell', '120', 7),
    owned(BTC, 'buy', '110', 25, 'trend'),
    owned(ETH, 'buy', '50', 26),
    owned(BTC, 'sell', '100', 31),
  ])
  const samples = [
    { at: millis(START + 7 * HOUR), equity: 10018 },
    { at: millis(START + 31 * HOUR), equity: 10005 },
  ]
  const all = history({ to: millis(START + 48 * HOUR), bookings, samples })

  it('says whose the trades were, also those that were closed by hand', () => {
    const [trend, manual] = breakdownOf(all, 'strategy')
    expect(trend).toMatchObject({ key: 'trend', fills: 4, trades: 2, winRate: 0.5, netPnl: money('6'), fees: money('4') })
    expect(trend?.profitFactor).toBeCloseTo(18 / 12, 12)
    expect(trend?.exposure).toBeCloseTo(12 / 48, 12)
    expect(trend?.totalReturn).toBeCloseTo(0.0006, 12)
    expect(trend?.maxDrawdown).toBeCloseTo(12 / 10018, 12)
    expect(manual).toMatchObject({ key: 'manual', fills: 1, trades: 0, winRate: null, profitFactor: null, netPnl: money('-1') })
    expect(manual?.exposure).toBeCloseTo(22 / 48, 12)
  })

  it('says which market and which day it was', () => {
    expect(breakdownOf(all, 'symbol').map(({ key, trades }) => [key, trades])).toEqual([
      [BTC, 2],
      [ETH, 0],
    ])
    const days = breakdownOf(all, 'day')
    expect(days).toMatchObject([
      { key: '2026-01-01', trades: 1, winRate: 1, netPnl: money('18'), sharpe: null, calmar: null },
      { key: '2026-01-02', trades: 1, winRate: 0, netPnl: money('-13') },
    ])
    expect(days[0]?.totalReturn).toBeCloseTo(0.0018, 12)
    expect(days[1]?.totalReturn).toBeCloseTo(10005 / 10018 - 1, 12)
    expect(days.map(({ exposure }) => exposure * 24).map(Math.round)).toEqual([6, 23])
  })

  it('gives funding to who holds the position, also over midnight', () => {
    const funding = { instrument: BTC, at: millis(START + 24 * HOUR), funding: money('-3') }
    const booked = bookingsOf([owned(BTC, 'buy', '100', 20, 'trend'), funding, owned(BTC, 'sell', '120', 30)])
    expect(booked[2]?.closed?.profit).toBe(money('15'))
    const paid = history({ bookings: booked, to: millis(START + 48 * HOUR) })
    expect(breakdownOf(paid, 'strategy')).toMatchObject([
      {
        key: 'trend',
        fills: 2,
        trades: 1,
        realisedPnl: money('20'),
        fees: money('2'),
        funding: money('-3'),
        netPnl: money('15'),
      },
    ])
    expect(breakdownOf(paid, 'day').map(({ netPnl }) => netPnl)).toEqual([money('-1'), money('16')])
    expect(breakdownOf(paid, 'day')[0]).not.toHaveProperty('funding')
  })

  it('ends a trade where less than a lot is left', () => {
    const bought = owned(BTC, 'buy', '100', 1, 'trend')
    const fee = { feeAsset: 'BTC', feeQuantity: quantity('0.001') }
    const sold = owned(BTC, 'sell', '120', 2)
    const entries = [
      { ...bought, fill: { ...bought.fill, ...fee } },
      { ...sold, fill: { ...sold.fill, quantity: quantity('0.995') } },
    ]
    const trades = (lot: string): number | undefined =>
      breakdownOf(history({ bookings: bookingsOf(entries, () => quantity(lot)) }), 'symbol')[0]?.trades
    expect([trades('0.01'), trades('0.004'), trades('0.001')]).toEqual([1, 0, 0])
  })

  it('adds up to the whole, each way, to the last digit', () => {
    const step = fc.record({
      market: fc.constantFrom(BTC, ETH),
      gap: fc.integer({ min: 0, max: 40 }),
      fee: fc.bigInt({ min: 0n, max: 10n ** 25n }),
    })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const open = new Set<string>()
        let hour = 0
        const made = bookingsOf(
          steps.map(({ market, gap, fee }) => {
            hour += gap
            const side = open.has(market) ? 'sell' : 'buy'
            if (!open.delete(market)) open.add(market)
            const { fill, strategy } = owned(market, side, String(100 + gap), hour, gap % 2 === 0 ? 'even' : undefined)
            return { fill: { ...fill, fee: fee as Money }, strategy }
          }),
        )
        const net = made.reduce<Money>((sum, each) => add(sum, netOf(each)), ZERO_MONEY)
        for (const by of BREAKDOWNS) {
          const slices = breakdownOf(history({ bookings: made, to: millis(START + 2_000 * HOUR) }), by)
          expect(slices.reduce<Money>((sum, { netPnl }) => add(sum, netPnl), ZERO_MONEY)).toBe(net)
          for (const { exposure } of slices) expect(exposure >= 0 && exposure <= 1).toBe(true)
        }
      }),
    )
  })
})
