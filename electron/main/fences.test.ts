import type { IpcMain, Session, WebContents } from 'electron'
import { describe, expect, it } from 'vitest'
import { CONNECT_MESSAGE } from '../../core/contract/index.ts'
import { CONTENT_SECURITY_POLICY, denyPermissions, lockPage, PAGE_ORIGIN } from './page-rules.ts'
import { forkFrom } from './processes.ts'
import { acceptConnects } from './validated-ipc.ts'

type Handler = (...args: unknown[]) => unknown

function lockedContents() {
  const handlers = new Map<string, Handler>()
  let openHandler: Handler = () => ({ action: 'allow' })
  const contents = {
    on: (event: string, handler: Handler) => handlers.set(event, handler),
    setWindowOpenHandler: (handler: Handler) => {
      openHandler = handler
    },
  }
  lockPage(contents as unknown as WebContents)
  const isPrevented = (event: string, url: string): boolean => {
    let prevented = false
    handlers.get(event)?.({
      url,
      preventDefault: () => {
        prevented = true
      },
    })
    return prevented
  }
  return { isPrevented, open: (url: string) => openHandler({ url }) }
}

describe('the page is locked', () => {
  it.each(['https://example.org/', 'file:///etc/passwd', 'javascript:1', `${PAGE_ORIGIN}.example.org/`, 'sentinel://other/'])(
    'does not go to %s',
    (url) => {
      const page = lockedContents()
      expect(page.isPrevented('will-navigate', url)).toBe(true)
      expect(page.isPrevented('will-frame-navigate', url)).toBe(true)
      expect(page.open(url)).toEqual({ action: 'deny' })
    },
  )

  it('may reload itself, and takes no guest page', () => {
    const page = lockedContents()
    expect(page.isPrevented('will-navigate', `${PAGE_ORIGIN}/index.html`)).toBe(false)
    expect(page.isPrevented('will-attach-webview', `${PAGE_ORIGIN}/index.html`)).toBe(true)
  })

  it('denies every permission', () => {
    const answers: unknown[] = []
    denyPermissions({
      setPermissionRequestHandler: (handler: Handler) => handler({}, 'media', (granted: unknown) => answers.push(granted)),
      setPermissionCheckHandler: (handler: Handler) => answers.push(handler()),
    } as unknown as Session)
    expect(answers).toEqual([false, false])
  })

  it('runs no code from elsewhere and no eval', () => {
    expect(CONTENT_SECURITY_POLICY).toContain("default-src 'none'")
    expect(CONTENT_SECURITY_POLICY).toMatch(/script-src 'self'(;|$)/)
    expect(CONTENT_SECURITY_POLICY).not.toContain('unsafe-eval')
  })
})

describe('a message from a page', () => {
  const own = { url: `${PAGE_ORIGIN}/index.html`, parent: null }
  const send = (senderFrame: unknown, service: unknown) => {
    const log: string[] = []
    let handler: Handler = () => undefined
    acceptConnects({
      ipc: {
        on: (channel: string, each: Handler) => {
          if (channel === CONNECT_MESSAGE) handler = each
        },
      } as unknown as IpcMain,
      onConnect: (name) => log.push(`connect ${name}`),
      onRefused: (reason) => log.push(`refused: ${reason}`),
    })
    handler({ senderFrame }, service)
    return log
  }

  it('is heard from the main frame of our page', () => {
    expect(send(own, 'trader')).toEqual(['connect trader'])
  })

  it.each([
    ['a foreign page', { url: 'https://example.org/', parent: null }, 'trader'],
    ['a frame inside the page', { url: own.url, parent: own }, 'trader'],
    ['a frame that is gone', null, 'trader'],
    ['our page naming no service', own, 'keys'],
    ['our page sending an object', own, { service: 'trader' }],
  ])('is refused from %s', (_what, frame, service) => {
    const log = send(frame, service)
    expect(log).toHaveLength(1)
    expect(log[0]).toMatch(/^refused/)
  })
})

it('a service process inherits no environment, and the trader is the paper one', () => {
  const calls: unknown[][] = []
  const fork = forkFrom((...args) => {
    calls.push(args)
    return undefined as never
  }, 'dist/electron/processes')
  fork('trader')
  expect(calls).toEqual([['dist/electron/processes/trader-paper.js', [], { serviceName: 'sentinel trader', env: {} }]])
})
