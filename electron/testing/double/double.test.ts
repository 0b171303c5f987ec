import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { fromBrowser, toBrowser } from './page-words.ts'
import { preventable, StrictEmitter } from './strict-emitter.ts'

const REGISTER = new URL('register.ts', import.meta.url).href
const PROGRAM = fileURLToPath(new URL('fixtures/refusals.ts', import.meta.url))
const userData = mkdtempSync(join(tmpdir(), 'sentinel-refusals-'))
let outcomes: Readonly<Record<string, string>> = {}

beforeAll(async () => {
  const child = spawn(process.execPath, ['--import', REGISTER, PROGRAM], {
    env: { ...process.env, NODE_OPTIONS: '', SENTINEL_DOUBLE_USER_DATA: userData },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let [out, error] = ['', '']
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    error += text
  })
  const limit = setTimeout(() => child.kill('SIGKILL'), 50_000)
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve))
  clearTimeout(limit)
  expect([code, error]).toEqual([0, ''])
  outcomes = JSON.parse(out) as Record<string, string>
}, 60_000)
afterAll(() => {
  rmSync(userData, { recursive: true, force: true })
})

it.each([
  ['a window before ready', /BrowserWindow can only be used after the app is ready/],
  ['a tray before ready', /Tray can only/],
  ['a process before ready', /utilityProcess.fork can only/],
  ['a secret before ready', /safeStorage can only/],
  ['a session before ready', /Session can only/],
  ['a screen before ready', /screen can only/],
  ['a question before ready', /dialog can only/],
  ['a notification before ready', /Notification can only/],
  ['a scheme handled before ready', /protocol.handle can only/],
  ['schemes twice', /can only be called once/],
  ['an event that there is none of', /knows no event made-up/],
  ['a lock twice', /requested already/],
  ['the sandbox after ready', /should be called before app is ready/],
  ['a scheme handled twice', /Failed to register protocol: sentinel/],
  ['a scheme without an origin', /was not registered as privileged/],
  ['a channel handled twice', /second handler for 'channel'/],
  ['a relative preload', /absolute path/],
  ['a window without sandbox', /no page without sandbox/],
  ['a buffer in a transfer list', /Port at index 0 is not a valid port/],
  ['a port twice', /in the transfer list twice/],
  ['a port that was handed over', /cannot be transferred/],
  ['a message over a port that was handed over', /is gone here/],
  ['a function over a port', /An object could not be cloned/],
])('refuses %s', (what, reason) => {
  expect(outcomes[what]).toMatch(reason)
})

it('lets pass what Electron lets pass, over real processes and ports', () => {
  expect(outcomes.schemes).toBe('let pass')
  expect(outcomes['the backend before ready']).toBe('unknown')
  expect(outcomes['a process with its own environment']).toBe('{"environment":["TZ"],"argv":["one"]}')
  expect(outcomes['what came back']).toBe('[{"echoed":{"n":"1n","list":[[1,{"0":0.1}]]}},{"echoed":"two"}]')
  expect([outcomes['closed by it'], outcomes['its exit']]).toEqual(['1', '7'])
})

it('knows a page by both of its addresses, and leaves foreign ones alone', () => {
  for (const url of ['sentinel://app/index.html?window=a#b', 'sentinel://keys/']) {
    expect(toBrowser(url)).toMatch(/^https:\/\/(app|keys)\.sentinel\.test\//)
    expect(fromBrowser(toBrowser(url))).toBe(url)
  }
  for (const url of ['https://example.org/', 'about:blank', 'no address']) expect(fromBrowser(url)).toBe(url)
})

it('tells its listeners in order, and whether somebody prevented it', () => {
  const emitter = new StrictEmitter(['quit'])
  const event = preventable({})
  emitter.once('quit', (each: typeof event) => {
    each.preventDefault()
  })
  expect([emitter.emit('quit', event), event.defaultPrevented, emitter.emit('quit', event)]).toEqual([true, true, false])
})
