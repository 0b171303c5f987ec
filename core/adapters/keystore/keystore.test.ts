import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inspect } from 'node:util'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { exchangeId, InputError, millis, Secret } from '../../domain/index.ts'
import type { ExchangeKeys, KeyEntry } from '../../ports/index.ts'
import { FileKeystore } from './keystore.ts'

/** The tests are not about the time of a guess. */
const QUICK = { N: 2 ** 10, r: 8, p: 1 }
const PASS = new Secret('correct horse battery')
const MARK = 'MARKED-7f3a'
const KEYS: ExchangeKeys = {
  apiKey: new Secret(`${MARK}-key`),
  secret: new Secret(`${MARK}-sécret`),
  password: new Secret(`${MARK}-pw`),
}
const entry = (id: string): KeyEntry => ({ id, exchange: exchangeId('binance'), label: 'Größe', addedAt: millis(5) })

let folder = ''
let file = ''
let store: FileKeystore
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sentinel-keys-'))
  file = join(folder, 'keystore.json')
  store = new FileKeystore(file, QUICK)
})
afterEach(() => {
  rmSync(folder, { recursive: true, force: true })
})
const text = (): string => readFileSync(file, 'utf8')
const revealed = ({ apiKey, secret, password }: ExchangeKeys): unknown => [apiKey.reveal(), secret.reveal(), password?.reveal()]

function errorOf(act: () => unknown): InputError {
  try {
    act()
  } catch (error) {
    if (error instanceof InputError) return error
    throw error
  }
  throw new Error('nothing was refused')
}

