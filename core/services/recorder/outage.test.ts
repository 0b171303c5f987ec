import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { sqliteMarketReader, sqliteMarketStore } from '../../adapters/sqlite/index.ts'
import { API_METHODS, connectApi, type TraderApi } from '../../contract/index.ts'
import { type MarketEvent, millis, type Trade } from '../../domain/index.ts'
import type { MarketStore } from '../../ports/index.ts'
import { barRules, Recording } from '../../recording/index.ts'
import { simulatedClock } from '../../simulation/clock/index.ts'
import { ALL, all, book, trade } from '../../testing/market-database.ts'
import { BTC, bookAt, instrumentOf, quoteAt } from '../../testing/market-facts.ts'
import { portPair, serviceContext } from '../../testing/service-context.ts'
import { startPaperTrader } from '../trader-paper/index.ts'
import { startRecorder } from './recorder.ts'
import { Writing } from './writing.ts'

const START = 1_700_000_000_000
const damaged = ({ reason }: { readonly reason: string }): never => {
  throw new Error(reason)
}

let folder = ''
const closing: (() => Promise<void>)[] = []
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sentinel-outage-'))
})
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
  rmSync(folder, { recursive: true })
})

/** Recorder and paper trader, joined as the host joins them, fed by hand. */
async function recorderAndTrader(maxBytes?: number) {
  const clock = simulatedClock(millis(START))
  const file = join(folder, 'market.db')
  const store = sqliteMarketStore(file, { bars: barRules, damaged, ...(maxBytes === undefined ? {} : { maxBytes }) })
  const recorder = serviceContext({ clock, dataDir: folder, config: { recording: { bookCadenceMs: 1 } } })
  const trader = serviceContext({ clock, dataDir: folder })
  const recording = startRecorder(recorder.context, store, sqliteMarketReader(file))
  const trading = await startPaperTrader(trader.context)
  closing.push(
    () => recording.stop(),
    () => trading.stop(),
  )
  const [atRecorder, atTrader] = portPair()
  trader.join('recorder', atTrader)
  recorder.join('trader', atRecorder)
  const feeds = [recorder, trader].map((service) => {
    const [feed, end] = portPair()
    service.join('feed', end)
    return feed
  })
  let batch = 0
  const send = (...events: readonly MarketEvent[]): void => {
    batch += 1
    for (const feed of feeds) feed.send({ type: 'events', batch, events })
  }
  for (const feed of feeds) feed.send({ type: 'instruments', instruments: [instrumentOf('BTC/USDT', '0.01')] })
  const api = connectApi<TraderApi>(API_METHODS.trader, trader.connect(), { clock })
  let orders = 0
  return {
    clock,
    store,
    file,
    send,
    alerts: recorder.alerts,
    /** The rules that refuse a purchase now. */
    refusals: async (): Promise<string> => {
      const now = Number(clock.now())
      send({ ...bookAt(now, 5, 5), ...quoteTimes(now) }, quoteAt(now, 99.99, 100.01))
      orders += 1
      const order = { side: 'buy', orderType: 'limit', quantity: '0.1', limitPrice: '99' }
      const answer = await api.command({ type: 'SubmitOrder', id: `o${String(orders)}`, instrument: BTC.id, ...order }, 'test')
      return answer.ok ? '' : answer.message
    },
  }
}
const quoteTimes = (at: number) => ({ exchangeTime: millis(at), receivedTime: millis(at) })

async function stored(file: string): Promise<readonly Trade[]> {
  const reader = sqliteMarketReader(file, damaged)
  const trades = await all(reader.trades(ALL))
  await reader.close()
  return trades
}

