import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { millis, quantity } from '../../domain/index.ts'
import { tradeAt } from '../../testing/market-facts.ts'
import { Grid } from './grid.ts'
import { MidReturns } from './mid-returns.ts'
import { TradeTally } from './trade-tally.ts'
import { WholeSum } from './whole-sum.ts'

describe('whole sums', () => {
  it('are exact however large', () => {
    const whole = fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER })
    fc.assert(
      fc.property(fc.array(whole), fc.array(fc.tuple(whole, whole)), (values, products) => {
        const sum = new WholeSum()
        for (const value of values) sum.add(value)
        for (const [a, b] of products) sum.addProduct(a, b)
        const expected = [...values.map(BigInt), ...products.map(([a, b]) => BigInt(a) * BigInt(b))]
        expect(sum.total).toBe(expected.reduce((x, y) => x + y, 0n))
      }),
    )
  })
})

describe('a grid', () => {
  const passes = (grid: Grid, ...times: number[]) => times.map((at) => grid.pass(millis(at)))

  it('gives the first instant passed since the last look, each once, though the clock jitters', () => {
    expect(passes(new Grid(100), 50, 99, 100, 100, 95, 101, 350, 399, 401)).toEqual([
      undefined,
      undefined,
      100,
      undefined,
      undefined,
      undefined,
      200,
      undefined,
      400,
    ])
  })

  it('starts over when the clock is set back', () => {
    expect(passes(new Grid(100), 10_000, 5_050, 5_100)).toEqual([10_000, undefined, 5_100])
  })
})

describe('mid returns', () => {
  it('have none over seconds that nobody looked at', () => {
    const returns = new MidReturns()
    let at = 0
    const seconds = (count: number, mid: number): void => {
      for (let i = 0; i < count; i += 1) returns.second((at += 1_000), mid)
    }
    seconds(30, 100)
    expect(returns.volatility()).toBeUndefined()
    at += 3_000
    seconds(1, 200)
    expect(returns.volatility()).toBeUndefined()
    seconds(1, 200)
    expect(returns.volatility()).toBe(0)
  })

  it('forget what is older than a minute', () => {
    const returns = new MidReturns()
    for (let i = 1; i <= 40; i += 1) returns.second(i * 1_000, i)
    returns.second(90_000, 1)
    expect(returns.volatility()).toBeUndefined()
  })
})

describe('a tally of trades', () => {
  it('counts each id once', () => {
    const tally = new TradeTally(0)
    for (let i = 0; i < 30_000; i += 1) {
      tally.trade(tradeAt(i, 1, 'buy'))
      tally.trade(tradeAt(i, 1, 'buy'))
      if (i % 1_000 === 999) tally.figures(i, i, true)
    }
    const figures = tally.figures(29_999, 29_999, true)
    expect(figures).toEqual({ cumulativeDelta: quantity('30000'), tradeRate: 1_000 })
  })
})
