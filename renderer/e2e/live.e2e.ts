import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ModeRow, OrderRow, PositionRow } from '../../core/contract/index.ts'
import { DEMO_ACCOUNT } from '../../core/demo/index.ts'
import { Programs, type Server } from '../../core/testing/program.ts'
import { QUICK_CONFIG } from '../../core/testing/quick-config.ts'
import { launchChromium } from './chromium.ts'
import { openTerminal, watchPage } from './terminal-page.ts'

const PATIENCE = { timeout: 25_000, interval: 50 }
const ENV = {
  SENTINEL_PASSPHRASE: 'a passphrase for a test',
  SENTINEL_API_KEY: DEMO_ACCOUNT.apiKey,
  SENTINEL_API_SECRET: DEMO_ACCOUNT.secret,
  SENTINEL_API_PASSWORD: '',
}

/** The account of the demo exchange holds more of one coin than the limits would let anybody buy. */
const ROOMY = { maxPosition: '1', maxExposure: '1', maxAssetExposure: '1', maxVenueExposure: '1', maxCorrelatedExposure: '1' }

describe('a person who goes live, on the demo exchange', () => {
  const programs = new Programs()
  const folder = programs.folder()
  const data = join(folder, 'data')
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
    const kept = await programs.run(['keys', 'add', '--exchange', 'binance', '--id', 'demo', '--data', data], { env: ENV })
    expect(kept).toMatchObject({ code: 0 })
    const args = ['--demo', 'market', '--config', join(folder, 'config.json'), '--data', data, '--keys', 'demo']
    ;[browser, server] = await Promise.all([
      launchChromium(),
      programs.serve(args, { env: { SENTINEL_PASSPHRASE: ENV.SENTINEL_PASSPHRASE } }),
    ])
    page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
    watch = watchPage(page)
    await openTerminal(page, server.url)
  })
  afterAll(async () => {
    await browser.close()
    await programs.close()
  })

  const mode = (): Promise<ModeRow> => server.get<ModeRow>('/mode')
  const frame = (): Promise<string | null> => page.locator('.shell').getAttribute('data-environment')
  const hold = async (ms: number): Promise<void> => {
    const box = await page.getByTestId('gate-go').boundingBox()
    if (box === null) throw new Error('the button is not on the screen')
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2)
    await page.mouse.down()
    await page.waitForTimeout(ms)
    await page.mouse.up()
  }

  it('starts on paper, and one click only opens the gate', async () => {
    expect(await frame()).toBe('paper')
    await page.getByTestId('mode-live').click()
    await page.getByTestId('gate-key-permissions').waitFor(PATIENCE)
    await expect.poll(() => page.getByTestId('gate-difference').count(), PATIENCE).toBeGreaterThan(0)
    expect(await page.getByTestId('gate-go').isDisabled()).toBe(true)
    expect(await mode()).toMatchObject({ mode: 'paper', wanted: 'live', armed: 'paper' })
  })

  it('may go back without having done anything', async () => {
    await page.getByTestId('gate-cancel').click()
    await expect.poll(mode, PATIENCE).toMatchObject({ mode: 'paper', wanted: 'paper', armed: 'paper' })
    await page.getByTestId('mode-live').click()
    await expect.poll(() => page.getByTestId('gate-difference').count(), PATIENCE).toBeGreaterThan(0)
  })

  it('settles each difference, with a reason where it is ignored', async () => {
    const first = page.getByTestId('gate-difference').first()
    expect(await first.getByTestId('settle-ignore').isDisabled()).toBe(true)
    await first.getByRole('textbox').fill('held for long')
    expect(await first.getByTestId('settle-ignore').isDisabled()).toBe(false)
    const key = (await first.locator('b').first().textContent()) ?? ''
    await first.getByTestId('settle-adopt').click()
    await expect.poll(() => page.getByTestId('gate-difference').filter({ hasText: key }).count(), PATIENCE).toBe(0)
    for (let left = await page.getByTestId('gate-difference').count(); left > 0; left -= 1) {
      await page.getByTestId('settle-adopt').first().click()
      await expect.poll(() => page.getByTestId('gate-difference').count(), PATIENCE).toBeLessThan(left)
    }
    await page.getByTestId('gate-rerun').click()
    await expect.poll(() => page.getByTestId('gate-reconciled').getAttribute('data-passed'), PATIENCE).toBe('true')
    await expect.poll(() => page.getByTestId('gate-go').isDisabled(), PATIENCE).toBe(false)
  })

  it('is live only after holding the button to its end, and sees it everywhere', async () => {
    await hold(400)
    await page.waitForTimeout(1_500)
    expect(await mode()).toMatchObject({ mode: 'paper' })
    await hold(2_000)
    await expect.poll(mode, PATIENCE).toMatchObject({ mode: 'live', armed: 'live' })
    await expect.poll(frame, PATIENCE).toBe('live')
    await expect.poll(() => page.getByTestId('mode').textContent(), PATIENCE).toBe('LIVE')
    await expect.poll(() => page.getByTestId('ticket').getAttribute('data-environment'), PATIENCE).toBe('live')
    expect(await page.getByTestId('mode-live').textContent()).toBe('LIVE demo')
  })

  it('buys, and stop and target rest at the exchange', async () => {
    const instrument = 'binance:BTC/USDT'
    const command = { type: 'SubmitOrder', id: 'live-buy', instrument, side: 'buy', orderType: 'market', quantity: '0.001' }
    expect(
      await server.command({ ...command, timeInForce: 'GTC', reduceOnly: false, stop: '90000', target: '130000' }),
    ).toMatchObject({
      ok: true,
    })
    await expect
      .poll(
        async () => (await server.get<PositionRow[]>('/positions')).find((row) => row.instrument === instrument)?.stopResting,
        PATIENCE,
      )
      .toBe('venue')
    const orders = await server.get<OrderRow[]>('/orders')
    expect(orders.every(({ environment }) => environment === 'live')).toBe(true)
    await page.getByTestId('tab-orders').click()
    await expect.poll(() => page.getByTestId('orders-table').textContent(), PATIENCE).toContain('stop')
  })

  it('is back on paper with one click, and live goes on watching what it holds', async () => {
    await page.getByTestId('mode-paper').click()
    await expect.poll(mode, PATIENCE).toMatchObject({ mode: 'paper', armed: 'paper', live: 'running' })
    await expect.poll(frame, PATIENCE).toBe('paper')
    expect(await server.get<PositionRow[]>('/positions')).toEqual([])
    expect((await server.get<PositionRow[]>('/live/positions')).length).toBeGreaterThan(0)
    expect(watch.errors).toEqual([])
    expect([...watch.requests]).toEqual(['127.0.0.1'])
  })
})
