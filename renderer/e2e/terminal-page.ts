import type { Locator, Page } from 'playwright-core'

const LIMIT = 20_000

export interface PageWatch {
  /** Console errors, uncaught exceptions and failed loads. */
  readonly errors: readonly string[]
  /** Every host that the page asked for anything, over HTTP or WebSocket. */
  readonly requests: ReadonlySet<string>
}

/** Notes whatever goes wrong in a page, and where it reaches. */
export function watchPage(page: Page): PageWatch {
  const errors: string[] = []
  const requests = new Set<string>()
  page.on('console', (message) => {
    // That the server is away while it is killed is the test's doing; Chromium words it as an error of its own.
    if (message.type() === 'error' && !message.text().includes('ERR_CONNECTION_REFUSED')) errors.push(message.text())
  })
  page.on('pageerror', (error) => {
    errors.push(String(error))
  })
  page.on('request', (request) => {
    const { hostname, protocol } = new URL(request.url())
    if (protocol !== 'data:' && protocol !== 'blob:') requests.add(hostname)
  })
  page.on('websocket', (socket) => {
    requests.add(new URL(socket.url()).hostname)
  })
  return { errors, requests }
}

/** Opens the printed address as a new visit and waits for the first price. */
export async function openTerminal(page: Page, url: string): Promise<void> {
  // Whoever opens a page for a test knows the way.
  await page.addInitScript(() => {
    if (location.protocol.startsWith('http')) localStorage.setItem('sentinel.tour', 'off')
  })
  // Only the part after # differs between two starts on the same port, and that alone loads nothing.
  await page.goto('about:blank')
  await page.goto(url, { timeout: LIMIT })
  await page.getByTestId('last-BTC/USDT').waitFor({ timeout: LIMIT })
}

/** Brings a panel of the dock to the front by its tab. */
export async function panel(page: Page, id: string): Promise<void> {
  await page.getByTestId(`tab-${id}`).click({ timeout: LIMIT })
}

/** The exact figures behind what is shown: every figure carries its unrounded text as its title. */
export async function titles(within: Locator): Promise<string[]> {
  return await within.locator('[title]').evaluateAll((elements) => elements.map((element) => element.getAttribute('title') ?? ''))
}

/** Approves on a signal's card as its size asks for it: pressed once, read and pressed again, or held. */
export async function approveOn(card: Locator): Promise<void> {
  const known = card.locator('[data-testid="approve-step"]:not([data-step="waiting"])')
  await known.waitFor({ state: 'attached', timeout: 3_000 })
  const step = await known.getAttribute('data-step')
  if (step === 'hold') return card.getByTestId('approve-hold').press('Enter', { delay: 1_700, timeout: 3_000 })
  const button = card.getByTestId('approve')
  await button.click({ timeout: 2_000 })
  // A second press too soon after the first would be a double click.
  if (step === 'ask') await button.press('Space', { delay: 500, timeout: 3_000 })
}
