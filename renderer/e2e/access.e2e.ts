import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { PANELS } from '../panels/registry.ts'
import { axeViolations } from './axe.ts'
import { GalleryPages, THEMES } from './gallery-pages.ts'
import { overlaps, safetyButtons } from './page-geometry.ts'
import { tabJourney } from './tab-journey.ts'

let gallery: GalleryPages
let page: Page

beforeAll(async () => {
  gallery = await GalleryPages.open()
  page = await gallery.page()
})
afterAll(() => gallery.close())

describe('axe-core finds nothing', () => {
  // A sheet holds a panel six times and no page around it: ids repeat there, and landmarks are the shell's.
  const NOT_OF_SHEETS = ['duplicate-id-aria', 'region', 'landmark-unique', 'page-has-heading-one', 'landmark-one-main']

  it.each(PANELS.map(({ id }) => id))('in any state of %s, in both themes', async (panel) => {
    await gallery.show(page, { panel, size: 'small' })
    for (const theme of THEMES) {
      await gallery.appear(page, theme)
      expect(await axeViolations(page, { within: '.gallery-sheet', without: NOT_OF_SHEETS }), theme).toEqual([])
    }
  })

  it.each(['Trade', 'Signals', 'Research'])('in the whole layout %s, in both themes', async (layout) => {
    await gallery.show(page, { layout })
    for (const theme of THEMES) {
      await gallery.appear(page, theme)
      expect(await axeViolations(page), theme).toEqual([])
    }
  })

  it.each(['paper', 'live'])('in the dialogs on %s, in both themes', async (environment) => {
    await gallery.show(page, { layout: 'Trade', environment })
    for (const dialog of ['palette', 'help', 'settings', 'gate']) {
      await gallery.workspace(page, { [dialog]: true })
      for (const theme of THEMES) {
        await gallery.appear(page, theme)
        expect(await axeViolations(page), `${dialog} ${theme}`).toEqual([])
      }
      await gallery.workspace(page, { [dialog]: false })
    }
  })
})

describe('the keyboard', () => {
  it('reaches everything that can be acted on, group by group, and shows where it is', async () => {
    await gallery.show(page, { layout: 'Trade' })
    const journey = await tabJourney(page)
    expect(journey.unreached).toEqual([])
    expect(journey.unseen).toEqual([])
    expect(journey.backwards).toEqual([])
    expect(journey.stops.length).toBeGreaterThan(20)
  })

  it.each([
    ['palette', 'palette-open'],
    ['settings', 'settings-open'],
  ])('stays within the %s while it is open, and is back where it was', async (dialog, opener) => {
    await gallery.show(page, { layout: 'Trade' })
    await page.getByTestId(opener).focus()
    await page.keyboard.press('Enter')
    await page.getByTestId(dialog).waitFor()
    for (let press = 0; press < 12; press += 1) {
      await page.keyboard.press('Tab')
      expect(await page.evaluate(() => document.activeElement?.closest('[role=dialog]') !== null)).toBe(true)
    }
    await page.keyboard.press('Escape')
    await page.getByTestId(dialog).waitFor({ state: 'detached' })
    expect(await page.evaluate(() => document.activeElement?.getAttribute('data-testid'))).toBe(opener)
  })
})

describe('at 200 %', () => {
  it('nothing in the bars lies over another thing, and what stops and cancels can be pressed', async () => {
    const zoomed = await gallery.page({ width: 720, height: 450, scale: 2 })
    for (const environment of ['paper', 'live']) {
      await gallery.show(zoomed, { layout: 'Trade', environment })
      expect(await overlaps(zoomed, '.topbar')).toEqual([])
      expect(await overlaps(zoomed, '.statusbar')).toEqual([])
      expect(await safetyButtons(zoomed)).toEqual([])
    }
  })
})

describe('with reduced motion', () => {
  it('nothing moves, loading and dialogs included', async () => {
    const moving = (): Promise<string[]> =>
      page.evaluate(() =>
        document
          .getAnimations()
          .filter(({ effect }) => Number(effect?.getComputedTiming().duration) > 1)
          .map((animation) => ('animationName' in animation ? String(animation.animationName) : 'a transition')),
      )
    await gallery.show(page, { panel: 'orders', size: 'small' })
    expect(await moving()).toEqual([])
    await gallery.show(page, { layout: 'Trade' })
    await gallery.workspace(page, { gate: true })
    await page.getByTestId('gate').waitFor()
    expect(await moving()).toEqual([])
    // The same page moves for whoever does not mind: otherwise this would prove nothing.
    await page.emulateMedia({ reducedMotion: 'no-preference' })
    await gallery.show(page, { panel: 'orders', size: 'small' })
    expect(await moving()).not.toEqual([])
    await page.emulateMedia({ reducedMotion: 'reduce' })
  })
})
