import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Cdp, type CdpEvent } from './cdp.ts'
import { Page } from './page.ts'
import { type FromPage, fromBrowser, type PageAnswer, type ToPage, toBrowser } from './page-words.ts'
import { openParcels } from './parcels.ts'
import { WORLD } from './page-world.ts'

/** The process that holds the browser, apart from the main process as renderers are: ports lead here directly. */

const { findChromium } = createRequire(import.meta.url)('../../../core/hosts/node/launch/chromium.cjs') as {
  findChromium: () => string | undefined
}
const QUIET = [
  '--headless=new',
  '--remote-debugging-port=0',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  '--no-startup-window',
  '--disable-popup-blocking',
]
const profile = mkdtempSync(join(tmpdir(), 'sentinel-page-'))
const tell = (message: FromPage): void => {
  if (process.connected) process.send?.(message)
}

async function openBrowser(): Promise<{ browser: ChildProcess; endpoint: string }> {
  const executable = findChromium()
  if (executable === undefined) throw new Error('no Chromium found: install it or set SENTINEL_CHROMIUM to its path')
  const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : []
  const browser = spawn(executable, [...QUIET, ...asRoot, `--user-data-dir=${profile}`], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const endpoint = await new Promise<string>((resolve, reject) => {
    let said = ''
    browser.stderr.setEncoding('utf8').on('data', (text: string) => {
      said += text
      const found = /DevTools listening on (ws:\S+)/.exec(said)?.[1]
      if (found !== undefined) resolve(found)
    })
    browser.on('exit', () => reject(new Error(`the browser did not start: ${said.slice(-500)}`)))
  })
  return { browser, endpoint }
}

const held: { browser?: ChildProcess } = {}
/** Asked to end, the browser takes its own processes with it, and nobody writes to its folder any more. */
function leave(): void {
  const { browser } = held
  const remove = (): void => {
    rmSync(profile, { recursive: true, force: true, maxRetries: 10 })
    process.exit(0)
  }
  if (browser === undefined || browser.exitCode !== null) {
    remove()
    return
  }
  browser.once('exit', remove)
  browser.kill('SIGTERM')
  setTimeout(() => browser.kill('SIGKILL'), 3_000)
}
process.on('disconnect', leave)

const opened = await openBrowser().catch((error: unknown) => {
  tell({ type: 'failed', reason: String(error) })
  leave()
  throw error
})
held.browser = opened.browser
const cdp = await Cdp.connect(opened.endpoint)

const pages = new Map<string, Page>()
/** Windows by the target that the browser made for them. */
const targets = new Map<string, { readonly window: number; readonly preload: string }>()
const preparing = new Map<number, PromiseWithResolvers<Page>>()
interface Opening {
  readonly window: number | null
  readonly preload: string
}
/** Pages that a page asked for, by the session that asked, in the order of asking; either event may come first. */
const asked = new Map<
  string,
  { readonly answers: Promise<Opening>[]; readonly takers: ((opening: Promise<Opening>) => void)[] }
>()
const askedOf = (session: string) => {
  const found = asked.get(session) ?? { answers: [], takers: [] }
  asked.set(session, found)
  return found
}
const sessionsOfTargets = new Map<string, string>()
let nextRequest = 1
const waiting = new Map<number, (answer: PageAnswer) => void>()
const openings = new Map<number, (answer: Opening) => void>()

const pageOf = (window: number): Page | undefined => [...pages.values()].find((page) => page.window === window)
/** What is asked of a page that went meanwhile needs no answer. */
const quietly = (done: Promise<unknown>): void => {
  done.catch(() => undefined)
}

async function attached(session: string, target: string, opener: string | undefined): Promise<void> {
  sessionsOfTargets.set(target, session)
  let made = targets.get(target)
  if (made === undefined && opener !== undefined) {
    const { answers, takers } = askedOf(sessionsOfTargets.get(opener) ?? '')
    const { window, preload } = await (answers.shift() ?? new Promise<Opening>((resolve) => takers.push(resolve)))
    if (window !== null) made = { window, preload }
  }
  if (made === undefined) {
    // Not what the program opened or allowed, or a page of the test's own making.
    quietly(cdp.send('Runtime.runIfWaitingForDebugger', {}, session))
    if (opener !== undefined) quietly(cdp.send('Target.closeTarget', { targetId: target }))
    return
  }
  const { window } = made
  const page = new Page(cdp, session, window, {
    onSend: (channel, args) => {
      tell({ type: 'ipc', window, channel, args })
    },
    onInvoke: (call, channel, args) => {
      tell({ type: 'invoke', window, call, channel, args })
    },
  })
  pages.set(session, page)
  page.mainFrame = target
  await page.prepare(made.preload)
  preparing.get(window)?.resolve(page)
}

async function requested(page: Page, params: Record<string, unknown>): Promise<void> {
  const { requestId, request, resourceType, frameId } = params as {
    requestId: string
    request: { url: string; method: string }
    resourceType: string
    frameId: string
  }
  // Another debugger that looks on may have let the page go before its preload was in place: its document waits.
  await page.prepared
  const id = nextRequest++
  const url = fromBrowser(request.url)
  const navigation = resourceType === 'Document' && frameId === page.mainFrame
  const byProgram = navigation && page.expected === url
  if (byProgram) page.expected = undefined
  const answer = await new Promise<PageAnswer>((resolve) => {
    waiting.set(id, resolve)
    tell({
      type: 'request',
      request: id,
      window: page.window,
      url,
      method: request.method,
      document: navigation && !byProgram,
    })
  })
  if (answer === null) {
    await cdp.send('Fetch.failRequest', { requestId, errorReason: navigation ? 'Aborted' : 'BlockedByClient' }, page.session)
    return
  }
  const responseHeaders = answer.headers.map(([name, value]) => ({ name, value }))
  const body = Buffer.from(answer.body).toString('base64')
  await cdp.send('Fetch.fulfillRequest', { requestId, responseCode: answer.status, responseHeaders, body }, page.session)
}

function windowOpened(page: Page, params: Record<string, unknown>): void {
  const { url, windowName } = params as { url: string; windowName: string }
  const id = nextRequest++
  const answer = new Promise<Opening>((resolve) => openings.set(id, resolve))
  const { answers, takers } = askedOf(page.session)
  const taker = takers.shift()
  if (taker === undefined) answers.push(answer)
  else taker(answer)
  tell({ type: 'open-window', request: id, window: page.window, url: fromBrowser(url), name: windowName })
}

cdp.onEvent = ({ method, params, session }: CdpEvent) => {
  if (method === 'Target.attachedToTarget') {
    const { sessionId, targetInfo } = params as {
      sessionId: string
      targetInfo: { targetId: string; openerId?: string; type: string }
    }
    if (targetInfo.type === 'page') quietly(attached(sessionId, targetInfo.targetId, targetInfo.openerId))
    return
  }
  if (method === 'Target.detachedFromTarget') {
    const gone = pages.get(String(params.sessionId))
    gone?.worldGone()
    if (gone !== undefined && pages.delete(gone.session)) tell({ type: 'closed', window: gone.window })
    return
  }
  const page = pages.get(session ?? '')
  if (page === undefined) return
  switch (method) {
    case 'Runtime.executionContextCreated': {
      const { id, name, auxData } = params.context as { id: number; name: string; auxData: { frameId: string } }
      if (name === WORLD && auxData.frameId === page.mainFrame) page.worldMade(id)
      return
    }
    case 'Runtime.executionContextDestroyed':
      page.worldGone(Number(params.executionContextId))
      return
    case 'Runtime.executionContextsCleared':
      page.worldGone()
      return
    case 'Runtime.bindingCalled':
      page.heard(Number(params.executionContextId), String(params.payload))
      return
    case 'Fetch.requestPaused':
      quietly(requested(page, params))
      return
    case 'Page.windowOpen':
      windowOpened(page, params)
      return
    case 'Page.frameNavigated': {
      const { id, url } = params.frame as { id: string; url: string }
      if (id === page.mainFrame) tell({ type: 'committed', window: page.window, url: fromBrowser(url) })
      return
    }
    case 'Page.loadEventFired':
      tell({ type: 'loaded', window: page.window })
      return
    case 'Inspector.targetCrashed':
      page.worldGone()
      tell({ type: 'crashed', window: page.window })
      return
  }
}

async function open(message: Extract<ToPage, { type: 'open' }>): Promise<void> {
  const { window, preload, width, height } = message
  preparing.set(window, Promise.withResolvers())
  // Made under a turn of our own: the browser tells of the page before it answers.
  const made = cdp.send('Target.createTarget', { url: 'about:blank', newWindow: true, width, height })
  const { targetId } = (await made) as { targetId: string }
  targets.set(targetId, { window, preload })
  const session = sessionsOfTargets.get(targetId)
  if (session !== undefined) await attached(session, targetId, undefined)
}

async function load({ window, url }: Extract<ToPage, { type: 'load' }>): Promise<void> {
  const page = await preparing.get(window)?.promise
  if (page === undefined) return
  page.expected = url
  await cdp.send('Page.navigate', { url: toBrowser(url) }, page.session)
}

async function reload(page: Page): Promise<void> {
  const { frameTree } = (await cdp.send('Page.getFrameTree', {}, page.session)) as { frameTree: { frame: { url: string } } }
  page.expected = fromBrowser(frameTree.frame.url)
  await cdp.send('Page.reload', {}, page.session)
}

async function handle(message: ToPage, sockets: readonly Socket[]): Promise<void> {
  if (message.type === 'open') await open(message)
  else if (message.type === 'load') await load(message)
  else if (message.type === 'answer') {
    waiting.get(message.request)?.(message.answer)
    waiting.delete(message.request)
  } else if (message.type === 'window-opened') {
    openings.get(message.request)?.(message)
    openings.delete(message.request)
  } else {
    const page = pageOf(message.window)
    if (page === undefined) for (const socket of sockets) socket.destroy()
    else if (message.type === 'ipc') page.ipc(message.channel, message.args, sockets)
    else if (message.type === 'invoked') page.send({ t: 'invoked', call: message.call, ok: message.ok, value: message.value })
    else if (message.type === 'close') await cdp.send('Page.close', {}, page.session)
    else if (message.type === 'crash') await cdp.send('Page.crash', {}, page.session)
    else await reload(page)
  }
}

process.on(
  'message',
  openParcels((message, sockets) => {
    quietly(handle(message as ToPage, sockets))
  }),
)
await cdp.send('Target.setAutoAttach', {
  autoAttach: true,
  waitForDebuggerOnStart: true,
  flatten: true,
  filter: [{ type: 'page' }],
})
tell({ type: 'ready', endpoint: opened.endpoint })
