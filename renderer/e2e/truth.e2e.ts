import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { FRESHNESS } from '../../core/contract/index.ts'
import { Programs, type Server } from '../../core/testing/program.ts'
import { QUICK_CONFIG } from '../../core/testing/quick-config.ts'
import { launchChromium } from './chromium.ts'
import { openTerminal, titles, watchPage } from './terminal-page.ts'

/*
 * What a page shows while its services fall silent, go away, or the machine sleeps. The program is stopped by SIGSTOP:
 * its sockets stay open and nothing comes, as from a feed that hangs.
 */

const PATIENCE = { timeout: 25_000, interval: 50 }
/** The page's clock looks four times a second; the rest is for a machine with other work. */
const WITHIN = 1_000

interface Ages {
  /** Epoch ms of the last change of the price, and of the first moment it was shown as old. */
  changed: number
  faded: number
}

describe('the truth of what is shown', () => {
  const programs = new Programs()
  const folder = programs.folder()
  const args = ['--demo', 'market', '--speed', '2', '--config', join(folder, 'config.json'), '--data', join(folder, 'data')]
  let browser: Browser
  let page: Page
  let second: Page
  let server: Server
  let watch: ReturnType<typeof watchPage>

  beforeAll(async () => {
    await programs.build()
    writeFileSync(join(folder, 'config.json'), JSON.stringify(QUICK_CONFIG))
    ;[browser, server] = await Promise.all([launchChromium(), programs.serve(args)])
    page = await browser.newPage({ viewport: { width: 1_440, height: 900 } })
    second = await browser.newPage({ viewport: { width: 1_440, height: 900 } })
    watch = watchPage(page)
    await openTerminal(page, server.url)
    await openTerminal(second, server.url)
  })
  afterEach(() => {
    goOn()
  })
  afterAll(async () => {
    await browser.close()
    await programs.close()
  })

  const stop = (): void => {
    process.kill(server.pid, 'SIGSTOP')
  }
  const goOn = (): void => {
    process.kill(server.pid, 'SIGCONT')
  }
  const row = 'watch-row-BTC/USDT'
  const fresh = (on: Page): Promise<void> =>
    expect.poll(() => on.getByTestId(row).getAttribute('data-faded'), PATIENCE).toBe('false')

  it('greys a price within a second of its limit once nothing comes, with its age, and is fresh again by itself', async () => {
    await fresh(page)
    await page.evaluate((name) => {
      const ages: Ages = { changed: Date.now(), faded: 0 }
      Object.assign(window, { ages })
      const element = document.querySelector(`[data-testid="${name}"]`)
      const price = element?.querySelector('[data-testid^="last-"]')
      if (!element || !price) throw new Error('the price is not there')
      new MutationObserver(() => {
        ages.changed = Date.now()
      }).observe(price, { attributes: true, attributeFilter: ['title'] })
      new MutationObserver(() => {
        if (element.getAttribute('data-faded') === 'true' && ages.faded === 0) ages.faded = Date.now()
      }).observe(element, { attributes: true, attributeFilter: ['data-faded'] })
    }, row)
    const price = page.getByTestId('last-BTC/USDT')
    const before = await price.getAttribute('title')
    await expect.poll(() => price.getAttribute('title'), PATIENCE).not.toBe(before)
    stop()
    await expect.poll(() => page.getByTestId(row).getAttribute('data-faded'), PATIENCE).toBe('true')
    const { changed, faded } = await page.evaluate(() => Reflect.get(window, 'ages') as Ages)
    expect(faded - changed).toBeGreaterThan(0)
    expect(faded - changed).toBeLessThanOrEqual(FRESHNESS.book + WITHIN)
    expect(await page.getByTestId(row).innerText()).toMatch(/\d s/)
    // The ticket's limit is the shorter one of a price, so that it says so by now; the ladder has the book's.
    expect(await page.getByTestId('ticket').innerText()).toMatch(/stale [\d.]+ s/)
    await expect
      .poll(() => page.locator('.panel-notice').allInnerTexts(), PATIENCE)
      .toContainEqual(expect.stringMatching(/^Stale/))
    goOn()
    await fresh(page)
  })

  it('shows the same in two windows whenever nothing is on its way', async () => {
    const shown = async (on: Page): Promise<string[]> => [
      ...(await titles(on.getByTestId('watchlist'))),
      ...(await titles(on.locator('.topbar .stat'))),
    ]
    // Each window twice: what it shows must have settled, and be one and the same.
    const settled = async (on: Page): Promise<string[]> => {
      let last = await shown(on)
      await expect
        .poll(async () => {
          const now = await shown(on)
          const same = JSON.stringify(now) === JSON.stringify(last)
          last = now
          return same
        }, PATIENCE)
        .toBe(true)
      return last
    }
    for (let round = 0; round < 3; round += 1) {
      await fresh(page)
      await fresh(second)
      const before = await page.getByTestId('last-BTC/USDT').getAttribute('title')
      await expect.poll(() => page.getByTestId('last-BTC/USDT').getAttribute('title'), PATIENCE).not.toBe(before)
      stop()
      const [one, other] = await Promise.all([settled(page), settled(second)])
      expect(one.length).toBeGreaterThan(5)
      expect(one).toEqual(other)
      goOn()
    }
  })

  it('opens honest after the lid was shut: old at once, and fresh only when something came', async () => {
    await fresh(page)
    const session = await page.context().newCDPSession(page)
    await session.send('Page.setWebLifecycleState', { state: 'frozen' })
    stop()
    await new Promise((resolve) => setTimeout(resolve, FRESHNESS.book + WITHIN))
    await session.send('Page.setWebLifecycleState', { state: 'active' })
    await page.evaluate(() => new Promise((resolve) => setTimeout(() => requestAnimationFrame(resolve), 300)))
    expect(await page.getByTestId(row).getAttribute('data-faded')).toBe('true')
    goOn()
    await fresh(page)
  })

  it('says that it is cut off, and goes on by itself with the same page once the program runs again', async () => {
    await page.evaluate(() => {
      Object.assign(window, { neverReloaded: true })
    })
    await server.end('SIGKILL')
    await page.getByTestId('disconnected').waitFor(PATIENCE)
    await expect
      .poll(() => page.locator('.panel-notice.error').allInnerTexts(), PATIENCE)
      .toContainEqual(expect.stringMatching(/^Disconnected/))
    server = await programs.serve([...args, '--port', String(server.port)])
    await page.getByTestId('disconnected').waitFor({ ...PATIENCE, state: 'detached' })
    await fresh(page)
    const price = page.getByTestId('last-BTC/USDT')
    const seen = await price.getAttribute('title')
    await expect.poll(() => price.getAttribute('title'), PATIENCE).not.toBe(seen)
    expect(await page.evaluate(() => Reflect.get(window, 'neverReloaded'))).toBe(true)
    expect(watch.errors).toEqual([])
  })
})
