import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { type ReadBuilt, type WalkedBundle, walkBundle } from '../../testing/bundle-walk.ts'
import { paperBreaches } from '../../testing/paper-bundle.ts'

const ROOT = fileURLToPath(new URL('../../../', import.meta.url))
const BUNDLES = [
  { name: 'the headless', folder: join(ROOT, 'dist/node'), entry: 'workers/trader-paper.js' },
  { name: "Electron's", folder: join(ROOT, 'dist/electron'), entry: 'processes/trader-paper.js' },
]

const readIn =
  (folder: string): ReadBuilt =>
  (path) => {
    const full = join(folder, path)
    return existsSync(full) ? readFileSync(full, 'utf8') : undefined
  }

/** What `npm test` builds before it tests; by itself `vitest` does not. */
describe.each(BUNDLES)('$name paper trader as it is built', ({ folder, entry }) => {
  const built = existsSync(join(folder, entry))
  const read = readIn(folder)
  let bundle: WalkedBundle | undefined
  const walked = (): WalkedBundle => (bundle ??= walkBundle(read, entry))

  it.skipIf(!built)('has no exchange library, no signer, no key and no way to a network', () => {
    const { files, holds } = walked()
    expect(files.length).toBeGreaterThan(5)
    const sources = new Set(holds.filter(({ kind }) => kind === 'module').map(({ what }) => what))
    expect([...sources]).toEqual(
      expect.arrayContaining([
        'core/services/trader-paper/index.ts',
        'core/simulation/paper/paper-venue.ts',
        'core/engine/engine.ts',
      ]),
    )
    expect(paperBreaches(walked())).toEqual([])
  })

  it.skipIf(!built)('and would be caught with a signer in one of its chunks', () => {
    const chunk = walked().holds.find(({ kind, what }) => kind === 'module' && what === 'core/engine/engine.ts')?.file ?? ''
    const planted = `import { createHmac as h } from "node:crypto";h("sha256", "")\n${read(chunk) ?? ''}`
    expect(
      paperBreaches(walkBundle((path) => (path === chunk ? planted : path.endsWith('.map') ? undefined : ''), chunk)),
    ).toEqual([
      expect.stringContaining(`${chunk} takes node:crypto#createHmac`),
      expect.stringContaining(`${chunk} refers to createHmac`),
    ])
  })
})

it('nor has the database library that the bundle leaves outside', () => {
  const folder = dirname(createRequire(import.meta.url).resolve('better-sqlite3'))
  const read: ReadBuilt = (path) => {
    if (path.endsWith('.node')) return ''
    const file = [path, `${path}.js`].map((each) => join(folder, each)).find((each) => existsSync(each))
    return file === undefined ? undefined : readFileSync(file, 'utf8')
  }
  const bundle = walkBundle(read, 'index.js')
  expect(bundle.files).toContain('database')
  // How it finds its own native file, and how it makes a reader for the rows of a query.
  const own = /^(?:binding runs what cannot be followed: require|database runs what cannot be followed: Function)\b/
  const breaches = paperBreaches(bundle).filter((line) => !own.test(line))
  expect(breaches).toEqual([])
})

describe('the walk finds', () => {
  const clean = {
    'entry.js': '// core/services/trader-paper/index.ts\nimport { a } from "./chunks/a.js";\na()',
    'chunks/a.js': '// core/engine/engine.ts\nexport { b as a } from "./b.js"',
    'chunks/b.js': '// core/simulation/paper/paper-venue.ts\nimport { join } from "node:path"\nexport const b = () => join("a")',
  }
  const breaches = (files: Readonly<Record<string, string>>): readonly string[] =>
    paperBreaches(walkBundle((path) => files[path], 'entry.js'))
  /** Three files away from the entry. */
  const planted = (text: string): readonly string[] => breaches({ ...clean, 'chunks/b.js': `${clean['chunks/b.js']}\n${text}` })

  it('nothing where nothing is', () => {
    expect(breaches(clean)).toEqual([])
    expect(planted('const a = { fetch: 1, sign: Math.sign(2) }; a.fetch; class B { fetch() {} }')).toEqual([])
    expect(planted('import { randomBytes } from "node:crypto"')).toEqual([])
  })

  it.each([
    ['ccxt', 'import ccxt from "ccxt"'],
    ['ccxt by file', 'import binance from "ccxt/js/src/binance.js"'],
    ['ccxt, bundled', '// node_modules/ccxt/js/src/base/Exchange.js'],
    ['our signed adapter, bundled', '//#region core/adapters/ccxt/private/signed-rest.ts'],
    ['the keystore', '// core/adapters/keystore/index.ts'],
    ['createHmac', 'import { createHmac } from "node:crypto"'],
    ['createHmac without node:', 'import { createHmac } from "crypto"'],
    ['createHmac of the whole', 'import * as c from "node:crypto"'],
    ['createHmac by default', 'import c from "node:crypto"'],
    ['sign', 'import { sign } from "node:crypto"'],
    ['createSign', 'const c = require("node:crypto")'],
    ['a signer of the web', 'globalThis.crypto.subtle.sign("HMAC")'],
    ['ed25519', 'const kind = "Ed25519"'],
    ['a key header', 'const h = { "X-MBX-APIKEY": 1 }'],
    ['an address', 'const url = "wss://stream.binance.com:9443"'],
    ...['net', 'tls', 'http', 'https', 'http2', 'dgram', 'dns', 'child_process', 'inspector', 'cluster', 'vm'].map((name) => [
      name,
      `import "node:${name}"`,
    ]),
    ['net without node:', 'import net from "net"'],
    ['ws', 'import { WebSocket as S } from "ws"'],
    ['undici', 'export * from "undici"'],
    ['fetch', 'fetch("/")'],
    ['fetch by another name', 'const f = fetch; f("/")'],
    ['fetch, passed on', 'use({ fetch })'],
    ['fetch, passed as a value', 'use({ get: fetch })'],
    ['fetch, globally', 'globalThis.fetch("/")'],
    ['fetch, taken apart', 'const { fetch: f } = globalThis'],
    ['fetch, by text', 'globalThis["fetch"]("/")'],
    ['WebSocket', 'new WebSocket(url)'],
    ['EventSource', 'new EventSource(url)'],
    ['a dynamic import', 'const n = await import("node:net")'],
    ['a dynamic import of a file that has it', 'import("./c.js")'],
    ['a thread that has it', 'new Worker(new URL("./c.js", import.meta.url))'],
    ['a required one', '__require("net")'],
    ['a required one, renamed by the bundler', '__require$1("tls")'],
    ['a computed import', 'import("n" + "et")'],
    ['a computed require', 'require(name)'],
    ['a made require', 'import { createRequire } from "node:module"; createRequire(import.meta.url)("net")'],
    ['a thread of unknown code', 'new Worker(path)'],
    ['code from text', 'new Function("return fetch")()'],
    ['code from text, called', 'Function("return fetch")()'],
    ['eval', 'eval("fetch")'],
    ['eval, globally', 'globalThis.eval("fetch")'],
    ['a built-in past the imports', 'process.getBuiltinModule("net")'],
    ['an internal binding', 'process.binding("tcp_wrap")'],
  ])('%s', (_what, text) => {
    const files = { ...clean, 'chunks/c.js': 'import "node:tls"', 'chunks/b.js': `${clean['chunks/b.js']}\n${text}` }
    expect(breaches(files).length).toBeGreaterThan(0)
  })

  it('and does not pass over a file that is gone', () => {
    expect(() => planted('import "./gone.js"')).toThrow('chunks/gone.js is loaded and is not in the bundle')
  })
})
