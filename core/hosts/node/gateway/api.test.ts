import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type {
  AgedRow,
  BookMetricsRow,
  BookRow,
  CacheRow,
  FeatureRow,
  CandleRow,
  FillRow,
  HostStatus,
  JournalRow,
  OrderRow,
  OverridesRow,
  PortfolioRow,
  PositionRow,
  ScheduleRow,
  SignalRow,
  VenueState,
} from '../../../contract/index.ts'
import type { CommandResult } from '../../../domain/index.ts'
import { Programs, type Server } from '../../../testing/program.ts'
import { QUICK_CONFIG } from '../../../testing/quick-config.ts'

const BTC = 'binance:BTC/USDT'
const DECIMAL = /^-?\d+(\.\d+)?$/
const PATIENCE = { timeout: 15_000, interval: 30 }

const programs = new Programs()
let server: Server

beforeAll(async () => {
  await programs.build()
  const folder = programs.folder()
  const config = join(folder, 'config.json')
  // A person decides, and in his own time: nothing runs out while the test looks.
  writeFileSync(config, JSON.stringify({ ...QUICK_CONFIG, approval: { maxDriftBps: 1_000, timeToLiveMs: 600_000 } }))
  server = await programs.serve(['--demo', 'market', '--config', config, '--data', join(folder, 'data')])
  await vi.waitFor(async () => expect(await server.get('/book/binance/BTC-USDT')).toMatchObject({ state: 'live' }), PATIENCE)
}, 150_000)
afterAll(() => programs.close())

let commands = 0
const send = (command: Record<string, unknown>): Promise<CommandResult> => {
  commands += 1
  return server.command<CommandResult>({ id: `api-${String(commands)}`, ...command })
}
const buy = (quantity: string, more: Record<string, unknown> = {}): Promise<CommandResult> =>
  send({ type: 'SubmitOrder', instrument: BTC, side: 'buy', orderType: 'market', quantity, ...more })
const orders = (): Promise<OrderRow[]> => server.get<OrderRow[]>('/orders')
const settled = (id: string): Promise<OrderRow> =>
  vi.waitFor(async () => {
    const order = (await orders()).find((row) => row.id === id)
    expect(order?.state).toBe('filled')
    return order as OrderRow
  }, PATIENCE)
const orderIdOf = (answer: CommandResult): string => {
  expect(answer).toMatchObject({ ok: true, orderIds: [expect.any(String)] })
  return answer.ok ? (answer.orderIds[0] ?? '') : ''
}

/** Every value under these names is exact decimal text, wherever it stands. */
function expectDecimals(value: unknown, names: readonly string[]): void {
  let seen = 0
  JSON.stringify(value, (key: string, inner: unknown) => {
    if (names.includes(key)) {
      seen += 1
      expect(inner, key).toMatch(DECIMAL)
    }
    return inner
  })
  expect(seen).toBeGreaterThan(0)
}

