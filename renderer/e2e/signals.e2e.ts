import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { OrderRow, PositionRow, ResearchRunRow, SignalRow } from '../../core/contract/index.ts'
import { HOUR, instrumentId, exchangeId, millis } from '../../core/domain/index.ts'
import { hourlyCandles } from '../../core/testing/hourly-candles.ts'
import { Programs, type Server } from '../../core/testing/program.ts'
import { QUICK_CONFIG } from '../../core/testing/quick-config.ts'
import { writeMarketDatabase } from '../../core/testing/recorded-database.ts'
import { launchChromium } from './chromium.ts'
import { cardOf, decideOn, PATIENCE } from './deciding.ts'
import { approveOn, openTerminal, panel, titles, watchPage } from './terminal-page.ts'

/** A market of the demo whose hourly bars are written before the start, so that there is something to search. */
const RESEARCHED = instrumentId(exchangeId('binance'), 'XRP/USDT')
const DAYS = 45

/** Two months of hours up to the last full one. */
function recentHours() {
  const bars = hourlyCandles(DAYS * 24, 5)
  const last = bars.at(-1)?.openTime ?? 0
  const shift = Math.floor((Date.now() - last) / HOUR - 1) * HOUR
  return bars.map((bar) => ({
    ...bar,
    instrument: RESEARCHED,
    openTime: millis(bar.openTime + shift),
    exchangeTime: millis(bar.exchangeTime + shift),
    receivedTime: millis(bar.receivedTime + shift),
  }))
}

/** An exact decimal with its last place changed, in the shortest spelling. */
function inLastPlace(text: string, change: (places: bigint) => bigint): string {
  const decimals = text.includes('.') ? text.length - text.indexOf('.') - 1 : 0
  const digits = String(change(BigInt(text.replace('.', '')))).padStart(decimals + 1, '0')
  if (decimals === 0) return digits
  return `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`.replace(/\.?0+$/, '')
}

