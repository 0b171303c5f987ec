import { describe, expect, it } from 'vitest'
import { DAY, millis, price, quantity } from '../../domain/index.ts'
import { sampledMarket } from '../../testing/sampled-market.ts'

/** 00:00 UTC. */
const MIDNIGHT = Math.ceil(1_700_000_000_000 / DAY) * DAY
const T0 = MIDNIGHT - 60_000

type Market = ReturnType<typeof sampledMarket>
const at = (market: Market, when: number) => market.metrics().find(({ receivedTime }) => receivedTime === when)
const idle = (market: Market, from: number, to: number): void => {
  for (let now = from; now <= to; now += 100) market.idle(now)
}

describe('derived metrics', () => {
  it('have the values that a hand comes to', () => {
    const market = sampledMarket()
    market.idle(T0)
    market.snapshot(
      T0 + 10,
      [
        ['99', '3'],
        ['98', '2'],
      ],
      [
        ['101', '1'],
        ['102', '4'],
      ],
    )
    market.trade(1, T0 + 20, { q: '0.3' })
    market.trade(2, T0 + 30, { q: '1.25', sell: true })
    idle(market, T0 + 100, T0 + 1_000)
    expect(at(market, T0 + 1_000)).toEqual({
      kind: 'metrics',
      instrument: 'binance:BTC/USDT',
      exchangeTime: T0 + 1_000,
      receivedTime: T0 + 1_000,
      cumulativeDelta: quantity('-0.95'),
      spread: price('2'),
      // (99 x 1 + 101 x 3) / (3 + 1)
      microPrice: 100.5,
      // (5 - 5) / 10
      imbalance: 0,
    })
    market.change(T0 + 1_010, [['97', '10']], [])
    idle(market, T0 + 1_100, T0 + 2_000)
    // (15 - 5) / 20
    expect(at(market, T0 + 2_000)?.imbalance).toBe(0.5)
  })

  it('weigh the best ten levels a side', () => {
    const market = sampledMarket()
    const levels = (start: number, step: number, size: string) =>
      Array.from({ length: 11 }, (_, i) => [String(start + i * step), i === 10 ? '1000' : size] as const)
    market.snapshot(T0 + 10, levels(99, -1, '3'), levels(101, 1, '1'))
    idle(market, T0 + 100, T0 + 1_000)
    expect(at(market, T0 + 1_000)?.imbalance).toBe(0.5)
  })

  it('say of a one-sided book only which side there is, and of a stale one nothing', () => {
    const market = sampledMarket()
    market.snapshot(T0 + 10, [['99', '1']], [])
    idle(market, T0 + 100, T0 + 8_000)
    const { kind, instrument, exchangeTime, receivedTime, ...figures } = at(market, T0 + 1_000) ?? {}
    expect([kind, instrument !== undefined, exchangeTime === receivedTime]).toEqual(['metrics', true, true])
    expect(figures).toEqual({ imbalance: 1 })
    expect(at(market, T0 + 7_000)).toBeUndefined()
  })

  it('count trades a second over ten, once ten were listened to', () => {
    const market = sampledMarket()
    market.idle(T0)
    for (let i = 0; i < 30; i += 1) market.trade(i + 1, T0 + 500 + i * 200)
    idle(market, T0 + 6_400, T0 + 30_000)
    expect(at(market, T0 + 10_000)).not.toHaveProperty('tradeRate')
    // Trades from 0.5 s to 6.3 s: after 1 s there are 27, after 2 s 22, after 6 s 2, after 6.3 s none.
    expect([11, 12, 16, 17].map((second) => at(market, T0 + second * 1_000)?.tradeRate)).toEqual([2.7, 2.2, 0.2, 0])
  })

  it('count a late trade in its place and a repeated one not again', () => {
    const market = sampledMarket()
    market.idle(T0)
    market.trade(1, T0 + 100)
    market.trade(3, T0 + 300, { q: '4' })
    market.trade(3, T0 + 310, { q: '4' })
    idle(market, T0 + 400, T0 + 11_000)
    market.trade(2, T0 + 11_050, { q: '2', sell: true, T: T0 + 10_990 })
    market.trade(2, T0 + 11_060, { q: '2', sell: true, T: T0 + 10_990 })
    idle(market, T0 + 11_100, T0 + 12_000)
    const values = [11, 12].map((second) => at(market, T0 + second * 1_000))
    expect(values.map((each) => each?.cumulativeDelta)).toEqual([quantity('5'), quantity('3')])
    expect(values.map((each) => each?.tradeRate)).toEqual([0, 0.1])
  })

  it('start the delta anew at 00:00 UTC of the venue, whenever its trades come', () => {
    const market = sampledMarket()
    market.idle(T0)
    const late = 40
    market.trade(1, MIDNIGHT - 500 + late, { q: '8', T: MIDNIGHT - 500 })
    idle(market, MIDNIGHT - 400, MIDNIGHT)
    // Ours says midnight, the venue is 40 ms behind and still in the old day.
    expect(at(market, MIDNIGHT)?.cumulativeDelta).toBe(quantity('8'))
    market.trade(3, MIDNIGHT + 500, { q: '1', T: MIDNIGHT + 460 })
    market.trade(2, MIDNIGHT + 600, { q: '2', T: MIDNIGHT - 1 })
    idle(market, MIDNIGHT + 700, MIDNIGHT + 2_000)
    expect([1, 2].map((second) => at(market, MIDNIGHT + second * 1_000)?.cumulativeDelta)).toEqual([quantity('1'), quantity('1')])
  })

  it('leave out trades from before the start, and all of them while their stream is down', () => {
    const market = sampledMarket()
    market.idle(T0)
    market.trade(1, T0 + 50, { q: '7', T: T0 - 5_000 })
    market.trade(2, T0 + 60, { q: '1' })
    idle(market, T0 + 100, T0 + 12_000)
    expect(at(market, T0 + 12_000)).toMatchObject({ cumulativeDelta: quantity('1'), tradeRate: 0 })
    market.pipeline.connectionLost('binance.book', millis(T0 + 12_010))
    idle(market, T0 + 12_100, T0 + 13_000)
    expect(at(market, T0 + 13_000)).toBeUndefined()
    market.trade(3, T0 + 13_050)
    idle(market, T0 + 13_100, T0 + 24_000)
    expect(at(market, T0 + 14_000)).not.toHaveProperty('tradeRate')
    expect(at(market, T0 + 14_000)?.cumulativeDelta).toBe(quantity('2'))
    expect(at(market, T0 + 24_000)?.tradeRate).toBe(0)
  })

  it('annualise the root mean square of one-second returns, from thirty of them on', () => {
    const market = sampledMarket()
    // The mid goes 100, 101, 100, ...: every return is ln(1.01) up or down.
    market.snapshot(
      T0 + 10,
      [
        ['99', '1'],
        ['98', '1'],
      ],
      [
        ['101', '1'],
        ['103', '1'],
      ],
    )
    for (let second = 0; second < 61; second += 1) {
      idle(market, T0 + second * 1_000 + 100, T0 + second * 1_000 + 1_000)
      market.change(T0 + second * 1_000 + 1_010, [], [['101', second % 2 === 0 ? '0' : '1']])
    }
    const at30 = at(market, T0 + 30_000)
    const at31 = at(market, T0 + 31_000)
    expect(at30).not.toHaveProperty('realisedVolatility')
    expect(at31?.realisedVolatility).toBeCloseTo(55.8779, 3)
    expect(at(market, T0 + 61_000)?.realisedVolatility).toBeCloseTo(55.8779, 3)
  })

  it('know no return across a hole in the book', () => {
    const market = sampledMarket()
    market.snapshot(T0 + 10, [['99', '1']], [['101', '1']])
    for (let second = 0; second < 30; second += 1) {
      market.change(T0 + second * 1_000 + 50, [['99', String(second + 2)]], [])
      idle(market, T0 + second * 1_000 + 100, T0 + second * 1_000 + 1_000)
    }
    expect(at(market, T0 + 30_000)).not.toHaveProperty('realisedVolatility')
    // Silent for twenty seconds, back at another price: 29 returns stay, the jump is none.
    idle(market, T0 + 30_100, T0 + 50_000)
    market.change(
      T0 + 50_050,
      [
        ['99', '0'],
        ['90', '1'],
      ],
      [],
    )
    idle(market, T0 + 50_100, T0 + 52_000)
    expect(at(market, T0 + 52_000)?.realisedVolatility).toBe(0)
  })
})