describe('market data', () => {
  it('health and status tell of every service', async () => {
    const health = await server.get<{ status: string; services: { service: string; state: string }[] }>('/health')
    expect(health.status).toBe('ok')
    expect(health.services.map(({ service }) => service).sort()).toEqual(['feed', 'recorder', 'research', 'strategy', 'trader'])
    const status = await server.get<HostStatus>('/status')
    expect(status).toMatchObject({
      environment: 'paper',
      source: 'demo market',
      sourceNote: expect.stringContaining('simulated'),
    })
    expect(status.exchanges[0]?.endpoint).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
    expect(status.exchanges).toMatchObject([{ id: 'binance', sequenceCheck: true }])
    // The first measurement of a clock takes a few requests.
    await vi.waitFor(
      async () =>
        expect((await server.get<{ exchanges: VenueState[] }>('/status')).exchanges[0]?.clockOffset).toEqual(expect.any(Number)),
      PATIENCE,
    )
  })

  it('gives a book in every spelling of the symbol, best first, never crossed, as deep as asked', async () => {
    for (const symbol of ['BTC-USDT', 'BTC/USDT', 'BTC%2FUSDT']) {
      const book = await server.get<BookRow>(`/book/binance/${symbol}?depth=7`)
      expect(book.instrument).toBe(BTC)
      for (const [side, sign] of [[book.bids, -1] as const, [book.asks, 1] as const]) {
        expect(side).toHaveLength(7)
        for (const level of side) for (const text of level) expect(text).toMatch(DECIMAL)
        const prices = side.map(([price]) => Number(price))
        expect(prices).toEqual([...prices].sort((a, b) => sign * (a - b)))
      }
      expect(Number(book.bids[0]?.[0])).toBeLessThan(Number(book.asks[0]?.[0]))
    }
  })

  it('gives gaps by market, time and state, and says what is wrong with a question', async () => {
    expect(await server.get('/gaps?exchange=binance&symbol=BTC/USDT&open=true&from=0&limit=5')).toEqual(expect.any(Array))
    expect(await server.get('/gaps')).toEqual(expect.any(Array))
    for (const [query, field] of [
      ['instrument=binance:NO/SUCH', 'exchange/symbol'],
      ['instrument=binance:BTC/USDT&exchange=binance', 'instrument'],
      ['exchange=binance', 'symbol'],
      ['open=yes', 'open'],
      ['from=yesterday', 'from'],
      ['from=10&to=10', 'to'],
      ['limit=0', 'limit'],
      ['since=5', 'since'],
    ]) {
      await expect(server.get(`/gaps?${String(query)}`)).rejects.toThrow(`400: {"error":{"field":"${String(field)}"`)
    }
  })

  it('gives the newest quote, bins and metrics with their age, and counts the answers by freshness', async () => {
    const query = '?exchange=binance&symbol=BTC/USDT'
    const found = await vi.waitFor(async () => {
      const row = await server.get<BookMetricsRow>(`/book-metrics${query}`)
      expect(row.bins).not.toBeNull()
      expect(row.metrics).toMatchObject({ cumulativeDelta: expect.stringMatching(DECIMAL) })
      return row
    }, PATIENCE)
    expect(found.instrument).toBe(BTC)
    expect(found.bins?.bins.map(({ bps }) => bps)).toEqual([5, 10, 25])
    expect((found.bins?.receivedTime ?? 1) % 100).toBe(0)
    expectDecimals(found.bins, ['volume'])
    for (const row of [
      found.bins,
      found.metrics,
      await server.get<AgedRow>(`/quote${query}`),
      await server.get<AgedRow>('/book/binance/BTC-USDT'),
    ])
      expect(row).toMatchObject({ age: expect.any(Number), fresh: expect.any(Boolean) })
    expect(found.bins?.fresh).toBe(true)
    await server.get(`/candles${query}`)
    const indicators = await server.get<AgedRow & { indicators: FeatureRow[] }>(`/indicators${query}`)
    expect(indicators).toMatchObject({ fresh: true })
    expect(indicators.indicators[0]).toMatchObject({ instrument: BTC, feature: expect.any(String), asOf: expect.any(Number) })
    const cache = await server.get<{ feed: CacheRow[]; recorder: CacheRow[]; strategy: CacheRow[] }>('/cache')
    expect(cache.strategy).toMatchObject([{ tier: 'indicator', freshFor: 300_000, misses: 0 }])
    expect(cache.feed).toContainEqual(expect.objectContaining({ tier: 'metrics', freshFor: 60_000, stale: 0 }))
    expect(cache.feed.find(({ tier }) => tier === 'metrics')?.hits).toBeGreaterThan(1)
    expect(cache.recorder).toContainEqual(expect.objectContaining({ tier: 'marketSnapshot', freshFor: 60_000 }))
  })

  it('gives candles oldest first, no more than asked, in the range asked', async () => {
    const path = '/candles?exchange=binance&symbol=BTC/USDT&timeframe=1m'
    const candles = await vi.waitFor(async () => {
      const rows = await server.get<CandleRow[]>(`${path}&limit=20`)
      expect(rows).toHaveLength(20)
      return rows
    }, PATIENCE)
    expectDecimals(candles, ['open', 'high', 'low', 'close', 'volume'])
    const times = candles.map(({ openTime }) => openTime)
    expect(times).toEqual(times.map((_, index) => (times[0] ?? 0) + index * 60_000))
    for (const { high, low, open, close } of candles) {
      expect(Number(high)).toBeGreaterThanOrEqual(Math.max(Number(open), Number(close)))
      expect(Number(low)).toBeLessThanOrEqual(Math.min(Number(open), Number(close)))
    }
    const [from, to] = [times[3] ?? 0, times[6] ?? 0]
    const range = await server.get<CandleRow[]>(`${path}&from=${String(from)}&to=${String(to)}`)
    expect(range.map(({ openTime }) => openTime)).toEqual(times.slice(3, 7))
  })
})

