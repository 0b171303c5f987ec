import { expect, it, vi } from 'vitest'
import { type Millis, millis } from '../../domain/index.ts'
import { readBybit } from '../../testing/bybit-recording.ts'
import { readCoinbase } from '../../testing/coinbase-recording.ts'
import { NaiveBook } from '../../testing/naive-venue-books.ts'
import { BYBIT_EXCERPT, COINBASE_EXCERPT } from '../../testing/recordings.ts'
import { bybitVenue, coinbaseVenue } from '../../testing/venue-server/index.ts'
import { fastClock, openLiveVenue } from '../../testing/venue-server/live-venue.ts'
import { mergeCaptures } from '../captures/index.ts'

it.each([
  { venue: bybitVenue, file: BYBIT_EXCERPT, read: readBybit, symbols: ['BTC/USDT', 'BTC/USDT:USDT'] },
  { venue: coinbaseVenue, file: COINBASE_EXCERPT, read: readCoinbase, symbols: ['BTC/USD', 'ETH/USD'] },
])('a recording of $venue.exchange played over the socket gives the recorded books', async ({ venue, file, read, symbols }) => {
  // The time that the recording was at.
  let now = millis(0)
  const { after, every } = fastClock()
  const clock = { now: (): Millis => now, after, every }
  const frames: { text: string; url: string; at: Millis }[] = []
  for await (const { kind, text, url = '', receivedTime: at } of mergeCaptures([file]))
    if (kind === 'recv') frames.push({ text, url, at })
  now = frames[0]?.at ?? expect.fail('an empty recording')

  const live = await openLiveVenue(venue, { clock, symbols, channels: ['book'] })
  try {
    const streamOf = (symbol: string) => venue.stream('book', live.server.market(symbol))
    await vi.waitFor(() => {
      for (const symbol of symbols) expect(live.state(symbol)).toBe('live')
    })
    const before = live.pipeline.stats().messages
    const naive = new Map(symbols.map((symbol) => [symbol, new NaiveBook()]))
    for (const { text, url, at } of frames) {
      now = at
      const symbol = url.endsWith('/linear') ? symbols[1] : symbols[0]
      live.server.send(streamOf(symbol ?? ''), text)
      read(
        { body: JSON.parse(text), url },
        (named) => naive.get(named) ?? new NaiveBook(),
        () => undefined,
      )
    }
    await vi.waitFor(() => expect(live.pipeline.stats().messages - before).toBeGreaterThan(frames.length * 0.9))
    await vi.waitFor(() => {
      for (const [symbol, book] of naive)
        expect([symbol, live.book(symbol)]).toEqual([symbol, { bids: book.side('bids'), asks: book.side('asks') }])
    })
    for (const { bids, asks } of naive.values()) expect(Math.min(bids.size, asks.size)).toBeGreaterThan(50)
  } finally {
    await live.close()
  }
})
