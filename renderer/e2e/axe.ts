import { createRequire } from 'node:module'
import type { Page } from 'playwright-core'

const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js')

interface AxeNode {
  readonly target: readonly string[]
  readonly failureSummary?: string
}

interface AxeResult {
  readonly violations: readonly { readonly id: string; readonly help: string; readonly nodes: readonly AxeNode[] }[]
}

export interface AxeOptions {
  /** What is looked at; the whole page by default. */
  readonly within?: string
  /** Rules that cannot hold there. */
  readonly without?: readonly string[]
}

/** What axe-core finds wrong in a page as it is now, one line for each element. */
export async function axeViolations(page: Page, { within, without = [] }: AxeOptions = {}): Promise<readonly string[]> {
  if (!(await page.evaluate(() => Reflect.has(window, 'axe')))) await page.addScriptTag({ path: AXE })
  const result = await page.evaluate(
    async ({ selector, off }) => {
      const axe = Reflect.get(window, 'axe') as { run: (context: unknown, options: object) => Promise<unknown> }
      const rules = Object.fromEntries(off.map((rule) => [rule, { enabled: false }]))
      return await axe.run(selector === undefined ? document : { include: [[selector]] }, { resultTypes: ['violations'], rules })
    },
    { selector: within, off: without },
  )
  return (result as AxeResult).violations.flatMap(({ id, nodes }) =>
    nodes.map(
      ({ target, failureSummary }) =>
        `${id}: ${target.join(' ')}: ${(failureSummary ?? '').split('\n').slice(1).join(' ').trim()}`,
    ),
  )
}
