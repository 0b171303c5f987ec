import { describe, expect, it } from 'vitest'
import { type Channel, millis } from '../../domain/index.ts'
import { simulatedClock } from '../../simulation/clock/index.ts'
import type { CcxtExchange, CcxtMarket, CcxtTrade } from './ccxt-types.ts'
import { offeredChannel } from './generic-channels.ts'
import { UnifiedText } from './unified-text.ts'

const MARKET: CcxtMarket = { id: 'x', symbol: 'BTC/USD', base: 'BTC', quote: 'USD', info: {}, precision: { price: 1, amount: 1 } }
const T0 = 1_700_000_000_000
const trade = (id: number): CcxtTrade => ({ id: String(id), timestamp: T0 + id, side: 'buy', price: 100, amount: 1 })
const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve()
}

/** One channel of a made-up exchange on a clock that the test moves. */
function read(channel: Channel, methods: Readonly<Record<string, () => Promise<unknown>>>) {
  const clock = simulatedClock(millis(T0))
  const has = Object.fromEntries(Object.keys(methods).map((name) => [name, true]))
  const exchange = { has, precisionMode: 4, ...methods } as unknown as CcxtExchange
  const stopping = new AbortController()
  const texts: string[] = []
  const times: number[] = []
  const offered = offeredChannel(exchange, channel)
  const running = offered?.read({
    exchange,
    clock,
    signal: stopping.signal,
    writer: new UnifiedText(exchange, MARKET),
    symbol: 'BTC/USD',
    ask: (request) => request(),
    emit: (text) => {
      texts.push(text)
      times.push(clock.elapsed())
    },
  })
  const pass = async (by: number, step = 10): Promise<void> => {
    await settle()
    for (let passed = 0; passed < by; passed += step) {
      clock.advance(Math.min(step, by - passed))
      await settle()
    }
  }
  return { texts, times, offered, running, pass, stop: () => stopping.abort() }
}

const idsOf = (text: string | undefined) =>
  (JSON.parse(text ?? '') as { trades: { id: string; history?: boolean }[] }).trades.map(({ id, history }) =>
    history === true ? `(${id})` : id,
  )

describe('a venue that streams nothing', () => {
  it('is asked for its trades every two seconds, and each is told once, the first batch as history', async () => {
    let newest = 3
    const { texts, offered, pass, running, stop } = read('trades', {
      fetchTrades: () => Promise.resolve([1, 2, 3, 4, 5, 6].filter((id) => id > newest - 3 && id <= newest).map(trade)),
    })
    expect(offered?.streamed).toBe(false)
    await pass(1_990)
    newest = 5
    await pass(10)
    await pass(2_000)
    expect(texts.map(idsOf)).toEqual([['(1)', '(2)', '(3)'], ['4', '5'], []])
    stop()
    await running
    await pass(10_000)
    expect(texts.length).toBe(3)
  })

  it('is asked for its book every second and for its ticker every two', async () => {
    const book = read('book', { fetchOrderBook: () => Promise.resolve({ timestamp: 1, bids: [[1, 2]], asks: [[2, 3]] }) })
    const ticker = read('ticker', { fetchTicker: () => Promise.resolve({ last: 5 }) })
    await book.pass(3_000)
    await ticker.pass(3_000)
    expect([book.texts.length, ticker.texts.length]).toEqual([4, 2])
    // When it last changed says nothing of its age.
    expect(book.texts[0]).toBe('{"ccxt":"book","symbol":"BTC/USD","bids":[["1","2"]],"asks":[["2","3"]]}')
  })

  it('fails the channel when a request does', async () => {
    const { running } = read('ticker', { fetchTicker: () => Promise.reject(new Error('503')) })
    await expect(running).rejects.toThrow('503')
  })

  it('does not offer what it has not, nor candles, which are built here', () => {
    const exchange = { has: { watchOHLCV: true, fetchTrades: 'emulated' } } as unknown as CcxtExchange
    expect(
      (['trades', 'book', 'ticker', 'candles'] as const).map((channel) => offeredChannel(exchange, channel)?.streamed),
    ).toEqual([false, undefined, undefined, undefined])
  })
})

describe('a streamed book', () => {
  it('is written at most ten times a second, at once after a pause, and always its newest state in the end', async () => {
    const live = { timestamp: T0, bids: [[100, 1]], asks: [[101, 1]] }
    let changed: (book: typeof live) => void = () => undefined
    const { texts, times, pass } = read('book', {
      watchOrderBook: () =>
        new Promise((resolve) => {
          changed = resolve
        }),
    })
    await settle()
    for (let update = 1; update <= 200; update += 1) {
      live.bids = [[100, update]]
      changed(live)
      await pass(10)
    }
    // Two seconds, both ends counted.
    expect(times).toEqual(Array.from({ length: 21 }, (_, index) => index * 100))
    await pass(100)
    expect(texts.at(-1)).toContain('["100","200"]')
    await pass(1_000)
    const quiet = texts.length
    live.bids = [[100, 999]]
    changed(live)
    await settle()
    expect(texts.length).toBe(quiet + 1)
  })
})
