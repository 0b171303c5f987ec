import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { silentLogger } from '../../core/adapters/memory/index.ts'
import { systemClock } from '../../core/adapters/system/index.ts'
import { type DemoExchange, startDemoExchange } from '../../core/demo/index.ts'
import { Programs } from '../../core/testing/program.ts'
import { QUICK_CONFIG } from '../../core/testing/quick-config.ts'
import { approveOn, panel, watchPage } from '../../renderer/e2e/terminal-page.ts'
import { launch } from '../testing/double/launch.ts'
import { DeskScene } from './desk-scene.ts'

const PATIENCE = { timeout: 40_000, interval: 50 }
/** Windows of one origin share a process: two terminals need more of a busy machine than one. */
const SLOW = { timeout: 120_000, interval: 200 }
const POP_OUT = 'sentinel://app/index.html?window=charts'
const SERVICES = ['feed', 'strategy', 'recorder', 'research', 'trader'] as const

describe('a person at the desktop, under the double of Electron', () => {
  const programs = new Programs()
  const scene = new DeskScene()
  let demo: DemoExchange
  let page: Page
  let watch: ReturnType<typeof watchPage>

  beforeAll(async () => {
    await programs.build()
    demo = await startDemoExchange({ source: 'market', speed: 2, clock: systemClock(), logger: silentLogger() })
    scene.configure({
      ...QUICK_CONFIG,
      exchanges: [{ id: 'binance', symbols: ['BTC/USDT'], endpoint: demo.endpoint }],
      approval: { maxDriftBps: 1_000, timeToLiveMs: 600_000 },
    })
    page = await scene.start()
    watch = watchPage(page)
  })
  afterAll(async () => {
    await scene.close()
    await demo.close()
    await programs.close()
  })

  const price = (of: Page = page): Promise<string | null> => of.getByTestId('last-BTC/USDT').textContent({ timeout: 30_000 })
  const moves = async (of: Page = page): Promise<void> => {
    const before = await price(of)
    await expect.poll(() => price(of), PATIENCE).not.toBe(before)
  }

  it('sees the first price, on paper', async () => {
    await expect.poll(() => price(), PATIENCE).toMatch(/^[\d,]+\.\d+$/)
    await moves()
    expect(await page.getByTestId('mode').textContent()).toBe('PAPER')
    await expect.poll(() => page.getByTestId('connection').getAttribute('data-phase'), PATIENCE).toBe('connected')
    const { tray } = await scene.desk.until(
      'figures in the tray',
      (view) => view.tray?.labels.some((label) => label.startsWith('Equity')) ?? false,
    )
    expect(tray?.labels[0]).toBe('□ PAPER, paper is armed')
  })

  it('approves a signal and sees its order filled; the system told of the signal', async () => {
    await scene.desk.until('a notification of a signal', ({ notifications }) =>
      notifications.some(({ title }) => title.includes('waits for you')),
    )
    await panel(page, 'fills')
    // The market may overtake one signal; then it is another.
    await vi.waitFor(async () => {
      await page.locator('[data-testid^="signal-row-"][data-state="PENDING"]').first().click({ timeout: 5_000 })
      await approveOn(page.locator('[data-testid^="signal-card-"]').first())
      await page.locator('[data-testid^="fill-"]').first().waitFor({ timeout: 5_000 })
    }, SLOW)
    await panel(page, 'orders')
    await expect
      .poll(() => page.locator('[data-testid^="order-"]').allTextContents(), PATIENCE)
      .toContainEqual(expect.stringContaining('filled'))
  })

  it('has a page that is fenced in: no Node, no Electron, no inline code, no network, no other page, no guest window', async () => {
    const before = watch.errors.length
    const found = await page.evaluate(async () => {
      const script = document.createElement('script')
      script.textContent = 'window.inlined = true'
      document.body.append(script)
      const reached = await fetch('https://example.org/').then(
        () => 'reached',
        () => 'refused',
      )
      const escaped = await fetch('/../../etc/passwd').then(({ status }) => status)
      window.open('https://example.org/', 'other')
      window.open('sentinel://keys/', 'keys')
      const names = [
        'require',
        'process',
        'module',
        'Buffer',
        'ipcRenderer',
        'electron',
        '__sentinelTell',
        '__sentinelReceive',
        'inlined',
      ]
      return { reached, escaped, present: names.filter((name) => Reflect.get(window, name) !== undefined) }
    })
    expect(found).toEqual({ reached: 'refused', escaped: 404, present: [] })
    await page.evaluate(() => {
      location.href = 'https://example.org/'
    })
    await moves()
    const { windows } = await scene.desk.view()
    expect(windows.map(({ url }) => url)).toEqual(['sentinel://app/index.html'])
    expect(await scene.desk.ask({ do: 'permission', name: 'media' })).toMatchObject({
      requested: false,
      checked: false,
      device: false,
      streams: null,
    })
    // What was refused is on the console, and nothing else is.
    watch.errors.slice(before).forEach((error) => expect(error).toMatch(/Content Security Policy|ERR_|404|refused|violates/i))
  })

  it.each([
    ['a foreign frame', { url: 'https://example.org/', inner: false }, ['trader']],
    ['a frame inside the page', { url: 'sentinel://app/index.html', inner: true }, ['trader']],
    ['a frame that is gone', null, ['trader']],
    ['its own page, with no service', 'own' as const, [{ service: 'trader' }]],
  ])('hears no message from %s', async (_what, frame, args) => {
    const [window] = (await scene.desk.view()).windows
    const refused = (): number => scene.desk.said().split('refused a message from a page').length
    const before = refused()
    const channel = 'sentinel:connect'
    expect(await scene.desk.ask({ do: 'ipc', window: window?.id ?? 0, frame, channel, args, invoke: false })).toEqual([])
    await expect.poll(refused, PATIENCE).toBe(before + 1)
    const keys = { do: 'ipc', window: window?.id ?? 0, frame: 'own', channel: 'keys:submit', args: [{}], invoke: true } as const
    expect(await scene.desk.ask(keys)).toEqual({ ok: false, message: 'refused' })
  })

  it('goes on seeing prices while the main process stands still: they do not pass through it', async () => {
    await moves()
    const frozen = scene.desk.ask({ do: 'freeze', ms: 4_000 })
    let over = false
    void frozen.then(() => {
      over = true
    })
    const seen = new Set<string | null>()
    while (!over) {
      seen.add(await price())
      await page.waitForTimeout(100)
    }
    expect(seen.size).toBeGreaterThan(3)
  })

  it.each(SERVICES)('goes on when the %s service is killed, and has it back', async (service) => {
    const { services } = await scene.desk.view()
    const pid = scene.pidOf(services, service)
    process.kill(pid, 'SIGKILL')
    const after = await scene.desk.until(`another ${service}`, (view) => {
      const next = scene.pidOf(view.services, service)
      return next !== 0 && next !== pid
    })
    for (const other of SERVICES.filter((each) => each !== service))
      expect(scene.pidOf(after.services, other)).toBe(scene.pidOf(services, other))
    await moves()
    await expect.poll(() => page.getByTestId('connection').getAttribute('data-phase'), PATIENCE).toBe('connected')
    expect(after.notifications.some(({ body }) => body === `${service} stopped unexpectedly and is being restarted`)).toBe(true)
  })

  it('still has its fills after the trader was killed', async () => {
    await panel(page, 'fills')
    await expect.poll(() => page.locator('[data-testid^="fill-"]').count(), PATIENCE).toBeGreaterThan(0)
  })

  it('ends and restarts a service that hangs, though it reacts to no polite end', async () => {
    const pid = scene.pidOf((await scene.desk.view()).services, 'research')
    process.kill(pid, 'SIGSTOP')
    await scene.desk.until('another research service', ({ services }) => ![0, pid].includes(scene.pidOf(services, 'research')))
    expect(() => process.kill(pid, 0)).toThrow('ESRCH')
  })

  it('opens a pop-out of its own page, with ports of its own, and remembers where it was put', async () => {
    await page.evaluate(() => {
      window.open('?window=charts', 'sentinel-charts', 'popup,width=700,height=500')
    })
    const popOut = await scene.page(POP_OUT)
    await expect.poll(() => popOut.getByTestId('connection').getAttribute('data-phase'), SLOW).toBe('connected')
    const { windows } = await scene.desk.view()
    const id = windows.find(({ url }) => url === POP_OUT)?.id ?? 0
    await scene.desk.ask({ do: 'move-window', id, x: 300, y: 200, width: 777, height: 555 })
    // A second one of the same name is the same one.
    await page.evaluate(() => {
      window.open('?window=charts', 'sentinel-again', 'popup')
    })
    await moves()
    expect((await scene.desk.view()).windows).toHaveLength(2)
  })

  it('is reloaded when its process crashed, and trading goes on meanwhile', async () => {
    const [window] = (await scene.desk.view()).windows
    const crashed = page.waitForEvent('crash')
    await scene.desk.ask({ do: 'crash-window', id: window?.id ?? 0 })
    await crashed
    await scene.desk.until('the alert', ({ notifications }) =>
      notifications.some(({ body }) => body.includes("a window's process ended")),
    )
    expect((await scene.desk.view()).services).toHaveLength(5)
  })

  it('sleeps and wakes: the services look at their clocks', async () => {
    await scene.desk.ask({ do: 'power', event: 'suspend' })
    await scene.desk.ask({ do: 'power', event: 'resume' })
    await expect.poll(() => scene.desk.said(), PATIENCE).toMatch(/the machine slept for 0 s: older signals expire/)
  })

  it('a second start only wakes the first', async () => {
    const second = launch({ userData: scene.userData })
    expect(await second.exited).toBe(0)
    expect(second.said()).toContain('the terminal is running already')
    expect((await scene.desk.view()).services).toHaveLength(5)
  })

  it('goes on in the tray with every window closed, and kills from there', async () => {
    await scene.desk.ask({ do: 'menu', label: 'Keep running in the tray' })
    for (const { id } of (await scene.desk.view()).windows) await scene.desk.ask({ do: 'close-window', id })
    await scene.desk.until(
      'the tray alone',
      ({ notifications, windows }) =>
        windows.length === 0 && notifications.some(({ title }) => title === 'Sentinel goes on in the tray'),
    )
    await scene.desk.ask({ do: 'tray', label: 'Kill: stop all trading now' })
    const { notifications, services } = await scene.desk.until('the answer', (view) =>
      view.notifications.some(({ title }) => title === 'Kill switch'),
    )
    expect(notifications.find(({ title }) => title === 'Kill switch')?.body).toMatch(/^Paper: trading is halted/)
    expect(services).toHaveLength(5)
    await scene.desk.ask({ do: 'tray', label: 'Open Sentinel' })
    page = await scene.page('sentinel://app/index.html')
    await page.getByTestId('halted').waitFor(PATIENCE)
  })

  it('quits at once on paper, and starts again with its books and its windows where they were', async () => {
    await page.evaluate(() => {
      window.open('?window=charts', 'sentinel-charts', 'popup')
    })
    await scene.page(POP_OUT)
    expect(await scene.quit()).toBe(0)
    page = await scene.start()
    const popOut = await scene.page(POP_OUT)
    await popOut.getByTestId('halted').waitFor(SLOW)
    const { windows } = await scene.desk.view()
    const restored = windows.find(({ url }) => url === POP_OUT)
    expect(restored?.bounds).toEqual({ x: 300, y: 200, width: 777, height: 555 })
    await scene.desk.ask({ do: 'close-window', id: restored?.id ?? 0 })
    await page.getByTestId('halted').waitFor(SLOW)
    await expect.poll(() => page.locator('[data-testid="tab-fills"]').count(), SLOW).toBe(1)
    await panel(page, 'fills')
    await expect.poll(() => page.locator('[data-testid^="fill-"]').count(), SLOW).toBeGreaterThan(0)
  })
})
