import { createRequire } from 'node:module'
import { type Browser, chromium } from 'playwright-core'

const { findChromium } = createRequire(import.meta.url)('../../core/hosts/node/launch/chromium.cjs') as {
  findChromium: () => string | undefined
}

const QUIET = ['--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run']

/** A real Chromium that speaks to nobody by itself. Chromium refuses its sandbox to root. */
export async function launchChromium(): Promise<Browser> {
  const executablePath = findChromium()
  if (executablePath === undefined) throw new Error('no Chromium found: install it or set SENTINEL_CHROMIUM to its path')
  const asRoot = process.getuid?.() === 0
  return await chromium.launch({ executablePath, args: asRoot ? [...QUIET, '--no-sandbox'] : QUIET })
}
