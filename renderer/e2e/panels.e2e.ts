import { readdirSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { PANELS } from '../panels/registry.ts'
import { againstBaseline, baselineFile, type Part } from './baseline.ts'
import { GalleryPages, THEMES } from './gallery-pages.ts'
import { decode } from './picture.ts'

/*
 * Pictures of every panel in every state and of the whole layouts, at the sizes of a small and a large screen, in both
 * themes, from scripted data under a clock that stands still. SENTINEL_UPDATE_BASELINES=1 keeps what is seen.
 */

const SCREENS = [
  { screen: 'small', width: 1_440, height: 900, factor: 4 },
  { screen: 'large', width: 2_560, height: 1_440, factor: 6 },
] as const
const LAYOUTS = ['Trade', 'Signals', 'Research'] as const
const AT_ONCE = 2

let gallery: GalleryPages
const idle: Page[] = []
const waiting: ((page: Page) => void)[] = []

/** Runs with one of the few pages: more of them would only fight for the machine. */
async function withPage<T>(task: (page: Page) => Promise<T>): Promise<T> {
  const page = idle.pop() ?? (await new Promise<Page>((resolve) => waiting.push(resolve)))
  try {
    return await task(page)
  } finally {
    const next = waiting.shift()
    if (next === undefined) idle.push(page)
    else next(page)
  }
}

beforeAll(async () => {
  gallery = await GalleryPages.open()
  for (let pages = 0; pages < AT_ONCE; pages += 1) idle.push(await gallery.page())
})
afterAll(() => gallery.close())

/** The sheet of one screen and where its states are on it. */
async function sheet(page: Page, screen: string): Promise<{ readonly picture: Buffer; readonly parts: readonly Part[] }> {
  const place = await page.locator(`.gallery-sheet[data-screen="${screen}"]`).evaluate((element) => {
    const { x, y, width, height } = element.getBoundingClientRect()
    const parts = [...element.querySelectorAll<HTMLElement>('.gallery-room')].map((room) => {
      const box = room.getBoundingClientRect()
      return { name: room.dataset['testid'] ?? '', x: box.x - x, y: box.y - y, width: box.width, height: box.height }
    })
    return { clip: { x, y, width, height }, parts }
  })
  return { picture: await page.screenshot({ clip: place.clip, animations: 'disabled' }), parts: place.parts }
}

describe('the panels', () => {
  it.concurrent.each(PANELS.map(({ id }) => id))('%s looks as it did in every state', async (panel) => {
    const wrong = await withPage(async (page) => {
      await gallery.show(page, { panel })
      const { width, height } = await page.locator('.gallery').evaluate(({ scrollWidth, scrollHeight }) => ({
        width: scrollWidth,
        height: scrollHeight,
      }))
      await page.setViewportSize({ width, height })
      const found: string[] = []
      for (const theme of THEMES) {
        await gallery.appear(page, theme)
        for (const { screen, factor } of SCREENS) {
          const { picture, parts } = await sheet(page, screen)
          found.push(...againstBaseline(`${panel}-${screen}-${theme}`, decode(picture), parts, factor))
        }
      }
      await page.setViewportSize({ width: 1_440, height: 900 })
      return found
    })
    expect(wrong).toEqual([])
  })
})

describe('the layouts', () => {
  const cases = LAYOUTS.flatMap((layout) => SCREENS.map((screen) => ({ layout, ...screen })))
  it.concurrent.each(cases)('$layout at $width x $height look as they did', async ({ layout, screen, width, height, factor }) => {
    const wrong = await withPage(async (page) => {
      await page.setViewportSize({ width, height })
      await gallery.show(page, { layout })
      const found: string[] = []
      for (const theme of THEMES) {
        await gallery.appear(page, theme)
        const picture = decode(await page.screenshot({ animations: 'disabled' }))
        const whole = { name: 'window', x: 0, y: 0, width, height }
        found.push(...againstBaseline(`layout-${layout.toLowerCase()}-${screen}-${theme}`, picture, [whole], factor))
      }
      await page.setViewportSize({ width: 1_440, height: 900 })
      return found
    })
    expect(wrong).toEqual([])
  })
})

describe('the baselines', () => {
  it('are of panels and layouts that there are', () => {
    const subjects = new Set([...PANELS.map(({ id }) => id), ...LAYOUTS.map((name) => `layout-${name.toLowerCase()}`)])
    const known = [...subjects].flatMap((subject) =>
      SCREENS.flatMap(({ screen }) => THEMES.map((theme) => `${subject}-${screen}-${theme}.png`)),
    )
    expect(readdirSync(dirname(baselineFile('any'))).filter((file) => !known.includes(file))).toEqual([])
  })
})
