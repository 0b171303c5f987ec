import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { FillRow, OrderRow, PortfolioRow, PositionRow, SignalRow } from '../../core/contract/index.ts'
import { Programs, type Server } from '../../core/testing/program.ts'
import { QUICK_CONFIG } from '../../core/testing/quick-config.ts'
import { launchChromium } from './chromium.ts'
import { cardOf, decideOn, PATIENCE } from './deciding.ts'
import { approveOn, openTerminal, panel, titles, watchPage } from './terminal-page.ts'

/** What must be the same before and after a restart. */
interface Books {
  readonly orders: readonly OrderRow[]
  readonly fills: readonly FillRow[]
  readonly signals: readonly SignalRow[]
  readonly positions: readonly Partial<PositionRow>[]
  readonly portfolio: Partial<PortfolioRow>
}

/** The account without what the market moves from one moment to the next. */
async function booksOf(server: Server): Promise<Books> {
  const [orders, fills, signals, positions, portfolio] = await Promise.all([
    server.get<OrderRow[]>('/orders'),
    server.get<FillRow[]>('/fills'),
    server.get<SignalRow[]>('/signals'),
    server.get<PositionRow[]>('/positions'),
    server.get<PortfolioRow>('/portfolio'),
  ])
  const { cash, reserved, realisedPnl, fees, startingEquity } = portfolio
  return {
    orders,
    fills,
    signals,
    positions: positions.map(
      ({ instrument, quantity, costBasis, realisedPnl: realised, fees: paid, stop, target, averagePrice }) => ({
        instrument,
        quantity,
        costBasis,
        realisedPnl: realised,
        fees: paid,
        ...(stop === undefined ? {} : { stop }),
        ...(target === undefined ? {} : { target }),
        ...(averagePrice === undefined ? {} : { averagePrice }),
      }),
    ),
    portfolio: { cash, reserved, realisedPnl, fees, startingEquity },
  }
}