describe('from an order to the books', () => {
  it('answers one command once: the same id again gets the same answer and makes no second order', async () => {
    const command = { type: 'SubmitOrder', id: 'same-id', instrument: BTC, side: 'buy', orderType: 'market', quantity: '0.002' }
    const first = await server.command<CommandResult>(command)
    const again = await Promise.all([1, 2, 3].map(() => server.command<CommandResult>(command)))
    for (const answer of again) expect(answer).toEqual(first)
    const other = await server.command<CommandResult>({ ...command, quantity: '0.5' })
    expect(other).toEqual(first)
    await settled(orderIdOf(first))
    expect((await orders()).filter(({ purpose }) => purpose === 'manual')).toHaveLength(1)
  })

  it('shows order, fills, position and portfolio that agree to the last digit', async () => {
    const order = await settled(orderIdOf(await buy('0.003')))
    expectDecimals(order, ['quantity', 'filled', 'filledNotional', 'fee'])
    const fills = (await server.get<FillRow[]>('/fills')).filter(({ orderId }) => orderId === order.id)
    expectDecimals(fills, ['price', 'quantity', 'fee'])
    expect(fills.every(({ environment, side }) => environment === 'paper' && side === 'buy')).toBe(true)
    const positions = await server.get<PositionRow[]>('/positions')
    expectDecimals(positions, ['quantity', 'costBasis', 'realisedPnl', 'fees', 'averagePrice', 'markPrice', 'unrealisedPnl'])
    const portfolio = await server.get<PortfolioRow>('/portfolio')
    expectDecimals(portfolio, ['cash', 'equity', 'marketValue', 'fees', 'startingEquity', 'dayPnl', 'realisedPnl'])
    expect(portfolio.environment).toBe('paper')
    const [position] = positions
    expect(position).toMatchObject({ instrument: BTC, quantity: '0.005' })
    expect(Number(portfolio.fees)).toBeGreaterThan(0)
    expect(portfolio.fees).toBe(position?.fees)
  })

  it('takes the newest first and as many as asked', async () => {
    const all = await server.get<FillRow[]>('/fills')
    expect(all.length).toBeGreaterThan(1)
    expect(await server.get('/fills?limit=1')).toEqual(all.slice(0, 1))
    expect(await server.get('/fills?instrument=binance:ETH/USDT')).toEqual([])
  })

  it('refuses with 409 and a reason what cannot be done', async () => {
    expect(await buy('900')).toMatchObject({ ok: false, code: 'risk', message: expect.stringContaining('available-cash') })
    expect(await buy('0.001', { instrument: 'binance:NOPE/USDT' })).toMatchObject({ ok: false, code: 'unknown-instrument' })
    expect(await buy('0.001', { orderType: 'limit' })).toMatchObject({ ok: false, code: 'limit-price' })
    expect(await send({ type: 'CancelOrder', orderId: 'nobody' })).toMatchObject({ ok: false, code: 'unknown-order' })
    expect(await send({ type: 'ApproveSignal', signalId: 'nobody' })).toMatchObject({ ok: false, code: 'unknown-signal' })
    const { status } = await fetch(`${server.api}/commands`, {
      method: 'POST',
      headers: { authorization: `Bearer ${server.token}` },
      body: JSON.stringify({ type: 'CancelOrder', id: 'status-409', orderId: 'nobody' }),
    })
    expect(status).toBe(409)
  })

  it('reserves cash for a working order and gives it back when it is cancelled', async () => {
    const { bids } = await server.get<BookRow>('/book/binance/BTC-USDT')
    const limitPrice = (Number(bids[0]?.[0]) * 0.97).toFixed(2)
    const id = orderIdOf(await buy('0.01', { orderType: 'limit', limitPrice }))
    const state = async (): Promise<string | undefined> => (await orders()).find((row) => row.id === id)?.state
    await vi.waitFor(async () => expect(await state()).toBe('accepted'), PATIENCE)
    expect(Number((await server.get<PortfolioRow>('/portfolio')).reserved)).toBeCloseTo(Number(limitPrice) * 0.01 * 1.001, 6)
    expect(await send({ type: 'CancelOrder', orderId: id })).toMatchObject({ ok: true })
    await vi.waitFor(async () => expect(await state()).toBe('cancelled'), PATIENCE)
    expect((await server.get<PortfolioRow>('/portfolio')).reserved).toBe('0')
  })

  it('places an order slice by slice, shows how far it is, and takes back one that waits for its price', async () => {
    const answer = await buy('0.003', { schedule: { kind: 'twap', slices: 2, duration: 2_000 } })
    const first = await settled(orderIdOf(answer))
    const shown = await vi.waitFor(async () => {
      const row = (await server.get<ScheduleRow[]>('/schedules')).find(({ id }) => id === first.schedule)
      expect(row?.state).toBe('ended')
      return row
    }, PATIENCE)
    expect(shown).toMatchObject({ kind: 'twap', placed: 2, quantity: '0.003', sentQuantity: '0.003', filled: '0.003' })
    expectDecimals(shown, ['sliceQuantity', 'sentQuantity', 'filled'])
    expect(await send({ type: 'CancelSchedule', scheduleId: shown?.id })).toMatchObject({ ok: false, code: 'schedule-ended' })
    const { asks } = await server.get<BookRow>('/book/binance/BTC-USDT')
    const at = (factor: number): string => (Number(asks[0]?.[0]) * factor).toFixed(2)
    const stop = { orderType: 'stop-limit', stopPrice: at(1.03), limitPrice: at(1.04) }
    expect(await buy('0.004', { ...stop, stopPrice: at(0.97) })).toMatchObject({ ok: false, code: 'triggers-now' })
    const orderId = orderIdOf(await buy('0.004', stop))
    const state = async (): Promise<string | undefined> => (await orders()).find(({ id }) => id === orderId)?.state
    await vi.waitFor(async () => expect(await state()).toBe('accepted'), PATIENCE)
    expect(await send({ type: 'CancelOrder', orderId })).toMatchObject({ ok: true })
    await vi.waitFor(async () => expect(await state()).toBe('cancelled'), PATIENCE)
  })

  it('flattens everything', async () => {
    expect(await send({ type: 'Flatten' })).toMatchObject({ ok: true })
    await vi.waitFor(async () => expect((await server.get<PositionRow[]>('/positions'))[0]?.quantity).toBe('0'), PATIENCE)
    const portfolio = await server.get<PortfolioRow>('/portfolio')
    expect(portfolio).toMatchObject({ marketValue: '0', unrealisedPnl: '0', equity: portfolio.cash })
  })
})

