import { mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { _electron, type ElectronApplication, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

/** With the runtime installed, `electron` is the path of its program. */
const program = createRequire(import.meta.url)('electron') as unknown as string
const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const PATIENCE = { timeout: 60_000, interval: 100 }

describe('a person at the real window', () => {
  const home = mkdtempSync(join(tmpdir(), 'sentinel-electron-'))
  let electron: ElectronApplication
  let page: Page
  const errors: string[] = []

  beforeAll(async () => {
    electron = await _electron.launch({ executablePath: program, args: [ROOT, `--user-data-dir=${home}`] })
    page = await electron.firstWindow()
    page.on('pageerror', (error) => errors.push(String(error)))
  })
  afterAll(async () => {
    await electron.close()
    rmSync(home, { recursive: true, force: true, maxRetries: 5 })
  })

  it('sees paper and prices that move, in a page that has nothing of Node', async () => {
    const price = page.getByTestId('last-BTC/USDT')
    await expect.poll(() => price.textContent(), PATIENCE).toMatch(/^[\d,]+\.\d+$/)
    const before = await price.textContent()
    await expect.poll(() => price.textContent(), PATIENCE).not.toBe(before)
    expect(await page.getByTestId('mode').textContent()).toBe('PAPER')
    expect(await page.evaluate('typeof require + typeof process + typeof module')).toBe('undefinedundefinedundefined')
  })

  it('buys by the ticket and sees the position', async () => {
    await page.getByTestId('ticket-quantity').fill('0.001')
    await page.getByTestId('ticket-type').selectOption('market')
    await page.getByTestId('ticket-submit').click()
    await page.getByTestId('tab-positions').click()
    await page.getByTestId('position-binance:BTC/USDT').waitFor()
  })

  it('halts everything with one button', async () => {
    await page.getByTestId('kill').click()
    await page.getByTestId('halted').waitFor()
  })

  it('opens no other page, and met no error', async () => {
    const windows = electron.windows().length
    await page.evaluate("void window.open('https://example.org/')")
    await page.evaluate("void (location.href = 'https://example.org/')")
    expect(page.url()).toContain('sentinel://app/')
    expect(electron.windows()).toHaveLength(windows)
    expect(errors).toEqual([])
  })
})
