import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser, chromium, type Page } from 'playwright-core'
import { vi } from 'vitest'
import type { ConfigInput } from '../../core/contract/index.ts'
import { type Desk, launch, type LaunchOptions } from '../testing/double/launch.ts'

/** Where a page of the program stands in the browser of the double. */
const inBrowser = (url: string): string => url.replace(/^sentinel:\/\/(\w+)\//, 'https://$1.sentinel.test/')

/** The built program on a desk of its own, with the pages of its windows. */
export class DeskScene {
  readonly userData = mkdtempSync(join(tmpdir(), 'sentinel-desk-'))
  #desk: Desk | undefined
  #browser: Browser | undefined
  /** Everything it ever said. */
  heard = ''

  configure(config: ConfigInput): void {
    mkdirSync(this.userData, { recursive: true })
    writeFileSync(join(this.userData, 'config.json'), JSON.stringify(config))
  }

  get desk(): Desk {
    if (this.#desk === undefined) throw new Error('the program does not run')
    return this.#desk
  }

  /** Starts it and waits for its first window. */
  async start(env: NonNullable<LaunchOptions['env']> = {}): Promise<Page> {
    this.#desk = launch({ userData: this.userData, env })
    const { endpoint } = await this.desk.until('the first window', ({ windows }) => windows.some(({ visible }) => visible))
    this.#browser = await chromium.connectOverCDP(endpoint)
    return await this.page('sentinel://app/index.html')
  }

  /** The page of the window with this address. */
  async page(url: string): Promise<Page> {
    await this.desk.until(`a window with ${url}`, ({ windows }) => windows.some((window) => window.url === url && window.visible))
    // Whoever looks over the browser's shoulder hears of a page a little later than the program.
    return await vi.waitFor(
      () => {
        const pages = this.#browser?.contexts().flatMap((context) => context.pages()) ?? []
        const found = pages.find((page) => page.url() === inBrowser(url))
        if (found === undefined) throw new Error(`the browser has no page ${url}: ${pages.map((page) => page.url()).join(' ')}`)
        return found
      },
      { timeout: 20_000, interval: 50 },
    )
  }

  pidOf(services: readonly { readonly name: string; readonly pid: number }[], service: string): number {
    return services.find(({ name }) => name === `sentinel ${service}`)?.pid ?? 0
  }

  /** Leaves by the menu's way; the exit code. */
  async quit(): Promise<number | null> {
    await this.desk.ask({ do: 'quit' })
    const code = await this.desk.exited
    await this.#ended()
    return code
  }

  async end(): Promise<void> {
    await this.#desk?.end()
    await this.#ended()
  }

  async close(): Promise<void> {
    await this.end()
    rmSync(this.userData, { recursive: true, force: true })
  }

  files(): readonly string[] {
    return readdirSync(this.userData, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
  }

  async #ended(): Promise<void> {
    this.heard += this.#desk?.said() ?? ''
    await this.#browser?.close()
    this.#browser = undefined
    this.#desk = undefined
  }
}
