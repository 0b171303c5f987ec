import { readFileSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DEMO_ACCOUNT, type DemoExchange } from '../../core/demo/index.ts'
import { startObservedDemo } from '../../core/testing/live-venue.ts'
import { Programs } from '../../core/testing/program.ts'
import { QUICK_CONFIG } from '../../core/testing/quick-config.ts'
import { CHOICES } from '../main/quit-guard.ts'
import { DeskScene } from './desk-scene.ts'

/** Part of every secret here: found anywhere but in the form, something leaked. */
const MARK = 'MARKED-e51d'
const KEYS = { apiKey: `${MARK}-api-key-${'k'.repeat(40)}`, secret: `${MARK}-api-secret-${'s'.repeat(40)}` }
const KEYS_PAGE = 'sentinel://keys/'
const TERMINAL = 'sentinel://app/index.html'
const PATIENCE = { timeout: 60_000, interval: 100 }
/** The account holds more of one coin than the limits would let anybody buy. */
const ROOMY = { maxPosition: '1', maxExposure: '1', maxAssetExposure: '1', maxVenueExposure: '1', maxCorrelatedExposure: '1' }

describe('a person who goes live at the desktop, under the double of Electron', () => {
  const programs = new Programs()
  const scene = new DeskScene()
  let demo: DemoExchange
  let page: Page

  beforeAll(async () => {
    await programs.build()
    const account = { ...DEMO_ACCOUNT, ...KEYS, balances: { USDT: '100000', BTC: '0.01' } }
    ;({ demo } = await startObservedDemo({ accounts: [account] }))
    scene.configure({
      ...QUICK_CONFIG,
      exchanges: [{ id: 'binance', symbols: ['BTC/USDT'], endpoint: demo.endpoint }],
      strategies: [{ ...QUICK_CONFIG.strategies[0], enabled: false }],
      risk: { ...QUICK_CONFIG.risk, ...ROOMY },
    })
  })
  afterAll(async () => {
    await scene.close()
    await demo.close()
    await programs.close()
  })

  const fillForm = async (form: Page): Promise<string | null> => {
    await form.locator('#id').fill('demo')
    await form.locator('#apiKey').fill(KEYS.apiKey)
    await form.locator('#secret').fill(KEYS.secret)
    await form.getByRole('button', { name: 'Keep in the keychain' }).click()
    await expect.poll(() => form.locator('#outcome').textContent(), PATIENCE).not.toBe('')
    return await form.locator('#outcome').textContent()
  }
  const notified = async (part: string): Promise<void> => {
    await scene.desk.until(part, ({ notifications }) =>
      notifications.some(({ title, body }) => `${title} ${body}`.includes(part)),
    )
  }

  it('keeps no keys where no keyring is, and is told what to install', async () => {
    page = await scene.start({ SENTINEL_DOUBLE_KEYRING: 'basic_text' })
    await scene.desk.ask({ do: 'menu', label: 'Exchange keys…' })
    const form = await scene.page(KEYS_PAGE)
    await expect.poll(() => form.locator('#backend').textContent(), PATIENCE).toMatch(/no keyring.*install and unlock a keyring/)
    expect(await form.locator('#add').isVisible()).toBe(false)
    expect(scene.files().filter((file) => file.endsWith('keys.json'))).toEqual([])
    expect(await scene.quit()).toBe(0)
  })

  it('gives the keys to the keychain in a window of its own, which no other page reaches', async () => {
    page = await scene.start()
    await scene.desk.ask({ do: 'menu', label: 'Exchange keys…' })
    const form = await scene.page(KEYS_PAGE)
    await expect.poll(() => form.locator('#backend').textContent(), PATIENCE).toBe('Kept by: gnome_libsecret')
    expect(await fillForm(form)).toBe('The keys demo are kept. You may close this window.')
    expect(await form.locator('#secret').inputValue()).toBe('')
    await expect.poll(() => form.locator('#kept option').allTextContents(), PATIENCE).toEqual(['demo'])
    const reached = await page.evaluate(() =>
      fetch('sentinel://keys/').then(
        () => 'reached',
        () => 'refused',
      ),
    )
    expect(reached).toBe('refused')
    const window = (await scene.desk.view()).windows.find(({ url }) => url === KEYS_PAGE)
    await scene.desk.ask({ do: 'close-window', id: window?.id ?? 0 })
  })

  it('goes live with them, adopting what the account holds', async () => {
    await page.getByTestId('mode-live').click(PATIENCE)
    await page.getByTestId('gate-key-permissions').waitFor(PATIENCE)
    await page.getByTestId('gate-difference').first().waitFor(PATIENCE)
    for (let left = await page.getByTestId('gate-difference').count(); left > 0; left -= 1) {
      await page.getByTestId('settle-adopt').first().click(PATIENCE)
      await expect.poll(() => page.getByTestId('gate-difference').count(), PATIENCE).toBeLessThan(left)
    }
    await page.getByTestId('gate-rerun').click()
    await expect.poll(() => page.getByTestId('gate-go').isDisabled(), PATIENCE).toBe(false)
    const box = await page.getByTestId('gate-go').boundingBox()
    await page.mouse.move((box?.x ?? 0) + (box?.width ?? 0) / 2, (box?.y ?? 0) + (box?.height ?? 0) / 2)
    await page.mouse.down()
    await expect.poll(() => page.locator('.shell').getAttribute('data-environment'), PATIENCE).toBe('live')
    await page.mouse.up()
    const { tray } = await scene.desk.until(
      'live in the tray',
      (view) => view.tray?.labels[0] === '■ LIVE: real money, live is armed',
    )
    expect(tray?.toolTip).toMatch(/^Sentinel LIVE: real money/)
  })

  it('is asked before it may quit, and stays', async () => {
    await scene.desk.until('open risk', (view) => view.tray?.labels.some((label) => label.startsWith('Live: 1 ')) ?? false)
    await scene.desk.ask({ do: 'quit' })
    const { questions } = await scene.desk.until('the question', (view) => view.questions.length === 1)
    expect(questions[0]).toMatchObject({
      message: 'Real money is at stake: 1 position',
      buttons: [CHOICES.stay, CHOICES.flatten, CHOICES.cancel, CHOICES.anyway],
    })
    await scene.desk.ask({ do: 'answer', button: CHOICES.stay })
    await scene.desk.ask({ do: 'quit' })
    await scene.desk.until('the question', (view) => view.questions.length === 1)
    await scene.desk.ask({ do: 'answer', button: CHOICES.anyway })
    await scene.desk.until('the second question', (view) => view.questions[0]?.buttons.length === 2)
    await scene.desk.ask({ do: 'answer', button: CHOICES.anyway, checked: false })
    expect((await scene.desk.view()).services).toHaveLength(6)
  })

  it('goes on in the tray when the windows are closed, because live positions are open', async () => {
    for (const { id } of (await scene.desk.view()).windows) await scene.desk.ask({ do: 'close-window', id })
    await notified('1 live positions and orders are open')
    await scene.desk.ask({ do: 'tray', label: 'Open Sentinel' })
    page = await scene.page(TERMINAL)
    await expect.poll(() => page.locator('.shell').getAttribute('data-environment'), PATIENCE).toBe('live')
  })

  it('loses the live trader and has it back with its keys, disarmed, on paper', async () => {
    const pid = scene.pidOf((await scene.desk.view()).services, 'trader-live')
    process.kill(pid, 'SIGKILL')
    await notified('the live trader ended by itself: the mode is paper')
    await expect.poll(() => page.locator('.shell').getAttribute('data-environment'), PATIENCE).toBe('paper')
    await scene.desk.until('the live trader', (view) => ![0, pid].includes(scene.pidOf(view.services, 'trader-live')))
    await scene.desk.until(
      'what it holds',
      (view) => view.tray?.labels.some((label) => label.startsWith('Live: 1 ') && label.endsWith('(running)')) ?? false,
    )
    expect((await scene.desk.view()).tray?.labels[0]).toBe('□ PAPER, paper is armed')
  })

  it('flattens, and then quits', async () => {
    // Whatever was shown until now, in tray, menu, notifications and questions, and on the page.
    expect(JSON.stringify(await scene.desk.view())).not.toContain(MARK)
    expect(await page.content()).not.toContain(MARK)
    await scene.desk.ask({ do: 'quit' })
    await scene.desk.until('the question', (view) => view.questions.length === 1)
    await scene.desk.ask({ do: 'answer', button: CHOICES.flatten })
    expect(await scene.desk.exited).toBe(0)
    await scene.end()
  })

  it('left no part of the keys in any file or log', () => {
    expect(scene.heard).not.toContain(MARK)
    expect(scene.heard).toContain('"service":"trader-live"')
    const kept = scene.files()
    expect(kept.some((file) => file.endsWith('keys.json'))).toBe(true)
    expect(kept.filter((file) => readFileSync(file).includes(MARK))).toEqual([])
  })
})