describe('signals', () => {
  const pending = (): Promise<SignalRow> =>
    vi.waitFor(async () => {
      const found = (await server.get<SignalRow[]>('/signals')).find(({ state }) => state === 'PENDING')
      expect(found).toBeDefined()
      return found as SignalRow
    }, PATIENCE)

  it('come with reasons, votes and every risk rule, and wait', async () => {
    const signal = await pending()
    expectDecimals(signal, ['entry', 'stop', 'target', 'quantity'])
    expect(signal.reasoning.length).toBeGreaterThan(0)
    expect(signal.votes[0]).toMatchObject({ strategy: 'book-imbalance', stance: 'long' })
    expect(signal.checks.length).toBeGreaterThan(10)
    expect(signal).toMatchObject({ mode: 'manual', expiresAt: expect.any(Number) })
    expect(signal.orderId).toBeUndefined()
  })

  it('can be rejected once', async () => {
    const { id } = await pending()
    expect(await send({ type: 'RejectSignal', signalId: id, reason: 'not now' })).toMatchObject({ ok: true })
    expect(await send({ type: 'ApproveSignal', signalId: id })).toMatchObject({ ok: false, code: 'not-pending' })
    const signals = await server.get<SignalRow[]>('/signals')
    expect(signals.find((row) => row.id === id)).toMatchObject({ state: 'REJECTED', decidedBy: 'api', reason: 'not now' })
    const { signals: rows, by } = await server.get<OverridesRow>('/overrides')
    expect(by).toBe('reason')
    expect(rows.find(({ signalId }) => signalId === id)).toMatchObject({ outcome: 'rejected', reason: 'not now' })
  })

  it('lead to one order when approved, with the story in the journal', async () => {
    // A signal may be superseded in the moment between seeing and approving it.
    const { signalId, orderId } = await vi.waitFor(async () => {
      const signal = await pending()
      return { signalId: signal.id, orderId: orderIdOf(await send({ type: 'ApproveSignal', signalId: signal.id })) }
    }, PATIENCE)
    expect(await settled(orderId)).toMatchObject({ signalId, purpose: 'entry', strategy: 'book-imbalance' })
    const story = (await server.get<JournalRow[]>('/journal?limit=2000')).filter(({ payload }) =>
      JSON.stringify(payload).includes(signalId),
    )
    const types = story.filter(({ kind }) => kind === 'event').map(({ type }) => type)
    expect(types.indexOf('SignalCreated')).toBeLessThan(types.indexOf('OrderCreated'))
    expect(types.filter((type) => type === 'OrderCreated')).toHaveLength(1)
  })

  it('a halt stops entries, and a rearm lets them again', async () => {
    expect(await send({ type: 'Kill' })).toMatchObject({ ok: true })
    expect(await buy('0.001')).toMatchObject({ ok: false, code: 'risk', message: expect.stringContaining('trading-active') })
    expect((await server.get<SignalRow[]>('/signals')).filter(({ state }) => state === 'PENDING')).toEqual([])
    expect(await send({ type: 'Rearm' })).toMatchObject({ ok: true })
    await settled(orderIdOf(await buy('0.001')))
  })
})

describe('the journal', () => {
  it('is one unbroken sequence that can be read in pieces', async () => {
    const all: JournalRow[] = []
    for (;;) {
      const page = await server.get<JournalRow[]>(`/journal?after=${String(all.at(-1)?.sequence ?? 0)}&limit=50`)
      all.push(...page)
      if (page.length === 0 || all.length > 300) break
    }
    expect(all.map(({ sequence }) => sequence)).toEqual(all.map((_, index) => index + 1))
    for (const row of all) {
      if (row.kind === 'input') expect(row.cause).toBe(row.sequence)
      else expect(row.cause).toBeLessThan(row.sequence)
    }
  })
})
