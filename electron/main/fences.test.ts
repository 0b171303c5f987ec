import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { IpcMain, Session, WebContents } from 'electron'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CONNECT_MESSAGE } from '../../core/contract/index.ts'
import { millis } from '../../core/domain/index.ts'
import { CONTENT_SECURITY_POLICY, fenceSession, isOwnPage, isOwnRequest, lockPage, PAGE_ORIGIN, popOutOf } from './page-rules.ts'
import { forkFrom } from './processes.ts'
import { fileFor, filesOf, servePage } from './serve-page.ts'
import { acceptConnects } from './validated-ipc.ts'

type Handler = (...args: unknown[]) => unknown

function lockedContents() {
  const handlers = new Map<string, Handler>()
  const opened: string[] = []
  let openHandler: Handler = () => ({ action: 'allow' })
  const contents = {
    on: (event: string, handler: Handler) => handlers.set(event, handler),
    setWindowOpenHandler: (handler: Handler) => {
      openHandler = handler
    },
  }
  lockPage(contents as unknown as WebContents, (name) => {
    opened.push(name)
    return { action: 'allow' }
  })
  const isPrevented = (event: string, url: string, isMainFrame = true): boolean => {
    let prevented = false
    handlers.get(event)?.({
      url,
      isMainFrame,
      preventDefault: () => {
        prevented = true
      },
    })
    return prevented
  }
  return { isPrevented, opened, open: (url: string) => openHandler({ url }) }
}

const FOREIGN = [
  'https://example.org/',
  'file:///etc/passwd',
  'javascript:1',
  'data:text/html,x',
  'about:blank',
  'blob:sentinel://app/1',
  `${PAGE_ORIGIN}.example.org/index.html`,
  'sentinel://other/index.html',
  'sentinel://keys/',
  'sentinel://user:pass@app/index.html',
  `${PAGE_ORIGIN}/assets/other.html`,
  'devtools://devtools/bundled/inspector.html',
  'not an address',
]

