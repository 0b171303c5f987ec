import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { FRESHNESS } from '../../core/contract/index.ts'
import { Programs, type Server } from '../../core/testing/program.ts'
import { QUICK_CONFIG } from '../../core/testing/quick-config.ts'
import { launchChromium } from './chromium.ts'
import { openTerminal, watchPage } from './terminal-page.ts'

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
        ages.faded = 0
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
    // The ladder has the same limit and says so in words of its own.
    await expect
      .poll(() => page.locator('.panel-notice').allInnerTexts(), PATIENCE)
      .toContainEqual(expect.stringMatching(/^Stale/))
    goOn()
    await fresh(page)
  })

  it('shows in two windows the same versions in the same order, and where both stopped one is a few ahead at most', async () => {
    // The prices and the account, as they come to be shown: each figure is one column of versions.
    const follow = (on: Page): Promise<void> =>
      on.evaluate(() => {
        const versions = new Map<string, string[]>()
        const note = (element: Element): void => {
          const name = element.getAttribute('data-testid') ?? ''
          const list = versions.get(name) ?? []
          const text = element.getAttribute('title') ?? ''
          if (list.at(-1) !== text) versions.set(name, [...list, text])
        }
        for (const element of document.querySelectorAll('[data-testid^="last-"][title], [data-testid="equity"][title]')) {
          note(element)
          new MutationObserver(() => {
            note(element)
          }).observe(element, { attributes: true, attributeFilter: ['title'] })
        }
        Object.assign(window, { versions })
      })
    const read = (on: Page): Promise<[string, string[]][]> =>
      on.evaluate(() => [...(Reflect.get(window, 'versions') as Map<string, string[]>)])
    await fresh(page)
    await fresh(second)
    await Promise.all([follow(page), follow(second)])
    await expect.poll(async () => Math.max(...(await read(page)).map(([, list]) => list.length)), PATIENCE).toBeGreaterThan(8)
    stop()
    // What was on its way has arrived once nothing changes any more.
    let seen = ''
    await expect
      .poll(async () => {
        const before = seen
        seen = JSON.stringify([await read(page), await read(second)])
        return seen === before
      }, PATIENCE)
      .toBe(true)
    const other = new Map(await read(second))
    const ahead = (await read(page)).map(([name, list]) => {
      const theirs = other.get(name) ?? []
      // Versions that one window skipped were merged for it; what both showed came in the same order.
      const once = (version: string, of: readonly string[]): boolean => of.filter((each) => each === version).length === 1
      const both = list.filter((version) => once(version, list) && once(version, theirs))
      expect(
        theirs.filter((version) => both.includes(version)),
        name,
      ).toEqual(both)
      const behind = list.flatMap((version, at) =>
        theirs.includes(version) ? [Math.max(list.length - 1 - at, theirs.length - 1 - theirs.lastIndexOf(version))] : [],
      )
      return Math.min(...behind)
    })
    expect(ahead.length).toBeGreaterThan(2)
    expect(Math.max(...ahead)).toBeLessThanOrEqual(4)
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
