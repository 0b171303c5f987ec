import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { build, type PreviewServer, preview } from 'vite'
import { launchChromium } from './chromium.ts'

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))
const OUT = here('../../dist/gallery')
const LIMIT = 30_000

export const THEMES = ['dark', 'light'] as const
export type Theme = (typeof THEMES)[number]

export interface PageOptions {
  readonly width?: number
  readonly height?: number
  readonly scale?: number
}

/** The state gallery, built once and served on loopback, and one browser that looks at it. */
export class GalleryPages {
  readonly #server: PreviewServer
  readonly #browser: Browser
  readonly #url: string
  readonly #contexts: BrowserContext[] = []

  private constructor(server: PreviewServer, browser: Browser, url: string) {
    this.#server = server
    this.#browser = browser
    this.#url = url
  }

  static async open(): Promise<GalleryPages> {
    const common = { configFile: false, root: here('..'), base: './', logLevel: 'warn' } as const
    const output = { outDir: OUT, emptyOutDir: true, target: 'es2024', minify: false, reportCompressedSize: false }
    await build({
      ...common,
      plugins: [react()],
      build: { ...output, rolldownOptions: { input: here('../dev/gallery.html') } },
    })
    const server = await preview({ ...common, build: { outDir: OUT }, preview: { host: '127.0.0.1', port: 0 } })
    const [url] = server.resolvedUrls?.local ?? []
    if (url === undefined) throw new Error('the gallery is not served')
    return new GalleryPages(server, await launchChromium(), `${url}dev/gallery.html`)
  }

  /** A page of its own, without memory of others, still and at one device pixel for each of CSS. */
  async page({ width = 1_440, height = 900, scale = 1 }: PageOptions = {}): Promise<Page> {
    const context = await this.#browser.newContext({
      viewport: { width, height },
      deviceScaleFactor: scale,
      reducedMotion: 'reduce',
      locale: 'en-US',
      timezoneId: 'UTC',
    })
    this.#contexts.push(context)
    return await context.newPage()
  }

  /** Opens the gallery with a query and waits until nothing moves any more. */
  async show(page: Page, query: Readonly<Record<string, string>>): Promise<void> {
    await page.goto(`${this.#url}?${new URLSearchParams(query).toString()}`, { timeout: LIMIT })
    await page.locator('html[data-gallery="done"]').waitFor({ timeout: LIMIT, state: 'attached' })
  }

  /** Changes the colours of the page that is shown, as the settings would. */
  async appear(page: Page, theme: Theme, pair = 'green-red'): Promise<void> {
    await page.evaluate(
      async (look) => {
        const { appear } = Reflect.get(window, 'gallery') as { appear: (look: object) => Promise<void> }
        await appear(look)
      },
      { theme, pair },
    )
  }

  /** Lets the scripted market and its clock go on for a moment. */
  async tick(page: Page): Promise<void> {
    await page.evaluate(() => (Reflect.get(window, 'gallery') as { tick: () => Promise<unknown> }).tick())
  }

  /** Changes what the window looks at, such as which dialog is open; for a whole layout. */
  async workspace(page: Page, change: Readonly<Record<string, unknown>>): Promise<void> {
    await page.evaluate((next) => {
      const { terminals } = Reflect.get(window, 'gallery') as {
        terminals: readonly { workspace: { setState: (change: object) => void } }[]
      }
      for (const { workspace } of terminals) workspace.setState(next)
    }, change)
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))))
  }

  /** The panels and layouts that there are, as the gallery lists them. */
  async contents(): Promise<{ readonly panels: readonly string[]; readonly layouts: readonly string[] }> {
    const page = await this.page()
    await this.show(page, {})
    const named = (name: string): Promise<string[]> =>
      page
        .locator(`[data-${name}]`)
        .evaluateAll((links, key) => links.map((link) => link.getAttribute(`data-${key}`) ?? ''), name)
    const [panels, layouts] = [await named('panel'), await named('layout')]
    await page.context().close()
    return { panels, layouts }
  }

  async close(): Promise<void> {
    await Promise.all(this.#contexts.map((context) => context.close()))
    await this.#browser.close()
    await this.#server.close()
  }
}
