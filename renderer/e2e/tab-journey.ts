import type { Page } from 'playwright-core'

export interface Journey {
  /** What the Tab key stopped at, in order. */
  readonly stops: readonly string[]
  /** Stops at which nothing shows the focus. */
  readonly unseen: readonly string[]
  /** Controls on the screen at which it never stopped. */
  readonly unreached: readonly string[]
  /** Stops that left a group of the dock, a bar or the page's order and came back to it later. */
  readonly backwards: readonly string[]
}

const MOST = 400

/** Presses Tab from the start of the page until it comes round. */
export async function tabJourney(page: Page): Promise<Journey> {
  await page.evaluate(() => {
    const { activeElement } = document
    if (activeElement instanceof HTMLElement) activeElement.blur()
    Object.assign(window, { tabSeen: new Set<Element>() })
  })
  const stops: { readonly name: string; readonly region: string; readonly seen: boolean; readonly again: boolean }[] = []
  for (let press = 0; press < MOST; press += 1) {
    await page.keyboard.press('Tab')
    const stop = await page.evaluate(() => {
      const at = document.activeElement
      if (!(at instanceof HTMLElement) || at === document.body) return undefined
      const seen = Reflect.get(window, 'tabSeen') as Set<Element>
      const again = seen.has(at)
      seen.add(at)
      const { outlineStyle, outlineWidth, borderColor, boxShadow } = getComputedStyle(at)
      const accent = getComputedStyle(document.documentElement).getPropertyValue('--accent').trim()
      const probe = document.createElement('i')
      probe.style.color = accent
      document.body.append(probe)
      const { color } = getComputedStyle(probe)
      probe.remove()
      const shown =
        (outlineStyle !== 'none' && parseFloat(outlineWidth) >= 1) || borderColor === color || boxShadow.includes(color)
      const name = at.dataset['testid'] ?? at.getAttribute('aria-label') ?? at.title ?? at.className
      const region = at.closest('.topbar, .statusbar, .dv-groupview, [role=dialog]')
      const order = region === null ? -1 : [...document.querySelectorAll('.topbar, .statusbar, .dv-groupview')].indexOf(region)
      return {
        name: name === '' ? `${at.tagName} ${at.textContent.slice(0, 30)}` : name,
        region: String(order),
        seen: shown,
        again,
      }
    })
    if (stop === undefined || stop.again) break
    stops.push(stop)
  }
  const unreached = await page.evaluate(() => {
    const seen = Reflect.get(window, 'tabSeen') as Set<Element>
    const controls = document.querySelectorAll<HTMLElement>(
      'button, input, select, a[href], [role=option], [role=radio], [role=row][tabindex]',
    )
    return [...controls]
      .filter((control) => {
        const box = control.getBoundingClientRect()
        if (box.width === 0 || control.matches(':disabled') || seen.has(control)) return false
        // One stop for a group whose choices the arrow keys move through.
        const group = control.closest('[role=radiogroup], [role=listbox], [role=tablist], [role=table], [role=toolbar]')
        return group === null || ![...seen].some((each) => group.contains(each))
      })
      .map((control) => control.dataset['testid'] ?? control.getAttribute('aria-label') ?? control.outerHTML.slice(0, 120))
  })
  const left = new Set<string>()
  const backwards: string[] = []
  stops.forEach(({ region, name }, index) => {
    const before = stops[index - 1]?.region
    if (before !== undefined && before !== region) left.add(before)
    if (left.has(region)) backwards.push(name)
  })
  return {
    stops: stops.map(({ name }) => name),
    unseen: stops.filter(({ seen }) => !seen).map(({ name }) => name),
    unreached,
    backwards,
  }
}
