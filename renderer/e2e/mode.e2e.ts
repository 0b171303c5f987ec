import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { GalleryPages, THEMES, type Theme } from './gallery-pages.ts'
import { decode, greyscale, type Picture } from './picture.ts'

/*
 * Paper and live side by side, without colour: what tells them apart must be form and words, for a person who sees no
 * colours and for a printed page.
 */

let gallery: GalleryPages
let page: Page

beforeAll(async () => {
  gallery = await GalleryPages.open()
  page = await gallery.page()
})
afterAll(() => gallery.close())

interface Seen {
  readonly words: string
  /** Of the ticket and of the window, without colour. */
  readonly ticket: Picture
  readonly window: Picture
}

async function look(environment: 'paper' | 'live', theme: Theme): Promise<Seen> {
  await gallery.show(page, { layout: 'Trade', environment, theme })
  const grey = (file: Buffer): Picture => greyscale(decode(file))
  return {
    words: `${await page.locator('.topbar').innerText()} | ${await page.getByTestId('ticket').innerText()}`,
    ticket: grey(await page.getByTestId('ticket').screenshot()),
    window: grey(await page.screenshot()),
  }
}

const light = ({ width, data }: Picture, x: number, y: number): number => data[(y * width + x) * 4] ?? 0

/** Mean lightness of a line of pixels. */
const along = (picture: Picture, at: (step: number) => readonly [number, number], length: number): number => {
  let sum = 0
  for (let step = 0; step < length; step += 1) sum += light(picture, ...at(step))
  return sum / length
}

/** How much brighter or darker the outermost pixels of the left and of the right are than what lies within. */
function frameContrast(picture: Picture): number {
  const { width, height } = picture
  const column = (x: number): number => along(picture, (y) => [x, y], height)
  const side = (edge: readonly number[], within: number): number =>
    Math.max(...edge.map((x) => Math.abs(column(x) - column(within))))
  return Math.min(side([0, 1, 2], 6), side([width - 1, width - 2, width - 3], width - 7))
}

/** Slanted stripes: along a free row of the ticket the lightness goes up and down again and again. */
function stripes(picture: Picture): number {
  const y = picture.height - 4
  let turns = 0
  let was = 0
  for (let x = 4; x < picture.width - 4; x += 1) {
    const step = Math.sign(light(picture, x, y) - light(picture, x - 1, y))
    if (step !== 0 && step !== was) turns += 1
    if (step !== 0) was = step
  }
  return turns
}

describe.each(THEMES)('paper and live without colour, %s', (theme) => {
  it('differ by words, by the frame of the window and by the face of the ticket', async () => {
    const paper = await look('paper', theme)
    const live = await look('live', theme)

    expect(paper.words).toContain('PAPER')
    expect(paper.words).not.toContain('LIVE')
    expect(live.words).toMatch(/LIVE demo/)
    expect(live.words).toMatch(/LIVE · demo/)

    expect(frameContrast(live.window)).toBeGreaterThan(40)
    expect(frameContrast(paper.window)).toBeLessThan(15)
    expect(frameContrast(live.ticket)).toBeGreaterThan(40)
    expect(frameContrast(paper.ticket)).toBeLessThan(15)
    expect(stripes(paper.ticket)).toBeGreaterThan(12)
    expect(stripes(live.ticket)).toBeLessThan(6)
  })
})

describe('every panel that can act', () => {
  it('says beside its title in which mode it acts', async () => {
    for (const environment of ['paper', 'live'] as const) {
      await gallery.show(page, { layout: 'Trade', environment })
      for (const panel of ['chart', 'signals', 'ticket', 'positions', 'orders', 'overrides', 'strategies']) {
        const tab = page.getByTestId(`tab-${panel}`)
        await tab.click()
        const mark = tab.locator('.tab-mode')
        await mark.waitFor()
        const word = await mark.evaluate((element) => getComputedStyle(element, '::after').content)
        expect(word, panel).toBe(`"${environment.toUpperCase()}"`)
      }
    }
  })
})
