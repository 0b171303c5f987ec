import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { GalleryPages } from './gallery-pages.ts'
import { safetyButtons } from './page-geometry.ts'

let gallery: GalleryPages
let page: Page

beforeAll(async () => {
  gallery = await GalleryPages.open()
  page = await gallery.page()
})
afterAll(() => gallery.close())

const step = (): Promise<string | null> => page.getByTestId('tour').getAttribute('data-step')
const next = (): Promise<void> => page.getByTestId('tour-next').click()

/** How many square pixels of what is explained lie under the card. */
const covered = (): Promise<number> =>
  page.evaluate(() => {
    const box = (selector: string): DOMRect => document.querySelector(selector)?.getBoundingClientRect() ?? new DOMRect()
    const [card, ring] = [box('.tour-card'), box('.tour-ring')]
    const across = Math.min(card.right, ring.right) - Math.max(card.left, ring.left)
    const down = Math.min(card.bottom, ring.bottom) - Math.max(card.top, ring.top)
    return ring.width === 0 ? -1 : Math.max(0, across) * Math.max(0, down)
  })

describe('the tour of a first start', () => {
  it('goes on by what the person does, covers neither its subject nor what stops and cancels, and is not shown again', async () => {
    await gallery.show(page, { layout: 'Trade', tour: 'yes' })
    expect(await step()).toBe('market')
    const check = async (): Promise<void> => {
      expect(await covered()).toBe(0)
      expect(await safetyButtons(page)).toEqual([])
    }
    await check()
    await page.getByTestId('watch-row-SOL/USDT').click()
    await expect.poll(step).toBe('signal')
    await gallery.tick(page)
    await check()
    await page.locator('[data-testid^="signal-row-"][data-state="PENDING"]').nth(1).click()
    await expect.poll(step).toBe('reasons')
    await gallery.tick(page)
    await check()
    await next()
    await expect.poll(step).toBe('approve')
    await gallery.tick(page)
    await check()
    await page.getByTestId('approve').click()
    await gallery.tick(page)
    await expect.poll(step).toBe('position')
    await gallery.tick(page)
    await check()
    expect(await page.getByTestId('positions-table').count()).toBe(1)
    await next()
    await page.getByTestId('tour').waitFor({ state: 'detached' })

    await gallery.show(page, { layout: 'Trade', tour: 'yes' })
    expect(await page.getByTestId('tour').count()).toBe(0)
  })

  it('can be put away by Escape, is not shown in a window of its own, and never on live', async () => {
    const fresh = await gallery.page()
    await gallery.show(fresh, { layout: 'Trade', tour: 'yes', window: 'second' })
    expect(await fresh.getByTestId('tour').count()).toBe(0)
    await gallery.show(fresh, { layout: 'Trade', tour: 'yes', environment: 'live' })
    expect(await fresh.getByTestId('tour').count()).toBe(0)
    await gallery.show(fresh, { layout: 'Trade', tour: 'yes' })
    expect(await fresh.evaluate(() => document.activeElement?.getAttribute('data-testid'))).toBe('tour')
    await fresh.keyboard.press('Escape')
    await fresh.getByTestId('tour').waitFor({ state: 'detached' })
    await gallery.show(fresh, { layout: 'Trade', tour: 'yes' })
    expect(await fresh.getByTestId('tour').count()).toBe(0)
  })
})
