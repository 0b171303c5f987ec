import { describe, expect, it } from 'vitest'
import { millis } from '../../domain/index.ts'
import { simulatedClock } from '../../simulation/clock/index.ts'
import { withRetries } from './backoff.ts'
import type { CcxtExchange, CcxtResponse } from './ccxt-types.ts'
import { RestMeter } from './rest-meter.ts'

class BadRequest extends Error {}
class BadSymbol extends BadRequest {}
class RateLimitExceeded extends Error {}

interface Reply extends CcxtResponse {
  readonly headers?: Readonly<Record<string, string>>
  readonly error?: Error
}

const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve()
}

/** What ccxt does around a request, with replies that the test writes, on a clock that it moves. */
function setUp(replies: readonly (Reply | Error)[], way = { there: 0, back: 0 }) {
  const clock = simulatedClock(millis(1_700_000_000_000))
  const stopping = new AbortController()
  const asked: number[] = []
  const venue = {
    id: 'binance',
    rateLimit: 50,
    has: { fetchTime: true },
    getResponseHeaders: (response: Reply) => response.headers ?? {},
    handleRestResponse: (response: Reply) =>
      response.error === undefined ? Promise.resolve('text') : Promise.reject(response.error),
    fetch: (): Promise<unknown> => {
      const reply = replies[Math.min(asked.length, replies.length - 1)]
      asked.push(clock.elapsed())
      clock.stall(way.there + way.back)
      if (reply instanceof Error) return Promise.reject(reply)
      return (exchange as unknown as { handleRestResponse(reply: Reply | undefined): Promise<unknown> }).handleRestResponse(reply)
    },
    fetchTime: async () => {
      const serverTime = clock.now() + way.there + 700
      await request()
      return serverTime
    },
  }
  const exchange = venue as unknown as CcxtExchange
  const meter = new RestMeter(exchange, clock, stopping.signal)
  const request = async (): Promise<unknown> => {
    await exchange.throttle(1)
    return await exchange.fetch('url')
  }
  const retried = (): Promise<unknown> =>
    withRetries(request, { clock, random: { next: () => 0 }, signal: stopping.signal, mayPass: meter.mayPass })
  /** Lets ten minutes pass, or what is told. */
  const pass = async (by = 600_000): Promise<void> => {
    await settle()
    for (let passed = 0; passed < by; passed += 250) {
      clock.advance(250)
      await settle()
    }
  }
  const outcome = async (): Promise<string> => {
    const running = retried().then(
      () => 'done',
      (error: unknown) => (error instanceof Error ? error.message : 'failed'),
    )
    await pass()
    return await running
  }
  return { clock, meter, asked, outcome, request, retried, pass, stopping }
}

describe('three tries', () => {
  it.each([
    ['nothing at all', [new Error('cut')]],
    ['a server`s failure', [{ status: 503, error: new Error('503') }]],
    ['a time-out', [{ status: 408, error: new Error('408') }]],
  ])('are made after %s, half a second and a second apart at least', async (_name, replies) => {
    const { outcome, asked } = setUp(replies)
    expect(await outcome()).not.toBe('done')
    expect(asked).toEqual([0, 250, 750])
  })

  it('end with the first success', async () => {
    const { outcome, asked } = setUp([new Error('cut'), { status: 200 }])
    expect(await outcome()).toBe('done')
    expect(asked.length).toBe(2)
  })

  it.each([
    ['an unknown address', { status: 404, error: new Error('ExchangeNotAvailable') }],
    ['a bad request', { status: 400, error: new Error('bad') }],
    ['a bad symbol in a reply that is otherwise well', { status: 200, error: new BadSymbol('bad') }],
  ])('are not made for %s', async (_name, reply) => {
    const { outcome, asked } = setUp([reply])
    await outcome()
    expect(asked.length).toBe(1)
  })
})

describe('a venue that has had enough', () => {
  const tooMany = new Error('too many')
  it.each([
    ['seconds', 429, { 'Retry-After': '45' }, 45_000],
    ['a date', 418, { 'retry-after': new Date(1_700_000_090_000).toUTCString() }, 90_000],
    ['nothing, refusing', 429, {}, 10_000],
    ['nothing, banning', 418, {}, 120_000],
    ['something else', 429, { 'Retry-After': 'soon' }, 10_000],
  ])('is left alone for what it says: %s', async (_name, status, headers, delay) => {
    const { outcome, asked } = setUp([{ status, headers, error: tooMany }, { status: 200 }])
    expect(await outcome()).toBe('done')
    expect(asked).toEqual([0, delay])
  })

  it('is left alone too when it says so in the body alone', async () => {
    const { outcome, asked } = setUp([{ status: 200, error: new RateLimitExceeded('EAPI:Rate limit exceeded') }, { status: 200 }])
    expect(await outcome()).toBe('done')
    expect(asked).toEqual([0, 10_000])
  })

  it('holds nobody up who closes', async () => {
    const { retried, stopping, pass } = setUp([{ status: 429, headers: { 'Retry-After': '3600' }, error: tooMany }])
    const running = expect(retried()).rejects.toThrow('closing')
    await pass(5_000)
    stopping.abort(new Error('closing'))
    await running
  })
})

describe('the budget behind ccxt', () => {
  it('counts each request in the venue`s weight, and serves a cancel while data waits', async () => {
    const { meter, request, asked, pass } = setUp([{ status: 200 }])
    const data = Array.from({ length: 1_000 }, () => request())
    await pass(250)
    // 4,200 of 6,000 are for data, five a request.
    expect(asked.length).toBe(840)
    await meter.as('cancel', request)
    expect(asked.length).toBe(841)
    await pass(60_000)
    await Promise.all(data)
    expect(asked.length).toBe(1_001)
  })

  it('hears what the venue has counted', async () => {
    const { meter, request } = setUp([{ status: 200, headers: { 'X-Mbx-Used-Weight-1m': '777' } }])
    await request()
    expect(meter.budget.use().used).toBe(777)
  })
})

describe('the venue`s time', () => {
  it('is timed over the network alone, not over the wait for the budget', async () => {
    const { meter, pass, clock } = setUp([{ status: 200 }], { there: 20, back: 30 })
    meter.budget.closeFor(5_000)
    const asking = meter.askTime()
    await pass(10_000)
    expect(await asking).toMatchObject({ sent: 1_700_000_005_000, roundTrip: 50 })
    expect(clock.elapsed()).toBe(10_050)
  })
})