describe('while the market database cannot be written', () => {
  it('because the disk is full, facts wait, a person and the trader know it, and afterwards all is there', async () => {
    const r = await recorderAndTrader(1_000_000)
    const sent: Trade[] = []
    for (let step = 0; r.alerts.length === 0 && step < 5_000; step += 1) {
      const at = START + step * 20
      const next = trade(at, { id: String(step) })
      sent.push(next)
      r.send(book(at), book(at + 5), book(at + 10), next)
      r.clock.advance(20)
    }
    expect(r.alerts).toEqual([expect.stringMatching(/^critical: market data cannot be written .*full.* no entries leave/)])
    expect(await r.refusals()).toContain('market-data-writable: not writable')
    r.clock.advance(5_000)
    expect(r.alerts).toHaveLength(1)
    expect(r.store.forgetOldest()).toBe('books')
    r.clock.advance(1_000)
    expect(r.alerts.slice(1)).toEqual(['info: market data is written again; nothing was lost'])
    expect(await r.refusals()).toBe('')
    expect(await stored(r.file)).toEqual(sent)
  })

  it('because another program locks it, the same', async () => {
    const r = await recorderAndTrader()
    const trades = [...Array(30).keys()].map((index) => trade(START + index * 100, { id: String(index) }))
    expect(await r.refusals()).toBe('')
    const other = new Database(r.file)
    other.exec('BEGIN EXCLUSIVE')
    for (const each of trades) {
      r.send(each)
      r.clock.advance(100)
    }
    expect(r.alerts).toEqual([
      expect.stringContaining('critical: market data cannot be written (SqliteError: database is locked)'),
    ])
    expect(await r.refusals()).toContain('market-data-writable: not writable')
    expect(await stored(r.file)).toEqual([])
    other.exec('COMMIT')
    other.close()
    r.clock.advance(1_000)
    expect(r.alerts.slice(1)).toEqual(['info: market data is written again; nothing was lost'])
    expect(await r.refusals()).toBe('')
    expect(await stored(r.file)).toEqual(trades)
  })

  it('for longer than memory lasts, what is lost is counted, told and recorded as gaps', async () => {
    const clock = simulatedClock(millis(START))
    const { context, alerts } = serviceContext({ clock, dataDir: folder })
    const file = join(folder, 'market.db')
    const store = sqliteMarketStore(file, { bars: barRules, damaged })
    closing.push(() => {
      store.close()
      return Promise.resolve()
    })
    let broken = true
    const breakable: MarketStore = {
      ...store,
      write: (events) => {
        if (broken) throw new Error('no space')
        store.write(events)
      },
    }
    const recording = new Recording({ bookCadenceMs: 1, bookDepth: 20, most: 1_000 })
    const writing = new Writing(context, breakable, recording)
    for (let step = 0; step < 2_000; step += 1) {
      writing.take(trade(START + step, { id: String(step) }))
      if (step % 100 === 0) writing.take(book(START + step))
      if (step === 10) writing.flush()
      expect(recording.size).toBeLessThanOrEqual(1_000)
    }
    broken = false
    clock.advance(1_000)
    writing.flush()
    const trades = await stored(file)
    const reader = sqliteMarketReader(file, damaged)
    const gaps = await reader.gaps({ limit: 10 })
    const books = await all(reader.books(ALL))
    await reader.close()
    expect(trades.at(-1)?.id).toBe('1999')
    const lost = 2_000 - trades.length
    const lostBooks = 20 - books.length
    expect(gaps).toMatchObject([
      { channel: 'trades', missingCount: lost, startTime: START, endTime: START + lost - 1, recovered: 0 },
      { channel: 'book', missingCount: lostBooks, startTime: START },
    ])
    for (const { cause } of gaps) expect(cause).toBe('not recorded: the database could not be written')
    expect(gaps.every(({ repairedBy }) => repairedBy === undefined)).toBe(true)
    const dropped = lost + lostBooks
    expect(recording.dropped).toBe(dropped)
    expect(alerts.at(-1)).toBe(
      `warning: market data is written again; ${String(dropped)} facts found no room in memory and are recorded as gaps`,
    )
  })
})
