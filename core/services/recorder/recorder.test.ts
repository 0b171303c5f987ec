import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { countedIds, silentLogger } from '../../adapters/memory/index.ts'
import { sqliteMarketReader } from '../../adapters/sqlite/index.ts'
import { sqliteMarketStore } from '../../adapters/sqlite/market-store.ts'
import { type Link, linkPair, parseConfig, type RecorderApi, API_METHODS, connectApi } from '../../contract/index.ts'
import { type Candle, DAY, type MarketEvent, millis, price, quantity } from '../../domain/index.ts'
import type { MarketStore } from '../../ports/index.ts'
import { barRules } from '../../recording/index.ts'
import { simulatedClock } from '../../simulation/clock/index.ts'
import { bookAt } from '../../testing/market-facts.ts'
import { BTC } from '../../testing/trading-harness.ts'
import type { Port, RunningService } from '../runtime/index.ts'
import { damagedBlockAlert, startRecorder } from './recorder.ts'
import { KEYLESS } from '../../testing/service-context.ts'

const START = 1_700_000_000_000

const candle = (openTime: number): Candle => ({
  kind: 'candle',
  instrument: BTC,
  exchangeTime: millis(openTime),
  receivedTime: millis(openTime),
  timeframe: '1m',
  openTime: millis(openTime),
  open: price('1'),
  high: price('2'),
  low: price('0.5'),
  close: price('1.5'),
  volume: quantity('3'),
  trades: 4,
  closed: true,
})

/** The recorder with a hand-driven clock, feed and client. */
function recorder(wrap: (store: MarketStore) => MarketStore = (store) => store) {
  const dir = mkdtempSync(join(tmpdir(), 'sentinel-recorder-'))
  const clock = simulatedClock(millis(START))
  const config = parseConfig({
    exchanges: [{ id: 'binance', symbols: ['BTC/USDT'] }],
    retention: { candlesDays: 90, tradesDays: 30, booksDays: 7 },
  })
  const store = wrap(
    sqliteMarketStore(join(dir, 'market.db'), {
      bars: barRules,
      damaged: damagedBlockAlert({ alert: ({ severity, message }) => alerts.push(`${severity}: ${message}`) }),
    }),
  )
  let send: (event: MarketEvent) => void = () => undefined
  let list: (ids: readonly string[]) => void = () => undefined
  const answered: unknown[] = []
  let client: Link | undefined
  const alerts: string[] = []
  const reader = sqliteMarketReader(join(dir, 'market.db'))
  const service = startRecorder(
    {
      config: { ...config, dataDir: dir, environment: 'paper' },
      clock,
      ids: countedIds(),
      logger: silentLogger(),
      onUserStrategies: () => undefined,
      ...KEYLESS,
      onPeer: (name, listener) => {
        let deliver: (message: unknown) => void = () => undefined
        const port: Port = {
          send: (message) => {
            const { type } = message as { readonly type: string }
            if (type === 'recorded') answered.push(message)
          },
          listen: (take) => {
            deliver = take
          },
          onClose: () => undefined,
          close: () => undefined,
        }
        listener(port)
        if (name !== 'feed') return
        list = (ids) => {
          deliver({ type: 'instruments', instruments: ids.map((id) => ({ id })) })
        }
        send = (event) => {
          deliver({ type: 'events', batch: 1, events: [event] })
        }
      },
      onClient: (listener) => {
        const [near, far] = linkPair((task) => {
          queueMicrotask(task)
        })
        client = near
        listener(far)
      },
      alert: ({ severity, message }) => alerts.push(`${severity}: ${message}`),
    },
    store,
    reader,
  )
  if (client === undefined) throw new Error('the recorder takes clients')
  const api = connectApi<RecorderApi>(API_METHODS.recorder, client, { clock })
  const ask = (query: { readonly timeframe: string; readonly limit: number }) => api.candles({ instrument: BTC, ...query })
  const candles = () => ask({ timeframe: '1m', limit: 100 })
  return {
    dir,
    clock,
    service,
    ask,
    candles,
    gaps: api.gaps,
    api,
    bookHistory: api.bookHistory,
    list: (ids: readonly string[]) => {
      list(ids)
    },
    answered,
    alerts,
    send: (event: MarketEvent) => {
      send(event)
    },
  }
}

