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

/** Pulls the price axis together, so that prices further away come into sight; from then on heights of prices stay. */
async function pullAxis(page: Page, chart: Locator): Promise<void> {
  const { x, y, width, height } = await boxOf(chart)
  await page.mouse.move(x + width - 20, y + height * 0.25)
  await page.mouse.down()
  await page.mouse.move(x + width - 20, y + height * 0.25 + 120, { steps: 4 })
  await page.mouse.up()
}

/** Where on a vertical of the page the chart would let a line be taken, told by its pointer. */
const heightsOf = (chart: Locator, x: number): Promise<readonly number[]> =>
  chart.evaluate((host: HTMLElement, clientX) => {
    const { top, bottom } = host.getBoundingClientRect()
    const found: number[] = []
    for (let clientY = Math.ceil(top) + 4; clientY < bottom - 30; clientY += 2) {
      host.dispatchEvent(new PointerEvent('pointermove', { clientX, clientY }))
      if (host.style.cursor === 'ns-resize') found.push(clientY)
    }
    return found
  }, x)

/** Brings stop and target into sight: the highest line is the target, the lowest the stop. */
export const protectionLines = (page: Page, chart: Locator): Promise<Lines> =>
  vi.waitFor(async () => {
    await pullAxis(page, chart)
    const box = await boxOf(chart)
    const x = Math.round(box.x + box.width * 0.4)
    const heights = await heightsOf(chart, x)
    const [target, stop] = [heights[0], heights.at(-1)]
    if (target === undefined || stop === undefined || stop - target < 40) throw new Error(`lines at ${heights.join(', ')}`)
    return { x, stop, target }
  }, PATIENCE)