describe('a person at the terminal', () => {
  const programs = new Programs()
  const folder = programs.folder()
  const args = ['--demo', 'market', '--speed', '2', '--config', join(folder, 'config.json'), '--data', join(folder, 'data')]
  let browser: Browser
  let page: Page
  let server: Server
  let watch: ReturnType<typeof watchPage>
  let approved: SignalRow
  let switched = 0

  beforeAll(async () => {
    await programs.build()
    // Signals outlast the test unless somebody decides, and one market is enough to watch.
    const approval = { maxDriftBps: 1_000, timeToLiveMs: 600_000 }
    writeFileSync(join(folder, 'config.json'), JSON.stringify({ ...QUICK_CONFIG, approval }))
    ;[browser, server] = await Promise.all([launchChromium(), programs.serve(args)])
    page = await browser.newPage({ viewport: { width: 1600, height: 1000 } })
    watch = watchPage(page)
    await openTerminal(page, server.url)
  })
  afterAll(async () => {
    await browser.close()
    await programs.close()
  })

  const signals = (): Promise<SignalRow[]> => server.get<SignalRow[]>('/signals')
  const orderOf = async (signalId: string): Promise<OrderRow | undefined> =>
    (await server.get<OrderRow[]>('/orders')).find((order) => order.signalId === signalId)
  /** Off, the strategy neither proposes nor sells what was bought, and the books stand still to be compared. */
  const strategies = async (enabled: boolean): Promise<void> => {
    const id = `strategies-${String((switched += 1))}`
    const command = { type: 'SetStrategyEnabled', id, strategy: 'book-imbalance', enabled }
    expect(await server.command(command)).toMatchObject({ ok: true })
  }
  const card = (id: string): Locator => cardOf(page, id)

  const decide = (act: (signal: SignalRow) => Promise<void>, outcome: SignalRow['state']): Promise<SignalRow> =>
    decideOn({ page, server }, act, outcome)

  it('sees that it is paper and what the prices are', async () => {
    expect(await page.getByTestId('mode').textContent()).toBe('PAPER')
    expect(await page.getByTestId('source').textContent()).toContain('simulated')
    await expect.poll(() => page.getByTestId('connection').getAttribute('data-phase'), PATIENCE).toBe('connected')
  })

  it('watches the prices of every market move', async () => {
    for (const symbol of ['BTC/USDT', 'ETH/USDT', 'SOL/USDT']) {
      const price = page.getByTestId(`last-${symbol}`)
      const before = await price.textContent(PATIENCE)
      await expect.poll(() => price.textContent(), PATIENCE).toMatch(/^[\d,]+\.\d+$/)
      await expect.poll(() => price.textContent(), PATIENCE).not.toBe(before)
    }
  })

  it('approves a signal with the mouse and sees its order, fills, position and P&L to the last digit', async () => {
    await vi.waitFor(async () => {
      expect((await signals()).filter(({ state }) => state === 'PENDING').length).toBeGreaterThan(1)
    }, PATIENCE)
    await strategies(false)
    approved = await decide((signal) => approveOn(card(signal.id)), 'APPROVED')
    expect(approved.decidedBy).toBe('user')
    const order = await vi.waitFor(async () => {
      const found = await orderOf(approved.id)
      expect(found?.state).toBe('filled')
      return found as OrderRow
    }, PATIENCE)
    await expect.poll(() => card(approved.id).getAttribute('data-state'), PATIENCE).toBe('APPROVED')

    await panel(page, 'orders')
    await expect.poll(() => page.getByTestId(`order-${order.id}`).textContent(), PATIENCE).toContain('filled')
    expect(await titles(page.getByTestId(`order-${order.id}`))).toEqual(expect.arrayContaining([order.quantity, order.filled]))

    await panel(page, 'fills')
    const fills = (await server.get<FillRow[]>('/fills')).filter(({ orderId }) => orderId === order.id)
    expect(fills.length).toBeGreaterThan(0)
    for (const fill of fills)
      await expect
        .poll(() => titles(page.getByTestId(`fill-${fill.id}`)), PATIENCE)
        .toEqual(expect.arrayContaining([fill.quantity, fill.price, fill.fee, order.id]))

    await panel(page, 'positions')
    const position = (await server.get<PositionRow[]>('/positions')).find(({ instrument }) => instrument === order.instrument)
    expect(position?.quantity).toBe(order.filled)
    await expect
      .poll(() => titles(page.getByTestId(`position-${order.instrument}`)), PATIENCE)
      .toEqual(expect.arrayContaining([position?.quantity, position?.averagePrice, position?.stop, position?.target]))

    await panel(page, 'pnl')
    const { cash, fees, realisedPnl } = await server.get<PortfolioRow>('/portfolio')
    await expect.poll(() => titles(page.getByTestId('pnl')), PATIENCE).toEqual(expect.arrayContaining([cash, fees, realisedPnl]))
    // The market moves this one, so page and interface are asked until they are asked at the same moment.
    await vi.waitFor(async () => {
      const { unrealisedPnl, equity } = await server.get<PortfolioRow>('/portfolio')
      expect(await titles(page.getByTestId('pnl'))).toEqual(expect.arrayContaining([unrealisedPnl, equity]))
    }, PATIENCE)
  })

  it('rejects a signal with a key, and no key does anything while trading keys are off', async () => {
    const before = await server.get<OrderRow[]>('/orders')
    expect(await page.getByTestId('trading-keys').getAttribute('aria-pressed')).toBe('false')
    await page.keyboard.press('a')
    await page.keyboard.press('r')
    await page.getByTestId('trading-keys').click()
    const rejected = await decide(() => page.keyboard.press('r'), 'REJECTED')
    expect(rejected.decidedBy).toBe('user')
    await expect.poll(() => card(rejected.id).getAttribute('data-state'), PATIENCE).toBe('REJECTED')
    expect(await orderOf(rejected.id)).toBeUndefined()
    expect((await signals()).filter(({ state }) => state === 'REJECTED')).toHaveLength(1)
    const entries = (rows: OrderRow[]): number => rows.filter(({ side }) => side === 'buy').length
    expect(entries(await server.get<OrderRow[]>('/orders'))).toBe(entries(before))
    await page.getByTestId('trading-keys').click()
  })

  it('halts everything with one button and sees it', async () => {
    await strategies(true)
    await vi.waitFor(async () => expect((await signals()).some(({ state }) => state === 'PENDING')).toBe(true), PATIENCE)
    await strategies(false)
    await page.getByTestId('kill').click()
    await page.getByTestId('halted').waitFor(PATIENCE)
    const refused = await server.command({
      type: 'SubmitOrder',
      id: 'halted',
      instrument: 'binance:BTC/USDT',
      side: 'buy',
      orderType: 'market',
      quantity: '0.001',
    })
    expect(refused).toMatchObject({ ok: false, code: 'risk' })
    expect((await signals()).filter(({ state }) => state === 'PENDING')).toEqual([])
  })

  it('reloads and finds everything there', async () => {
    await page.reload()
    await page.getByTestId('halted').waitFor(PATIENCE)
    const order = (await orderOf(approved.id)) as OrderRow
    await panel(page, 'orders')
    await expect.poll(() => titles(page.getByTestId(`order-${order.id}`)), PATIENCE).toContain(order.filled)
    await panel(page, 'pnl')
    await expect.poll(() => titles(page.getByTestId('pnl')), PATIENCE).toContain((await booksOf(server)).portfolio.cash)
  })

  it('finds the same books after a kill and a new start, and goes on by itself', async () => {
    const before = await booksOf(server)
    expect(before.fills.length).toBeGreaterThan(0)
    await server.end('SIGKILL')
    await page.getByTestId('disconnected').waitFor(PATIENCE)
    server = await programs.serve(args)
    expect(await booksOf(server)).toEqual(before)

    await openTerminal(page, server.url)
    await page.getByTestId('halted').waitFor(PATIENCE)
    await panel(page, 'fills')
    for (const fill of before.fills) await page.getByTestId(`fill-${fill.id}`).waitFor(PATIENCE)
    await panel(page, 'pnl')
    await expect.poll(() => titles(page.getByTestId('pnl')), PATIENCE).toContain(before.portfolio.cash)

    await strategies(true)
    await page.getByTestId('rearm').click()
    await page.getByTestId('halted').waitFor({ ...PATIENCE, state: 'detached' })
    const price = page.getByTestId('last-BTC/USDT')
    const seen = await price.textContent()
    await expect.poll(() => price.textContent(), PATIENCE).not.toBe(seen)
    await expect
      .poll(
        async () =>
          (await signals()).some(({ id, state }) => state === 'PENDING' && !before.signals.some((old) => old.id === id)),
        PATIENCE,
      )
      .toBe(true)
  })

  it('met no error in the page, and the page spoke to nobody but this machine', () => {
    expect(watch.errors).toEqual([])
    expect(watch.requests.size).toBeGreaterThan(0)
    expect([...watch.requests].filter((host) => host !== '127.0.0.1')).toEqual([])
  })
})

describe('the recorded market', () => {
  const programs = new Programs()
  let browser: Browser

  beforeAll(async () => {
    await programs.build()
    browser = await launchChromium()
  })
  afterAll(async () => {
    await browser.close()
    await programs.close()
  })

  it('starts, says what it is, and its price moves', async () => {
    const server = await programs.serve(['--demo', 'recording', '--data', programs.folder()])
    const page = await browser.newPage()
    const watch = watchPage(page)
    await openTerminal(page, server.url)
    await expect.poll(() => page.getByTestId('source').textContent(), PATIENCE).toContain('demo recording')
    const price = page.getByTestId('last-BTC/USDT')
    const before = await price.textContent(PATIENCE)
    await expect.poll(() => price.textContent(), PATIENCE).not.toBe(before)
    expect(watch.errors).toEqual([])
    expect((await server.end('SIGTERM')).code).toBe(0)
  })
})