describe('recorder', () => {
  let opened: { readonly dir: string; readonly service: RunningService } | undefined
  const start = (wrap?: (store: MarketStore) => MarketStore) => {
    const made = recorder(wrap)
    opened = made
    return made
  }
  beforeEach(() => {
    opened = undefined
  })
  afterEach(async () => {
    await opened?.service.stop()
    if (opened !== undefined) rmSync(opened.dir, { recursive: true })
  })

  it('computes an indicator over what it recorded, the newest close at once, and says what is wrong with a request', async () => {
    const { api, send } = start()
    const request = { instrument: BTC, timeframe: '1m', indicator: 'sma', parameters: { period: 2 }, limit: 10 }
    for (const [index, close] of ['1', '1.5', '2'].entries()) {
      send({ ...candle(START - (START % 60_000) + index * 60_000), close: price(close) })
      if (index > 0) expect((await api.indicator(request)).outputs['value']?.at(-1)).toBe(index === 1 ? 1.25 : 1.75)
    }
    await expect(api.indicator({ ...request, parameters: { period: 0 } })).rejects.toThrow('sma.period: 0: give a whole number')
    expect((await api.indicators()).map(({ id }) => id)).toContain('sma')
  })

  it('answers with the newest telling of each gap, and refuses what makes no sense', async () => {
    const r = start()
    const gap = {
      kind: 'gap',
      id: 'a',
      instrument: BTC,
      channel: 'trades',
      startSequence: 3,
      endSequence: 4,
      missingCount: 2,
      startTime: millis(START),
      endTime: millis(START + 100),
      cause: 'connection',
      recovered: 0,
      exchangeTime: millis(START + 100),
      receivedTime: millis(START + 120),
    } as const
    const book = { ...gap, id: 'b', channel: 'book', cause: 'checksum' } as const
    for (const each of [gap, book, { ...gap, recovered: 1 }, { ...book, repairedBy: 'snapshot' } as const]) r.send(each)
    expect(await r.gaps({ limit: 9 })).toEqual([
      { ...gap, recovered: 1 },
      { ...book, repairedBy: 'snapshot' },
    ])
    expect(await r.gaps({ limit: 9, open: true, instrument: BTC })).toMatchObject([{ id: 'a' }])
    expect(await r.gaps({ limit: 9, from: START + 101 })).toEqual([])
    expect(await r.gaps({ limit: 9, to: START })).toEqual([])
    await expect(r.gaps({ limit: 0 })).rejects.toThrow('limit: 0: use a whole number from 1 to 2000')
    await expect(r.gaps({ limit: 1, from: 5, to: 5 })).rejects.toThrow('to: 5: use a time after from, which is 5')
    await expect(r.gaps({ limit: 1, from: 0.5 })).rejects.toThrow('from: 0.5: use milliseconds since 1970, UTC')
  })

  it('answers with recorded books, those still waiting included, and refuses a range without an end', async () => {
    const r = start()
    for (const at of [100, 200, 1_100]) r.send(bookAt(START + at, 1, 2))
    const request = { instrument: BTC, from: START, to: START + 2_000, maxColumns: 2, depth: 1 }
    const books = await r.bookHistory(request)
    expect(books.map(({ receivedTime, bids, asks }) => [receivedTime, bids.length, asks.length])).toEqual([
      [START + 200, 1, 1],
      [START + 1_100, 1, 1],
    ])
    await expect(r.bookHistory({ ...request, to: START })).rejects.toThrow('to: ')
  })

  it('tells the feed once for each market how far its bars go, before it has any new one', () => {
    const r = start()
    r.send(candle(START))
    r.clock.advance(20_000)
    r.list([BTC, 'binance:NEW/USDT'])
    r.send(candle(START + 60_000))
    r.clock.advance(20_000)
    r.list([BTC])
    expect(r.answered).toEqual([{ type: 'recorded', markets: [{ instrument: BTC, until: START + 60_000 }] }])
  })

  it('keeps closed candles to the last digit and answers history with them', async () => {
    const r = start()
    r.send(candle(START))
    r.send({ ...candle(START + 60_000), closed: false })
    expect(await r.candles()).toEqual([
      {
        instrument: BTC,
        timeframe: '1m',
        openTime: START,
        open: '1',
        high: '2',
        low: '0.5',
        close: '1.5',
        volume: '3',
        trades: 4,
        closed: true,
      },
    ])
  })

  it('forgets what is older than its limit, and not a millisecond sooner', async () => {
    const r = start()
    r.send(candle(START - 90 * DAY + 10_000))
    r.send(candle(START - 90 * DAY + 10_001))
    r.clock.advance(10_000)
    expect(await r.candles()).toHaveLength(2)
    r.clock.advance(10_000)
    r.send(candle(START))
    expect((await r.candles()).map((row) => row.openTime)).toEqual([START])
  })

  it('loses nothing while the disk refuses, says so once, and writes all of it afterwards', async () => {
    let broken = true
    const r = start((store) => ({
      ...store,
      write: (events) => {
        if (broken) throw new Error('disk full')
        store.write(events)
      },
    }))
    for (let i = 0; i < 5; i += 1) {
      r.send(candle(START + i * 60_000))
      r.clock.advance(1_000)
    }
    expect(r.alerts).toEqual([expect.stringContaining('critical: market data cannot be written')])
    broken = false
    r.clock.advance(1_000)
    expect(await r.candles()).toHaveLength(5)
    expect(r.alerts).toHaveLength(2)
  })

  it('refuses a timeframe or limit that it does not know, by name', async () => {
    const r = start()
    await expect(r.ask({ timeframe: '2m', limit: 1 })).rejects.toThrow(/timeframe: 2m: use one of/)
    await expect(r.ask({ timeframe: '1m', limit: 0 })).rejects.toThrow(/limit: 0: use a whole number/)
  })
})