describe('a person who decides on signals and looks for strategies', () => {
  const programs = new Programs()
  const folder = programs.folder()
  const data = join(folder, 'data')
  const args = ['--demo', 'market', '--speed', '2', '--config', join(folder, 'config.json'), '--data', data]
  let browser: Browser
  let page: Page
  let server: Server
  let watch: ReturnType<typeof watchPage>
  let rejected: SignalRow
  let found: ResearchRunRow
  let switched = 0

  const configure = (timeToLiveMs: number): void => {
    const approval = { maxDriftBps: 1_000, maxMoveBps: 1_000, timeToLiveMs }
    writeFileSync(join(folder, 'config.json'), JSON.stringify({ ...QUICK_CONFIG, approval, research: { leastDays: 30 } }))
  }
  const signals = (): Promise<SignalRow[]> => server.get<SignalRow[]>('/signals')
  const runs = (): Promise<ResearchRunRow[]> => server.get<ResearchRunRow[]>('/research/runs')
  const strategies = async (enabled: boolean): Promise<void> => {
    const id = `desk-${String((switched += 1))}-${String(enabled)}`
    const command = { type: 'SetStrategyEnabled', id, strategy: 'book-imbalance', enabled }
    expect(await server.command(command)).toMatchObject({ ok: true })
  }
  const focused = (): Promise<string> => page.evaluate(() => document.activeElement?.getAttribute('data-testid') ?? '')

  beforeAll(async () => {
    await programs.build()
    writeMarketDatabase(data, recentHours())
    configure(600_000)
    ;[browser, server] = await Promise.all([launchChromium(), programs.serve(args)])
    page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
    watch = watchPage(page)
    await openTerminal(page, server.url)
    await vi.waitFor(async () => {
      expect((await signals()).filter(({ state }) => state === 'PENDING').length).toBeGreaterThan(2)
    }, PATIENCE)
    await strategies(false)
  })
  afterAll(async () => {
    await browser.close()
    await programs.close()
  })

  it('edits size, stop and target of a signal, and the order and the position carry them to the last digit', async () => {
    let edits = { quantity: '', stop: '', target: '' }
    const approved = await decideOn(
      { page, server },
      async (signal) => {
        const card = cardOf(page, signal.id)
        edits = {
          quantity: inLastPlace(signal.quantity, (places) => places / 2n),
          stop: inLastPlace(signal.stop ?? '', (places) => places - 1n),
          target: inLastPlace(signal.target ?? '', (places) => places + 1n),
        }
        if ((await card.getByTestId('edit').getAttribute('aria-pressed')) !== 'true') await card.getByTestId('edit').click()
        await card.getByTestId('edit-size').fill(edits.quantity)
        await card.getByTestId('edit-stop').fill(edits.stop)
        await card.getByTestId('edit-target').fill(edits.target)
        await approveOn(card)
      },
      'APPROVED',
    )
    const order = await vi.waitFor(async () => {
      const row = (await server.get<OrderRow[]>('/orders')).find(({ signalId }) => signalId === approved.id)
      if (row?.state !== 'filled') throw new Error(`the order is ${row?.state ?? 'not there'}`)
      return row
    }, PATIENCE)
    expect(order.quantity).toBe(edits.quantity)
    const position = (await server.get<PositionRow[]>('/positions')).find(({ instrument }) => instrument === order.instrument)
    expect(position).toMatchObject(edits)
    await panel(page, 'positions')
    await expect
      .poll(() => titles(page.getByTestId(`position-${order.instrument}`)), PATIENCE)
      .toEqual(expect.arrayContaining([edits.quantity, edits.stop]))
    await panel(page, 'orders')
    await expect.poll(() => titles(page.getByTestId(`order-${order.id}`)), PATIENCE).toContain(edits.quantity)
  })

  it('rejects a signal by key for the reason typed on its card; keys do nothing while it is typed', async () => {
    await page.getByTestId('trading-keys').click()
    const reason = 'rather a real breakout'
    rejected = await decideOn(
      { page, server },
      async (signal) => {
        await cardOf(page, signal.id).getByTestId('reject-reason').fill('')
        await page.keyboard.type(reason)
        expect((await signals()).find(({ id }) => id === signal.id)?.state).toBe('PENDING')
        await page.keyboard.press('Escape')
        await expect.poll(focused, { timeout: 3_000 }).not.toBe('reject-reason')
        await page.keyboard.press('r')
      },
      'REJECTED',
    )
    expect(rejected).toMatchObject({ reason, decidedBy: 'user' })
    const card = cardOf(page, rejected.id)
    await expect.poll(() => card.getAttribute('data-state'), PATIENCE).toBe('REJECTED')
    expect(await card.textContent()).toContain(reason)
    await page.getByTestId('trading-keys').click()
  })

  const field = (name: string): Locator => page.getByTestId('research').getByLabel(name, { exact: true })

  it('runs the generator over recorded bars, and reads what it found', async () => {
    await page.getByTestId('layout').selectOption('Research')
    await page.getByTestId('research').getByRole('radio', { name: 'Generate' }).click(PATIENCE)
    await field('Market').selectOption(RESEARCHED)
    await field('Bar').selectOption('1h')
    await field('Days').fill(String(DAYS))
    await field('Strategies').fill('32')
    await field('Generations').fill('2')
    await page.getByTestId('research-start').click()
    found = await vi.waitFor(async () => {
      const [run] = await runs()
      if (run?.state !== 'done') throw new Error(`the run is ${run?.state ?? 'not there'}: ${run?.error ?? ''}`)
      return run
    }, PATIENCE)
    const view = page.getByTestId('research-run')
    await expect.poll(() => view.getAttribute('aria-label'), PATIENCE).toBe(found.title)
    await view.getByText('Passed validation').waitFor(PATIENCE)
    const evaluated = String((found.summary as { readonly evaluated: number }).evaluated)
    expect(await view.textContent()).toContain(evaluated)
    await expect.poll(() => page.getByTestId('research-row').count(), PATIENCE).toBe(1)
  })

  it('sees how far a long search is, and cancels it', async () => {
    await field('Strategies').fill('500')
    await field('Generations').fill('500')
    await page.getByTestId('research-start').click()
    const row = page.getByTestId('research-row').first()
    await expect
      .poll(() => row.locator('progress').evaluate((bar) => (bar as HTMLProgressElement).value), PATIENCE)
      .toBeGreaterThan(0)
    await row.getByRole('button', { name: 'Cancel' }).click()
    await vi.waitFor(async () => {
      expect((await runs()).map(({ state }) => state)).toEqual(['cancelled', 'done'])
    }, PATIENCE)
    await expect.poll(() => row.textContent(), PATIENCE).toContain('cancelled')
    expect(await server.get(`/research/runs/${found.id}`)).toBeTruthy()
  })

  it('finds its own layout and its research again after the program was killed and started anew', async () => {
    await page.getByTestId('tab-chart').click()
    await page.keyboard.press('Alt+Shift+D')
    await page.getByTestId('tab-chart#2').waitFor(PATIENCE)
    await page.keyboard.press('Control+k')
    await page.getByTestId('palette-input').fill('save laboratory')
    await page.keyboard.press('Enter')
    await expect.poll(() => page.getByTestId('layout').inputValue(), PATIENCE).toBe('laboratory')
    await server.end('SIGKILL')
    await page.getByTestId('disconnected').waitFor(PATIENCE)
    configure(2_500)
    server = await programs.serve([...args, '--port', String(server.port)])
    await page.getByTestId('disconnected').waitFor({ ...PATIENCE, state: 'detached' })
    await page.getByTestId('tab-chart#2').waitFor(PATIENCE)
    await page.goto('about:blank')
    await page.goto(server.url)
    await page.getByTestId('tab-chart#2').waitFor(PATIENCE)
    expect(await page.getByTestId('layout').inputValue()).toBe('laboratory')
    await page.getByTestId('research-row').nth(1).getByRole('button').click(PATIENCE)
    await page.getByTestId('research-run').getByText('Passed validation').waitFor(PATIENCE)
  })

  it('lets a signal expire, which looks expired and not rejected', async () => {
    await page.getByTestId('layout').selectOption('Signals')
    await strategies(true)
    const expired = await vi.waitFor(async () => {
      const row = (await signals()).find(({ state }) => state === 'EXPIRED')
      if (row === undefined) throw new Error('none is expired')
      return row
    }, PATIENCE)
    await strategies(false)
    expect(expired.decidedBy).not.toBe('user')
    const row = page.getByTestId(`signal-row-${expired.id}`)
    await row.click(PATIENCE)
    const card = cardOf(page, expired.id)
    await expect.poll(() => card.getAttribute('data-state'), PATIENCE).toBe('EXPIRED')
    const outcome = await card.locator('.signal-outcome').textContent()
    expect(outcome).toContain('Nobody decided in time')
    expect(outcome).not.toMatch(/reject/i)
    expect(await card.getByTestId('approve-step').count()).toBe(0)
    expect(await row.textContent()).toContain('EXPIRED')
    const old = page.getByTestId(`signal-row-${rejected.id}`)
    expect(await old.textContent(PATIENCE)).toContain('REJECTED')
    expect((await server.get<OrderRow[]>('/orders')).filter(({ signalId }) => signalId === expired.id)).toEqual([])
  })

  it('met no error in the page', () => {
    expect(watch.errors).toEqual([])
    expect([...watch.requests]).toEqual(['127.0.0.1'])
  })
})
