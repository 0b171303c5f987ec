import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { BookRow, IndicatorSeries, OrderRow, PositionRow } from '../../core/contract/index.ts'
import { price } from '../../core/domain/index.ts'
import { Programs, type Server } from '../../core/testing/program.ts'
import { QUICK_CONFIG } from '../../core/testing/quick-config.ts'
import { launchChromium } from './chromium.ts'
import { PATIENCE } from './deciding.ts'
import { protectionLines } from './chart-hand.ts'
import { openTerminal, panel, titles, watchPage } from './terminal-page.ts'
import { countedPress, fillTicket, previewed } from './ticket-hand.ts'

const INSTRUMENT = 'binance:BTC/USDT'
const ROOMY = { maxPosition: '1', maxExposure: '1', maxAssetExposure: '1', maxVenueExposure: '1', maxCorrelatedExposure: '1' }

const BTC_LOT = 100_000n
/** Whole units of price and whole lots: what they come to is a whole number of lots times price. */
const lots = (quantity: string): bigint => {
  const [whole = '0', part = ''] = quantity.split('.')
  return BigInt(whole) * BTC_LOT + BigInt(part.padEnd(5, '0'))
}

describe('a person who trades by hand', () => {
  const programs = new Programs()
  const folder = programs.folder()
  let browser: Browser
  let page: Page
  let server: Server
  let watch: ReturnType<typeof watchPage>

  beforeAll(async () => {
    await programs.build()
    const strategies = [{ ...QUICK_CONFIG.strategies[0], enabled: false }]
    writeFileSync(
      join(folder, 'config.json'),
      JSON.stringify({ ...QUICK_CONFIG, strategies, risk: { ...QUICK_CONFIG.risk, ...ROOMY } }),
    )
    const args = ['--demo', 'market', '--config', join(folder, 'config.json'), '--data', join(folder, 'data')]
    ;[browser, server] = await Promise.all([launchChromium(), programs.serve(args)])
    page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
    watch = watchPage(page)
    await openTerminal(page, server.url)
  })
  afterAll(async () => {
    await browser.close()
    await programs.close()
  })

  const orders = (): Promise<OrderRow[]> => server.get<OrderRow[]>('/orders')
  const entries = async (): Promise<readonly OrderRow[]> => (await orders()).filter(({ purpose }) => purpose === 'manual')
  const position = async (): Promise<PositionRow | undefined> =>
    (await server.get<PositionRow[]>('/positions')).find(({ instrument }) => instrument === INSTRUMENT)
  /** The best bid in whole units, so many percent away. */
  const away = async (percent: number): Promise<number> => {
    const book = await server.get<BookRow>('/book/binance/BTC-USDT?depth=1')
    return Math.round(Number(book.bids[0]?.[0]) * (1 + percent / 100))
  }
  /** The entry that there was not before. */
  const newEntry = (before: readonly OrderRow[], state: OrderRow['state']): Promise<OrderRow> =>
    vi.waitFor(async () => {
      const [found, ...more] = (await entries()).filter(({ id }) => !before.some((old) => old.id === id))
      if (found?.state !== state) throw new Error(`the order is ${found?.state ?? 'not there'}`)
      expect(more).toEqual([])
      return found
    }, PATIENCE)

  it('sets from which share of the equity an order is read first, and from which it is held', async () => {
    await page.keyboard.press('Control+,')
    await page.getByTestId('settings-friction').click()
    await page.getByTestId('friction-holdFrom').fill('20')
    await page.getByTestId('friction-previewFrom').fill('5')
    await page.keyboard.press('Escape')
    await page.getByTestId('settings').waitFor({ ...PATIENCE, state: 'detached' })
    const kept = await page.evaluate(() => JSON.parse(localStorage.getItem('sentinel.settings') ?? '{}') as unknown)
    expect(kept).toMatchObject({ friction: { previewFrom: '0.05', holdFrom: '0.20' } })
  })

  it('buys by money with a stop and a target: a small order is one press, and what was shown is what goes', async () => {
    const before = await entries()
    const [stop, target] = [String(await away(-2)), String(await away(2))]
    await fillTicket(page, { side: 'buy', type: 'market', sizing: 'money', quantity: '100', stop, target })
    const shown = await countedPress(page)
    const order = await newEntry(before, 'filled')
    expect(order.quantity).toBe(shown)
    const held = await vi.waitFor(async () => {
      const row = await position()
      if (row?.stopResting !== 'venue') throw new Error('the stop does not rest')
      return row
    }, PATIENCE)
    expect(held).toMatchObject({ quantity: shown, stop, target })

    await panel(page, 'positions')
    await expect
      .poll(() => titles(page.getByTestId(`position-${INSTRUMENT}`)), PATIENCE)
      .toEqual(expect.arrayContaining([shown, stop, held.averagePrice]))
    await expect.poll(() => page.getByTestId(`stop-rests-${INSTRUMENT}`).textContent(), PATIENCE).toBe('at venue')
    const resting = (await orders()).find(({ purpose, stopPrice }) => purpose === 'exit-stop' && stopPrice === stop)
    await panel(page, 'orders')
    await expect
      .poll(() => titles(page.getByTestId(`order-${resting?.id ?? ''}`)), PATIENCE)
      .toEqual(expect.arrayContaining([shown, stop]))
  })

  it('reads a larger order first: the first press tells, the second sends', async () => {
    const before = await entries()
    await fillTicket(page, { side: 'buy', type: 'market', sizing: 'money', quantity: '1000', stop: '', target: '' })
    await countedPress(page)
    await expect.poll(() => page.getByTestId('ticket-submit').getAttribute('data-asked'), PATIENCE).toBe('true')
    expect(await page.getByTestId('ticket-verdict').textContent()).toMatch(/^Buys [\d.]+ BTC at market, about [\d,.]+ USDT/)
    expect(await entries()).toHaveLength(before.length)
    // A second press too soon after the first would be a double click.
    await page.getByTestId('ticket-submit').press('Space', { delay: 500 })
    await newEntry(before, 'filled')
  })

  it('holds a large order: a click does nothing, held to the end it goes', async () => {
    const before = await entries()
    const quantity = (2_500 / (await away(0))).toFixed(5).replace(/0+$/, '')
    await fillTicket(page, { side: 'buy', type: 'market', sizing: 'amount', quantity, stop: '', target: '' })
    const button = page.getByTestId('ticket-hold')
    await button.click()
    await expect.poll(() => button.getAttribute('data-held'), PATIENCE).toBe('false')
    await button.press('Enter', { delay: 1_700 })
    expect(await newEntry(before, 'filled')).toMatchObject({ quantity })
  })

  it('moves the stop by dragging its line to a tick; Escape leaves it', async () => {
    const before = await position()
    const chart = page.getByTestId('chart')
    const { x, stop, target } = await protectionLines(page, chart)
    const dropAt = Math.round(stop - (stop - target) / 8)
    await page.mouse.move(x, stop)
    await page.mouse.down()
    await page.mouse.move(x, dropAt, { steps: 4 })
    await page.keyboard.press('Escape')
    await page.mouse.up()
    await page.mouse.move(x, stop)
    await page.mouse.down()
    await page.mouse.move(x, dropAt, { steps: 4 })
    await page.mouse.up()
    const after = await vi.waitFor(async () => {
      const row = await position()
      expect(row?.stop).not.toBe(before?.stop)
      return row
    }, PATIENCE)
    await page.mouse.click(x, dropAt, { button: 'right' })
    const item = await page.getByRole('menuitem', { name: /^Move stop here/ }).textContent(PATIENCE)
    const there = /, ([\d,.]+)$/.exec(item ?? '')?.[1]?.replaceAll(',', '') ?? ''
    await page.keyboard.press('Escape')
    expect(price(after?.stop ?? '')).toBe(price(there))
    expect(after?.target).toBe(before?.target)
    const moves = (await server.get<{ type: string }[]>('/journal?limit=500')).filter(({ type }) => type.includes('Protection'))
    expect(moves.length).toBeGreaterThan(0)
    await panel(page, 'positions')
    await expect.poll(() => titles(page.getByTestId(`position-${INSTRUMENT}`)), PATIENCE).toContain(after?.stop)
  })

  it('sizes by risk at a price of its own: as many lots as the risk allows and not one more', async () => {
    const before = await entries()
    const [limit, stop] = [await away(-1), await away(-4)]
    await fillTicket(page, {
      side: 'buy',
      type: 'limit',
      price: String(limit),
      sizing: 'risk',
      quantity: '5',
      stop: String(stop),
      target: '',
    })
    const shown = await countedPress(page)
    const order = await newEntry(before, 'accepted')
    expect(order.quantity).toBe(shown)
    const [risk, apart] = [5n * BTC_LOT, BigInt(limit - stop)]
    expect(lots(shown) * apart).toBeLessThanOrEqual(risk)
    expect((lots(shown) + 1n) * apart).toBeGreaterThan(risk)
  })

  it('takes a price from the ladder, and cancels its own order there with Delete', async () => {
    const before = await entries()
    const ladder = page.getByTestId('ladder')
    // Rows so far apart that the market does not leave the ladder meanwhile.
    await page.getByRole('combobox', { name: 'Price step of a row' }).selectOption('1000')
    const still = page.getByRole('button', { name: 'Static' })
    await still.click()
    expect(await still.getAttribute('aria-pressed')).toBe('true')
    const box = (await ladder.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 }
    const low = box.height - 60
    await ladder.click({ position: { x: box.width * 0.8, y: low } })
    await expect.poll(() => page.getByTestId('ticket-sell').getAttribute('aria-checked'), PATIENCE).toBe('true')
    await ladder.click({ position: { x: box.width * 0.2, y: low } })
    await expect.poll(() => page.getByTestId('ticket-buy').getAttribute('aria-checked'), PATIENCE).toBe('true')
    const at = await page.getByTestId('ticket-price').inputValue()
    expect(price(at)).toBeGreaterThan(0n)
    await fillTicket(page, { side: 'buy', type: 'limit', sizing: 'amount', quantity: '0.001', stop: '', target: '' })
    expect(await page.getByTestId('ticket-price').inputValue()).toBe(at)
    await countedPress(page)
    const order = await newEntry(before, 'accepted')
    expect(price(order.limitPrice ?? '')).toBe(price(at))

    await ladder.focus()
    const said = page.locator('.panel', { has: ladder }).locator('[role="status"].sr-only')
    let way = 'ArrowDown'
    await vi.waitFor(async () => {
      const from = await said.textContent()
      await page.keyboard.press(way)
      const to = await said.textContent()
      // At an end of the ladder it turns back: the own order may have come to its row after the cursor passed.
      if (to === from) way = way === 'ArrowDown' ? 'ArrowUp' : 'ArrowDown'
      expect(to).toContain(`own buy ${order.quantity}`)
    }, PATIENCE)
    expect(await said.textContent()).toMatch(new RegExp(`^${at.replaceAll('.', '\\.')},`))
    await page.keyboard.press('Delete')
    await vi.waitFor(async () => {
      expect((await orders()).find(({ id }) => id === order.id)?.state).toBe('cancelled')
    }, PATIENCE)
  })

  it('orders with the keyboard alone, from the palette to the last key', async () => {
    const before = await entries()
    const focused = (): Promise<string> => page.evaluate(() => document.activeElement?.getAttribute('data-testid') ?? '')
    const tabTo = (id: string, key: string): Promise<void> =>
      vi.waitFor(async () => {
        if ((await focused()) === id) return
        await page.keyboard.press(key)
        throw new Error(`${id} has no focus yet`)
      }, PATIENCE)
    await page.keyboard.press('Control+k')
    await expect.poll(focused, PATIENCE).toBe('palette-input')
    await page.keyboard.type('new buy ticket')
    await page.keyboard.press('Enter')
    await expect.poll(focused, PATIENCE).toBe('ticket-quantity')
    await tabTo('ticket-type', 'Shift+Tab')
    await page.keyboard.press('m')
    await tabTo('ticket-quantity', 'Tab')
    await page.keyboard.type('0.0015')
    await previewed(page)
    await page.keyboard.press('Enter')
    expect(await newEntry(before, 'filled')).toMatchObject({ quantity: '0.0015', type: 'market', side: 'buy' })
  })

  it('shows the same position in a window of its own and in another browser as the interface tells', async () => {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
    const other = await context.newPage()
    await openTerminal(other, server.url)
    await panel(other, 'positions')
    await page.getByTestId('tab-positions').click({ button: 'right' })
    const [popup] = await Promise.all([page.waitForEvent('popup'), page.getByTestId('menu-new-window').click()])
    const seen = watchPage(popup)
    await expect.poll(() => popup.getByTestId('mode').textContent(), PATIENCE).toBe('PAPER')
    const before = await entries()
    await fillTicket(page, { side: 'buy', type: 'market', sizing: 'amount', quantity: '0.002', stop: '', target: '' })
    await countedPress(page)
    await newEntry(before, 'filled')
    const row = await position()
    const figures = [row?.quantity, row?.averagePrice, row?.stop]
    for (const where of [popup, other])
      await expect
        .poll(() => titles(where.getByTestId(`position-${INSTRUMENT}`)), PATIENCE)
        .toEqual(expect.arrayContaining(figures))
    await popup.close()
    await page.getByRole('button', { name: 'Bring back' }).click(PATIENCE)
    await panel(page, 'positions')
    await expect.poll(() => titles(page.getByTestId(`position-${INSTRUMENT}`)), PATIENCE).toEqual(expect.arrayContaining(figures))
    expect(seen.errors).toEqual([])
    await context.close()
  })

  it('adds RSI in a pane of its own, and the legend says what the interface says', async () => {
    await page.getByTestId('indicators').click()
    await page.getByRole('searchbox', { name: 'Search indicators' }).fill('rsi')
    await page.getByTestId('add-rsi').click()
    await page.keyboard.press('Escape')
    const legend = page.locator('.chart-legend.below [data-testid^="indicator-"]', { hasText: 'RSI' })
    await legend.waitFor(PATIENCE)
    const chart = page.getByTestId('chart')
    const box = (await chart.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 }
    await vi.waitFor(async () => {
      await page.mouse.move(box.x + box.width * (0.3 + Math.random() * 0.2), box.y + box.height * 0.2)
      expect(await page.getByTestId('chart-bar-state').textContent()).toBe('closed')
      const time = await page.getByTestId('chart-readout').locator('span').first().getAttribute('title')
      const shown = /^value (.+)$/.exec((await legend.locator('.chart-value').getAttribute('title')) ?? '')?.[1]
      const opened = Date.parse((time ?? '').replace(' UTC', 'Z'))
      const query = new URLSearchParams({
        instrument: INSTRUMENT,
        indicator: 'rsi',
        timeframe: '1m',
        to: String(opened),
        limit: '5',
      })
      const series = await server.get<IndicatorSeries>(`/indicators/series?${query.toString()}`)
      expect(series.time.at(-1)).toBe(opened)
      expect(Number(shown)).toBeCloseTo(series.outputs['value']?.at(-1) ?? Number.NaN, 6)
    }, PATIENCE)
  })

  it('met no error in the page', () => {
    expect(watch.errors).toEqual([])
    expect([...watch.requests]).toEqual(['127.0.0.1'])
  })
})
