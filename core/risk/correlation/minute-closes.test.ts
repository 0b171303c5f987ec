import { describe, expect, it } from 'vitest'
import { exchangeId, instrumentId, type InstrumentId, millis, MINUTE, price, quantity, type Quote } from '../../domain/index.ts'
import { LEAST_RETURNS, MinuteCloses } from './minute-closes.ts'

const [A, B] = ['A/USDT', 'B/USDT'].map((symbol) => instrumentId(exchangeId('x'), symbol)) as [InstrumentId, InstrumentId]
const START = 28_000_000

/** Quotes at the end of each minute; undefined leaves the minute without any. */
function follow(closes: MinuteCloses, instrument: InstrumentId, prices: readonly (number | undefined)[]): void {
  let before: Quote | undefined
  for (const [minute, each] of prices.entries()) {
    if (each === undefined) continue
    const time = millis((START + minute) * MINUTE + 59_000)
    const quote: Quote = {
      kind: 'quote',
      instrument,
      exchangeTime: time,
      receivedTime: time,
      bid: price(each.toFixed(8)),
      bidSize: quantity('1'),
      ask: price(each.toFixed(8)),
      askSize: quantity('1'),
    }
    closes.follow(before, quote)
    before = quote
  }
}

/** Returns that repeat after seven and eleven minutes, as unlike as two such series can be. */
const wave = (length: number, period: number, size = 0.001): number[] =>
  Array.from({ length }, (_, i) => 100 * Math.exp(size * Math.sin((2 * Math.PI * i) / period)))

const measure = (a: readonly (number | undefined)[], b: readonly (number | undefined)[]) => {
  const closes = new MinuteCloses()
  follow(closes, A, a)
  follow(closes, B, b)
  return closes.comovement(A, B)
}

describe('correlation of markets', () => {
  it('is that of their one-minute log returns', () => {
    const a = wave(200, 7)
    expect(measure(a, wave(200, 7, 0.003)).correlation).toBeCloseTo(1, 6)
    expect(measure(a, wave(200, 7, -0.003)).correlation).toBeCloseTo(-1, 6)
    expect(Math.abs(measure(a, wave(200, 11)).correlation ?? 1)).toBeLessThan(0.05)
  })

  it('is that of the textbook formula', () => {
    const [a, b] = [wave(100, 7), wave(100, 7).map((each, i) => each * Math.exp(0.0005 * Math.cos(i * i)))]
    const returns = (of: readonly number[]) => of.slice(1, -1).map((each, i) => Math.log(each / (of[i] ?? each)))
    const [x, y] = [returns(a), returns(b)]
    const mean = (of: readonly number[]) => of.reduce((sum, each) => sum + each, 0) / of.length
    const covariance = (p: readonly number[], q: readonly number[]) =>
      mean(p.map((each, i) => (each - mean(p)) * ((q[i] ?? 0) - mean(q))))
    const expected = covariance(x, y) / Math.sqrt(covariance(x, x) * covariance(y, y))
    expect(measure(a, b).correlation).toBeCloseTo(expected, 5)
  })

  it('is not known of too few minutes, of a market that stands still, and of one never seen', () => {
    // The minute that is still open and the first one have no return.
    expect(measure(wave(LEAST_RETURNS + 2, 7), wave(LEAST_RETURNS + 2, 7))).toMatchObject({ samples: LEAST_RETURNS })
    expect(measure(wave(LEAST_RETURNS + 2, 7), wave(LEAST_RETURNS + 2, 7)).correlation).not.toBeNull()
    expect(measure(wave(LEAST_RETURNS + 1, 7), wave(LEAST_RETURNS + 1, 7))).toEqual({
      correlation: null,
      samples: LEAST_RETURNS - 1,
    })
    expect(
      measure(
        wave(100, 7),
        Array.from({ length: 100 }, () => 100),
      ).correlation,
    ).toBeNull()
    expect(measure(wave(100, 7), [])).toEqual({ correlation: null, samples: 0 })
  })

  it('takes no return over a hole, and forgets what is older than four hours', () => {
    const holes = wave(100, 7).map((each, i) => (i % 10 === 5 ? undefined : each))
    // Of 98 returns each of ten holes takes two.
    expect(measure(wave(100, 7), holes).samples).toBe(98 - 20)
    // A hole four hours on, where the ring holds a minute of long ago.
    const late = wave(300, 7).map((each, i) => (i === 250 ? undefined : each))
    expect([measure(wave(300, 7), late).samples, measure(late, wave(300, 7)).samples]).toEqual([238, 238])
    const turned = [...wave(300, 7), ...wave(260, 7, -0.001)]
    expect(measure([...wave(300, 7), ...wave(260, 7)], turned)).toMatchObject({ samples: 240 })
    expect(measure([...wave(300, 7), ...wave(260, 7)], turned).correlation).toBeCloseTo(-1, 6)
  })
})