describe('the keystore', () => {
  it('gives back what was put in, with two parts and with three, and lists without a passphrase', () => {
    store.add(PASS, entry('main'), KEYS)
    store.add(PASS, entry('two'), { apiKey: new Secret('a'), secret: new Secret('b') })
    const other = new FileKeystore(file, QUICK)
    expect(other.list()).toEqual([entry('main'), entry('two')])
    expect(revealed(other.open(PASS, 'main'))).toEqual(revealed(KEYS))
    expect(revealed(other.open(PASS, 'two'))).toEqual(['a', 'b', undefined])
    other.remove(PASS, 'main')
    expect(other.list()).toEqual([entry('two')])
  })

  it('is readable for its owner alone, and holds nothing in the clear', () => {
    store.add(PASS, entry('main'), KEYS)
    expect(statSync(file).mode & 0o777).toBe(0o600)
    expect(text()).not.toContain(MARK)
    expect(text()).not.toContain(Buffer.from(`${MARK}-key`).toString('base64').slice(0, 12))
    expect(text()).not.toContain('correct horse')
  })

  it('says nothing of a secret when it refuses', () => {
    store.add(PASS, entry('main'), KEYS)
    const errors = [
      errorOf(() => store.open(new Secret('wrong passphrase'), 'main')),
      errorOf(() => store.open(PASS, 'other')),
      errorOf(() => {
        store.add(PASS, entry('main'), KEYS)
      }),
      errorOf(() => {
        store.add(PASS, entry('x'), { ...KEYS, secret: new Secret('') })
      }),
      errorOf(() => {
        store.remove(new Secret('wrong passphrase'), 'main')
      }),
      errorOf(() => {
        store.changePassphrase(PASS, new Secret('short'))
      }),
      errorOf(() => new FileKeystore(join(folder, 'none.json')).open(PASS, 'main')),
    ]
    for (const error of errors) expect(inspect(error, { depth: 9 })).not.toMatch(/MARKED|correct horse|wrong passphrase/)
    expect(errors.map(({ message }) => message.split(':')[0])).toEqual([
      'passphrase',
      'id',
      'id',
      'API secret',
      'passphrase',
      'passphrase',
      'keystore',
    ])
    expect(store.list()).toEqual([entry('main')])
    expect(revealed(store.open(PASS, 'main'))).toEqual(revealed(KEYS))
  })

  it('changes its passphrase and everything sealed with it', () => {
    store.add(PASS, entry('main'), KEYS)
    const before = text()
    const next = new Secret('another good passphrase')
    store.changePassphrase(PASS, next)
    expect(revealed(store.open(next, 'main'))).toEqual(revealed(KEYS))
    expect(errorOf(() => store.open(PASS, 'main')).message).toMatch(/passphrase/)
    const boxOf = (content: string): unknown => (JSON.parse(content) as { entries: { box: string }[] }).entries[0]?.box
    expect(boxOf(text())).not.toBe(boxOf(before))
  })

  it('opens with a passphrase that another keyboard composes differently', () => {
    store.add(new Secret('caf\u00e9 au lait noir'), entry('main'), KEYS)
    expect(revealed(store.open(new Secret('cafe\u0301 au lait noir'), 'main'))).toEqual(revealed(KEYS))
  })

  it('notices any change of any byte of an entry, and entries that were exchanged', () => {
    store.add(PASS, entry('main'), KEYS)
    store.add(PASS, entry('two'), { apiKey: new Secret('a'), secret: new Secret('b') })
    const whole = text()
    const start = whole.indexOf('"entries"')
    const at = fc.integer({ min: start + 20, max: whole.length - 6 })
    fc.assert(
      fc.property(at, fc.constantFrom('A', 'Z', 'a', 'z', '0', '9', '+', '/', 'x', 'Q'), (index, letter) => {
        if (whole[index] === letter) return
        writeFileSync(file, whole.slice(0, index) + letter + whole.slice(index + 1))
        const read = (id: string): unknown => revealed(store.open(PASS, id))
        let intact = 0
        for (const id of ['main', 'two']) {
          try {
            const found = read(id)
            expect(found).toEqual(id === 'main' ? revealed(KEYS) : ['a', 'b', undefined])
            intact += 1
          } catch (error) {
            expect(error).toBeInstanceOf(InputError)
          }
        }
        // A padding bit of base64 may change without changing a byte; nothing else may pass.
        if (intact === 2) expect(JSON.stringify(bytesOf(text()))).toBe(JSON.stringify(bytesOf(whole)))
      }),
      { numRuns: 150 },
    )
    const parsed = JSON.parse(whole) as { entries: [Record<string, unknown>, Record<string, unknown>] }
    const [first, second] = parsed.entries
    const swapped = [{ ...first, box: second.box, nonce: second.nonce, tag: second.tag }, second]
    writeFileSync(file, JSON.stringify({ ...parsed, entries: swapped }))
    expect(errorOf(() => store.open(PASS, 'main')).message).toMatch(/changed from outside/)
  })

  it('refuses a file that is cut, foreign, of another version or cheap to guess, and leaves it alone', () => {
    store.add(PASS, entry('main'), KEYS)
    const whole = text()
    const bad = [
      whole.slice(0, -20),
      '{}',
      '[]',
      '',
      whole.replace('"version": 1', '"version": 2'),
      whole.replace('"N": 1024', '"N": 2'),
      whole.replace('"N": 1024', '"N": 1073741824'),
      whole.replace('"r": 8', '"r": 8000000'),
    ]
    for (const content of bad) {
      writeFileSync(file, content)
      expect(errorOf(() => store.list()).message).toMatch(/keystore: .*: (is damaged|cannot be read|was made cheap)/)
      expect(() => {
        store.add(PASS, entry('x'), KEYS)
      }).toThrow(InputError)
      expect(text()).toBe(content)
    }
  })
})

const bytesOf = (content: string): unknown =>
  (JSON.parse(content) as { entries: Record<string, string | number>[] }).entries.map(({ box, nonce, tag, ...rest }) => [
    ...[box, nonce, tag].map((part) => Buffer.from(String(part), 'base64').toString('hex')),
    rest,
  ])

describe('a secret', () => {
  it('is not seen by whatever prints, serialises, joins or copies it', () => {
    const secret = new Secret(MARK)
    const shown = [
      String(secret),
      JSON.stringify({ secret }),
      inspect({ secret }, { showHidden: true, depth: 9 }),
      [secret].join(),
      JSON.stringify(Object.assign({}, secret)),
      JSON.stringify(structuredClone(secret)),
      JSON.stringify(Object.entries(secret)),
    ]
    for (const each of shown) expect(each).not.toContain(MARK)
    expect(secret.reveal()).toBe(MARK)
  })
})
