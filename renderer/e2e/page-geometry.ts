import type { Page } from 'playwright-core'

/** Pairs of things with words or controls within a bar that lie over one another. */
export async function overlaps(page: Page, bar: string): Promise<readonly string[]> {
  return await page.locator(bar).evaluate((element) => {
    const seen = [...element.querySelectorAll<HTMLElement>('button, select, .stat, .source, .wordmark, .metric, .channels')]
      .map((part) => ({ part, box: part.getBoundingClientRect() }))
      .filter(({ part, box }) => box.width > 0 && box.height > 0 && getComputedStyle(part).visibility === 'visible')
    const nameOf = (part: HTMLElement): string => part.dataset['testid'] ?? part.className
    return seen.flatMap((one, index) =>
      seen
        .slice(index + 1)
        .filter(({ part, box }) => {
          if (one.part.contains(part) || part.contains(one.part)) return false
          const across = Math.min(one.box.right, box.right) - Math.max(one.box.left, box.left)
          const down = Math.min(one.box.bottom, box.bottom) - Math.max(one.box.top, box.top)
          return across > 1 && down > 1
        })
        .map(({ part }) => `${nameOf(one.part)} over ${nameOf(part)}`),
    )
  })
}

/** Which of the buttons that stop and cancel cannot be pressed where they are; empty when all can. */
export async function safetyButtons(page: Page): Promise<readonly string[]> {
  return await page.evaluate(() =>
    ['kill', 'cancel-all', 'flatten-all', 'mode-paper'].filter((name) => {
      const button = document.querySelector(`[data-testid="${name}"]`)
      if (button === null) return true
      const { left, right, top, bottom } = button.getBoundingClientRect()
      const within = left >= 0 && top >= 0 && right <= innerWidth && bottom <= innerHeight && right > left
      const hit = document.elementFromPoint((left + right) / 2, (top + bottom) / 2)
      return !within || hit === null || !button.contains(hit)
    }),
  )
}