describe('the page is locked', () => {
  it.each(FOREIGN)('does not go to %s', (url) => {
    const page = lockedContents()
    expect(page.isPrevented('will-navigate', url)).toBe(true)
    expect(page.isPrevented('will-frame-navigate', url)).toBe(true)
    expect(page.open(url)).toEqual({ action: 'deny' })
  })

  it('may reload itself, takes no guest page, follows no redirect and holds no frame', () => {
    const page = lockedContents()
    expect(page.isPrevented('will-navigate', `${PAGE_ORIGIN}/index.html`)).toBe(false)
    expect(page.isPrevented('will-frame-navigate', `${PAGE_ORIGIN}/index.html`)).toBe(false)
    expect(page.isPrevented('will-frame-navigate', `${PAGE_ORIGIN}/index.html`, false)).toBe(true)
    expect(page.isPrevented('will-redirect', `${PAGE_ORIGIN}/index.html`)).toBe(true)
    expect(page.isPrevented('will-attach-webview', `${PAGE_ORIGIN}/index.html`)).toBe(true)
  })

  it('opens pop-outs of itself by a plain name, and nothing else', () => {
    const page = lockedContents()
    expect(page.open(`${PAGE_ORIGIN}/index.html?window=charts-2`)).toEqual({ action: 'allow' })
    for (const query of [
      '',
      '?window=',
      '?window=../x',
      '?window=a&x=1',
      `?window=${'a'.repeat(41)}`,
      '?other=a',
      '?window=a&window=b',
    ])
      expect(page.open(`${PAGE_ORIGIN}/index.html${query}`)).toEqual({ action: 'deny' })
    expect(page.opened).toEqual(['charts-2'])
    fc.assert(
      fc.property(fc.webUrl(), fc.string(), (url, name) => {
        expect(popOutOf(url)).toBeUndefined()
        const found = popOutOf(`${PAGE_ORIGIN}/index.html?window=${encodeURIComponent(name)}`)
        expect(found === undefined || /^[A-Za-z0-9_-]{1,40}$/.test(found)).toBe(true)
      }),
    )
  })

  it('is granted no permission, device, screen, pairing or foreign download, and no request leaves', () => {
    const answers: unknown[] = []
    const events = new Map<string, Handler>()
    let request: Handler = () => undefined
    fenceSession({
      setPermissionRequestHandler: (handler: Handler) => handler({}, 'media', (granted: unknown) => answers.push(granted)),
      setPermissionCheckHandler: (handler: Handler) => answers.push(handler(null, 'media', PAGE_ORIGIN)),
      setDevicePermissionHandler: (handler: Handler) => answers.push(handler({})),
      setDisplayMediaRequestHandler: (handler: Handler) => handler({}, (streams: unknown) => answers.push(streams)),
      setBluetoothPairingHandler: (handler: Handler) => handler({}, (response: unknown) => answers.push(response)),
      setSpellCheckerEnabled: (on: boolean) => answers.push(on),
      on: (event: string, handler: Handler) => events.set(event, handler),
      webRequest: {
        onBeforeRequest: (handler: Handler) => {
          request = handler
        },
      },
    } as unknown as Session)
    expect(answers).toEqual([false, false, false, null, { confirmed: false }, false])
    const isSaved = (url: string): boolean => {
      let prevented = false
      const event = {
        preventDefault: () => {
          prevented = true
        },
      }
      events.get('will-download')?.(event, { getURL: () => url })
      return !prevented
    }
    expect(isSaved(`blob:${PAGE_ORIGIN}/1c8e`)).toBe(true)
    for (const url of [
      'https://example.org/a.exe',
      'blob:https://example.org/1',
      `blob:${PAGE_ORIGIN}.example.org/1`,
      'data:text/plain,a',
    ])
      expect(isSaved(url)).toBe(false)
    for (const url of [
      'https://example.org/',
      'ws://127.0.0.1:1/',
      'file:///etc/passwd',
      'http://localhost/',
      'sentinel://other/x',
    ])
      request({ url }, (answer: unknown) => {
        expect(answer).toEqual({ cancel: true })
      })
    expect([`${PAGE_ORIGIN}/assets/a.js`, 'data:image/png;base64,AA'].map(isOwnRequest)).toEqual([true, true])
    expect(isOwnPage(`${PAGE_ORIGIN}/index.html?window=a#b`)).toBe(true)
  })

  it('may put text on the clipboard, as our own page only', () => {
    const answers: unknown[] = []
    const ask = (handler: Handler, permission: string, url: string): unknown =>
      handler({ getURL: () => url }, permission, (granted: unknown) => answers.push(granted))
    const ignored = { setDevicePermissionHandler: () => undefined, setDisplayMediaRequestHandler: () => undefined }
    fenceSession({
      ...ignored,
      setBluetoothPairingHandler: () => undefined,
      setSpellCheckerEnabled: () => undefined,
      on: () => undefined,
      webRequest: { onBeforeRequest: () => undefined },
      setPermissionRequestHandler: (handler: Handler) => {
        ask(handler, 'clipboard-sanitized-write', `${PAGE_ORIGIN}/index.html`)
        ask(handler, 'clipboard-sanitized-write', 'https://example.org/')
        ask(handler, 'clipboard-read', `${PAGE_ORIGIN}/index.html`)
      },
      setPermissionCheckHandler: (handler: Handler) => {
        answers.push(handler(null, 'clipboard-sanitized-write', PAGE_ORIGIN), handler(null, 'clipboard-read', PAGE_ORIGIN))
        answers.push(handler(null, 'clipboard-sanitized-write', 'https://example.org'))
      },
    } as unknown as Session)
    expect(answers).toEqual([true, false, false, true, false, false])
  })

  it('runs no code from elsewhere, none inline and no eval', () => {
    expect(CONTENT_SECURITY_POLICY).toContain("default-src 'none'")
    expect(CONTENT_SECURITY_POLICY).toMatch(/script-src 'self'(;|$)/)
    expect(CONTENT_SECURITY_POLICY).not.toMatch(/unsafe-eval|\*|https?:/)
  })
})

