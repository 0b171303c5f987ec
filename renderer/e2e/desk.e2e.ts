import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Programs, type Server } from '../../core/testing/program.ts'
import { launchChromium } from './chromium.ts'
import { openTerminal, watchPage } from './terminal-page.ts'

const PATIENCE = { timeout: 10_000, interval: 50 }

describe('the desk', () => {
  const programs = new Programs()
  let browser: Browser
  let context: BrowserContext
  let page: Page
  let server: Server
  let watch: ReturnType<typeof watchPage>

  const symbolIn = (where: Page, place: string): Promise<string> =>
    where.evaluate((id) => {
      const links = JSON.parse(localStorage.getItem('sentinel.links') ?? '{}') as {
        groups: Record<string, number>
        instruments: Record<string, string>
      }
      return links.instruments[links.groups[id] ?? 1] ?? links.instruments['1'] ?? ''
    }, place)
  const menu = async (where: Page, place: string, item: string): Promise<void> => {
    await where.getByTestId(`tab-${place}`).click({ button: 'right' })
    await where.getByTestId(item).click()
  }
  const popOut = async (place: string): Promise<Page> => {
    const [popup] = await Promise.all([page.waitForEvent('popup'), menu(page, place, 'menu-new-window')])
    await popup.getByTestId(`tab-${place}`).waitFor(PATIENCE)
    return popup
  }

  beforeAll(async () => {
    await programs.build()
    ;[browser, server] = await Promise.all([launchChromium(), programs.serve(['--demo', 'market', '--data', programs.folder()])])
    context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
    context.setDefaultTimeout(PATIENCE.timeout)
    page = await context.newPage()
    watch = watchPage(page)
    await openTerminal(page, server.url)
  })
  afterAll(async () => {
    await browser.close()
    await programs.close()
  })

  it('has a second chart with a market of its own, by keys alone', async () => {
    await page.getByTestId('tab-chart').click()
    await page.keyboard.press('Alt+Shift+D')
    await page.getByTestId('tab-chart#2').waitFor(PATIENCE)
    await page.keyboard.press('Alt+Shift+2')
    await expect.poll(() => page.getByTestId('link-of-chart#2').getAttribute('data-group'), PATIENCE).toBe('2')
    const first = await symbolIn(page, 'chart')
    await page.keyboard.press('n')
    await expect.poll(() => symbolIn(page, 'chart#2'), PATIENCE).not.toBe(first)
    expect(await symbolIn(page, 'chart')).toBe(first)
    expect(await page.getByTestId('link-of-pnl').count()).toBe(0)
  })

  it('renames and floats a panel, and finds both after loading again', async () => {
    await menu(page, 'chart#2', 'menu-rename')
    await page.getByTestId('name-input').fill('Ether, slowly')
    await page.getByTestId('name-save').click()
    await menu(page, 'chart#2', 'menu-float')
    await page.locator('.dv-resize-container').waitFor(PATIENCE)
    await page.reload()
    await expect.poll(() => page.getByTestId('tab-chart#2').textContent(), PATIENCE).toContain('Ether, slowly')
    await page.locator('.dv-resize-container').waitFor(PATIENCE)
    await menu(page, 'chart#2', 'menu-float')
    await expect.poll(() => page.locator('.dv-resize-container').count(), PATIENCE).toBe(0)
  })

  it('keeps layouts by name, and leaves out only what it does not know, saying so', async () => {
    await page.keyboard.press('Control+k')
    await page.getByTestId('palette-input').fill('save morning')
    await page.keyboard.press('Enter')
    await page.getByTestId('layout').selectOption('Signals')
    await expect.poll(() => page.getByTestId('tab-chart#2').count(), PATIENCE).toBe(0)
    await page.getByTestId('layout').selectOption('morning')
    await page.getByTestId('tab-chart#2').waitFor(PATIENCE)
    await page.evaluate(() => {
      const key = 'sentinel.layout.1'
      localStorage.setItem(key, (localStorage.getItem(key) ?? '').replaceAll('"fills"', '"crystal-ball"'))
    })
    await page.reload()
    await expect.poll(() => page.getByTestId('toast-info').textContent(), PATIENCE).toContain('crystal-ball')
    await page.getByTestId('tab-chart#2').waitFor(PATIENCE)
    expect(await page.getByTestId('tab-orders').count()).toBe(1)
    expect(await page.getByTestId('tab-fills').count()).toBe(0)
  })

  it('refuses a file that is no layout with field, value and remedy, and reads one that is', async () => {
    await page.keyboard.press('Control+,')
    await page.getByTestId('settings-layouts').click()
    const file = (text: string) => ({ name: 'layout.json', mimeType: 'application/json', buffer: Buffer.from(text) })
    await page.getByTestId('layout-file').setInputFiles(file('{"kind":"cake"}'))
    await expect.poll(() => page.getByTestId('layout-problem').textContent(), PATIENCE).toMatch(/^kind: cake: choose a file/)
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Export morning' }).click(),
    ])
    const parts: Buffer[] = []
    for await (const part of await download.createReadStream()) parts.push(part as Buffer)
    const text = Buffer.concat(parts).toString('utf8')
    await page.getByTestId('layout-file').setInputFiles(file(text.replace('"morning"', '"evening"')))
    await page.getByTestId('layout-row-evening').waitFor(PATIENCE)
    await page.keyboard.press('Escape')
    expect(await page.getByTestId('layout').inputValue()).toBe('evening')
  })

  it('refuses a key that is taken and names who has it; a changed key works and is in the list', async () => {
    await page.keyboard.press('Control+,')
    await page.getByTestId('settings-keys').click()
    await page.getByTestId('remap-next-symbol').click()
    await page.keyboard.press('j')
    await expect.poll(() => page.getByTestId('remap-problem-next-symbol').textContent(), PATIENCE).toContain('Next signal')
    await page.keyboard.press('m')
    await expect.poll(() => page.getByTestId('remap-next-symbol').textContent(), PATIENCE).toBe('M')
    await page.keyboard.press('Escape')
    await page.getByTestId('tab-watchlist').click()
    const before = await symbolIn(page, 'watchlist')
    await page.keyboard.press('m')
    await expect.poll(() => symbolIn(page, 'watchlist'), PATIENCE).not.toBe(before)
    await page.keyboard.press('?')
    await expect.poll(() => page.getByTestId('key-approve').getAttribute('data-off'), PATIENCE).toBe('true')
    expect(await page.getByTestId('key-kill').getAttribute('data-off')).toBe('false')
    expect(await page.getByTestId('key-next-symbol').textContent()).toContain('M')
    await page.keyboard.press('Escape')
  })

  it('moves a panel to a window of its own, which knows the mode, lowers risk and shares the links', async () => {
    const popup = await popOut('chart#2')
    const seen = watchPage(popup)
    expect(new URL(popup.url()).search).toBe('?window=w2')
    await expect.poll(() => page.getByTestId('tab-chart#2').count(), PATIENCE).toBe(0)
    await expect.poll(() => popup.getByTestId('connection').getAttribute('data-phase'), PATIENCE).toBe('connected')
    await expect.poll(() => popup.getByTestId('mode').textContent(), PATIENCE).toBe('PAPER')
    for (const action of ['cancel-all', 'flatten-all', 'kill']) expect(await popup.getByTestId(action).isEnabled()).toBe(true)
    const before = await symbolIn(popup, 'chart#2')
    await popup.getByTestId('tab-chart#2').click()
    await popup.keyboard.press('m')
    await expect.poll(() => symbolIn(page, 'chart#2'), PATIENCE).not.toBe(before)
    await popup.keyboard.press('Control+Shift+K')
    await page.getByTestId('halted').waitFor(PATIENCE)
    await popup.getByTestId('rearm').click()
    await page.getByTestId('halted').waitFor({ ...PATIENCE, state: 'detached' })
    await menu(popup, 'chart#2', 'menu-home')
    await page.getByTestId('tab-chart#2').waitFor(PATIENCE)
    await popup.close()
    expect(seen.errors).toEqual([])
  })

  it('does not move the page when trading is halted', async () => {
    const top = (): Promise<number | undefined> =>
      page
        .locator('.dock')
        .boundingBox()
        .then((box) => box?.y)
    const before = await top()
    await page.getByTestId('kill').click()
    await page.getByTestId('halted').waitFor(PATIENCE)
    expect(await top()).toBe(before)
    await page.getByTestId('rearm').click()
    await page.getByTestId('halted').waitFor({ ...PATIENCE, state: 'detached' })
    expect(await top()).toBe(before)
  })

  it('offers back the panels of a window that was closed', async () => {
    const popup = await popOut('chart#2')
    await popup.close()
    await page.getByRole('button', { name: 'Bring back' }).click(PATIENCE)
    await page.getByTestId('tab-chart#2').waitFor(PATIENCE)
  })

  it('opens again, in one click, the windows that were open when everything was closed', async () => {
    const popup = await popOut('chart#2')
    await page.close()
    await popup.close()
    page = await context.newPage()
    watch = watchPage(page)
    await openTerminal(page, server.url)
    const [again] = await Promise.all([page.waitForEvent('popup'), page.getByTestId('reopen-windows').click()])
    await again.getByTestId('tab-chart#2').waitFor(PATIENCE)
    await expect.poll(() => again.getByTestId('connection').getAttribute('data-phase'), PATIENCE).toBe('connected')
    await expect.poll(() => page.getByTestId('reopen-windows').count(), PATIENCE).toBe(0)
    await again.close()
  })

  it('met no error in the page', () => {
    expect(watch.errors).toEqual([])
    expect([...watch.requests]).toEqual(['127.0.0.1'])
  })
})
