import type { Locator, Page } from 'playwright-core'
import { vi } from 'vitest'
import { PATIENCE } from './deciding.ts'

interface Lines {
  /** Where the pointer goes up and down, CSS pixels of the page. */
  readonly x: number
  readonly stop: number
  readonly target: number
}

const boxOf = async (chart: Locator) => {
  const box = await chart.boundingBox()
  if (box === null) throw new Error('the chart is not on the screen')
  return box
}

/** Pulls the price axis together, so that prices further away come into sight and the heights of prices stay. */
export async function stretchPrices(page: Page, chart: Locator): Promise<void> {
  const { x, y, width, height } = await boxOf(chart)
  for (let pull = 0; pull < 3; pull += 1) {
    await page.mouse.move(x + width - 20, y + height * 0.3)
    await page.mouse.down()
    await page.mouse.move(x + width - 20, y + height * 0.3 + 120, { steps: 4 })
    await page.mouse.up()
  }
}

/** Where the pointer says that a line can be taken: the lowest is the stop, the highest the target. */
export const linesOf = (page: Page, chart: Locator): Promise<Lines> =>
  vi.waitFor(async () => {
    const box = await boxOf(chart)
    const x = Math.round(box.x + box.width * 0.4)
    const found: number[] = []
    for (let at = Math.ceil(box.y) + 4; at < box.y + box.height - 30; at += 4) {
      await page.mouse.move(x, at)
      if (await chart.evaluate((host) => (host as HTMLElement).style.cursor === 'ns-resize')) found.push(at)
    }
    const [target, stop] = [found[0], found.at(-1)]
    if (target === undefined || stop === undefined || stop - target < 40) throw new Error(`lines at ${found.join(', ')}`)
    return { x, stop, target }
  }, PATIENCE)