describe('our scheme', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sentinel-served-'))
  beforeAll(() => {
    mkdirSync(join(folder, 'page', 'assets'), { recursive: true })
    for (const name of ['index.html', 'assets/a.js', 'assets/a.js.map', 'notes.txt'])
      writeFileSync(join(folder, 'page', name), `the ${name}`)
    writeFileSync(join(folder, 'secret.js'), 'secret')
  })
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true })
  })
  const ask = (path: string, method = 'GET'): string | number =>
    fileFor(filesOf(join(folder, 'page')), { method, url: path.includes('://') ? path : `${PAGE_ORIGIN}${path}` })

  it('serves the files of the page and nothing else', () => {
    expect(ask('/index.html')).toBe(join(folder, 'page', 'index.html'))
    expect(ask('/assets/a.js?x=1')).toBe(join(folder, 'page', 'assets', 'a.js'))
    for (const path of [
      '/',
      '/../secret.js',
      '/%2e%2e/secret.js',
      '/..%2fsecret.js',
      '/assets/..%5c..%5csecret.js',
      '/assets%00/a.js',
      '//etc/passwd',
      '/assets/a.js.map',
      '/notes.txt',
      '/__proto__',
      '/constructor',
      'sentinel://other/index.html',
      'file:///etc/passwd',
    ])
      expect(ask(path)).toBe(404)
    expect(['POST', 'HEAD', 'PUT', 'OPTIONS'].map((method) => ask('/index.html', method))).toEqual([405, 405, 405, 405])
    expect(ask('not an address://')).toBe(400)
  })

  it('never leaves the folder, however an address is spelled', () => {
    const files = filesOf(join(folder, 'page'))
    const known = new Set(files.values())
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('..', '.', '%2e', '%2f', '/', '\\', 'assets', 'secret.js', 'a.js', '%00')),
        (parts) => {
          const found = fileFor(files, { method: 'GET', url: `${PAGE_ORIGIN}/${parts.join('/')}` })
          expect(typeof found === 'number' || known.has(found)).toBe(true)
        },
      ),
    )
  })

  it('answers under the content policy', async () => {
    let handler: (request: Request) => Promise<Response> = () => Promise.reject(new Error('not set'))
    servePage({ handle: (_scheme: string, each: typeof handler) => void (handler = each) }, join(folder, 'page'))
    const answer = await handler(new Request(`${PAGE_ORIGIN}/index.html`))
    expect(await answer.text()).toBe('the index.html')
    expect(answer.headers.get('content-security-policy')).toBe(CONTENT_SECURITY_POLICY)
    expect(answer.headers.get('content-type')).toMatch(/^text\/html/)
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
    expect((await handler(new Request(`${PAGE_ORIGIN}/secret.js`))).status).toBe(404)
  })
})

describe('a message from a page', () => {
  const own = { url: `${PAGE_ORIGIN}/index.html`, parent: null }
  const door = () => {
    const log: string[] = []
    const time = { now: 0 }
    let handler: Handler = () => undefined
    acceptConnects({
      ipc: {
        on: (channel: string, each: Handler) => {
          if (channel === CONNECT_MESSAGE) handler = each
        },
      } as unknown as IpcMain,
      clock: { now: () => millis(time.now) },
      onConnect: (name) => log.push(`connect ${name}`),
      onRefused: (reason) => log.push(`refused: ${reason}`),
    })
    return {
      log,
      time,
      send: (senderFrame: unknown, ...args: unknown[]) => handler({ senderFrame, sender: { id: 1 } }, ...args),
    }
  }

  it('is heard from the main frame of our page', () => {
    const { log, send } = door()
    send(own, 'trader')
    expect(log).toEqual(['connect trader'])
  })

  it.each([
    ['a foreign page', { url: 'https://example.org/', parent: null }, ['trader']],
    ['the page that asks for keys', { url: 'sentinel://keys/', parent: null }, ['trader']],
    ['a frame inside the page', { url: own.url, parent: own }, ['trader']],
    ['a frame that is gone', null, ['trader']],
    ['our page naming no service', own, ['keys']],
    ['our page naming a part of every object', own, ['__proto__']],
    ['our page sending an object', own, [{ service: 'trader' }]],
    ['our page sending an object that reads as a name', own, [{ toString: () => 'trader' }]],
    ['our page sending a list', own, [['trader']]],
    ['our page sending nothing', own, []],
    ['our page sending more', own, ['trader', 'feed']],
    ['our page sending much', own, ['trader'.repeat(1_000_000)]],
    ['our page sending a polluting object', own, [JSON.parse('{"__proto__":{"polluted":true},"service":"trader"}')]],
  ])('is refused from %s', (_what, frame, args) => {
    const { log, send } = door()
    send(frame, ...args)
    expect(log).toHaveLength(1)
    expect(log[0]).toMatch(/^refused/)
    expect(log[0]?.length).toBeLessThan(100)
    expect(Reflect.get({}, 'polluted')).toBeUndefined()
  })

  it('is bounded: who asks again and again is refused for a while', () => {
    const { log, send, time } = door()
    for (let each = 0; each < 1_000; each += 1) send(own, 'feed')
    const heard = (): number => log.filter((line) => line.startsWith('connect')).length
    expect(heard()).toBe(120)
    expect(log.at(-1)).toBe('refused: it asks too often')
    time.now += 10_000
    send(own, 'feed')
    expect(heard()).toBe(121)
  })
})

it('a service process inherits what an operating system needs and no secret, and the trader is the paper one', () => {
  const calls: unknown[][] = []
  const fork = forkFrom(
    (...args) => {
      calls.push(args)
      return undefined as never
    },
    'dist/electron/processes',
    { SystemRoot: 'C:\\Windows', SENTINEL_API_SECRET: 'secret', PATH: '/bin', NODE_OPTIONS: '--inspect' },
  )
  fork('trader')
  const options = { serviceName: 'sentinel trader', env: { SystemRoot: 'C:\\Windows' } }
  expect(calls).toEqual([['dist/electron/processes/trader-paper.js', [], options]])
})
