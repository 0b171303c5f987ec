import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { IpcMain } from 'electron'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { exchangeId, millis, Secret } from '../../core/domain/index.ts'
import { Credentials } from './credentials.ts'
import { acceptKeys } from './keys-door.ts'
import { unlockedName } from './unlocked-name.ts'

/** Part of every secret here: found anywhere it does not belong, something leaked. */
const MARK = 'MARKED-7c3e'
const KEYS = { apiKey: new Secret(`${MARK}-key`), secret: new Secret(`${MARK}-secret`), password: new Secret(`${MARK}-word`) }
const ENTRY = { id: 'mine', exchange: exchangeId('binance'), label: 'spot', addedAt: millis(5) }

let folder = ''
let file = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sentinel-credentials-'))
  file = join(folder, 'keys.json')
})
afterEach(() => {
  rmSync(folder, { recursive: true, force: true })
})

type BackendName = 'basic_text' | 'gnome_libsecret' | 'kwallet6' | 'unknown'

function keychain(backend: BackendName = 'gnome_libsecret', mark = 'v11', available = true) {
  const turned = (text: string): string => Buffer.from(text, 'latin1').reverse().toString('latin1')
  return {
    getSelectedStorageBackend: () => backend,
    isAsyncEncryptionAvailable: () => Promise.resolve(available),
    encryptStringAsync: (plain: string) => Promise.resolve(Buffer.from(mark + turned(Buffer.from(plain).toString('base64')))),
    decryptStringAsync: (box: Buffer) => {
      const text = box.toString()
      if (!text.startsWith(mark)) return Promise.reject(new Error(`cannot decrypt ${text}`))
      const result = Buffer.from(turned(text.slice(mark.length)), 'base64').toString()
      return Promise.resolve({ shouldReEncrypt: false, result })
    },
  }
}

const store = (chain = keychain(), platform: NodeJS.Platform = 'linux'): Credentials =>
  new Credentials({ file, keychain: chain, platform })

describe('keys in the keychain', () => {
  it('are kept, listed, opened and removed; the file is its owner’s and shows nothing', async () => {
    const credentials = store()
    expect(await unlockedName(credentials)).toMatchObject({ missing: { remedy: expect.stringContaining('File, Exchange keys') } })
    await credentials.add(ENTRY, KEYS)
    expect(credentials.list()).toEqual([ENTRY])
    const opened = await store().open('mine')
    expect([opened.name, opened.exchange]).toEqual(['mine', 'binance'])
    expect([opened.apiKey, opened.secret, opened.password].map((part) => part?.reveal())).toEqual(
      [KEYS.apiKey, KEYS.secret, KEYS.password].map((part) => part.reveal()),
    )
    expect(JSON.stringify(opened)).not.toContain(MARK)
    expect(readFileSync(file, 'utf8')).not.toContain(MARK)
    expect([statSync(file).mode & 0o777, readdirSync(folder)]).toEqual([0o600, ['keys.json']])
    expect(await unlockedName(credentials)).toEqual({ name: 'mine' })
    await expect(credentials.add(ENTRY, KEYS)).rejects.toThrow('there are keys of this name')
    credentials.remove('mine')
    await expect(credentials.open('mine')).rejects.toThrow('no keys of this name')
    expect(() => {
      credentials.remove('mine')
    }).toThrow('no keys of this name')
  })

  it.each([
    [
      'a desktop without a keyring',
      keychain('basic_text'),
      'linux',
      /basic_text: this desktop has no keyring.*install and unlock/,
    ],
    ['a keyring that does not answer', keychain('kwallet6', 'v11', false), 'linux', /kwallet6\) does not answer/],
    ['a keyring that fell back to a known password', keychain('gnome_libsecret', 'v10'), 'linux', /a known password only/],
    ['a locked keychain of macOS', keychain('unknown', 'v10', false), 'darwin', /macOS Keychain does not answer/],
  ] as const)('are refused by %s', async (_what, chain, platform, problem) => {
    const refused: unknown = await store(chain, platform)
      .add(ENTRY, KEYS)
      .catch((error: unknown) => error)
    expect(String(refused)).toMatch(problem)
    expect(String(refused)).not.toContain(MARK)
    expect(readdirSync(folder)).toEqual([])
  })

  it('say which system keeps them', async () => {
    expect(await store().backend()).toEqual({ name: 'gnome_libsecret', problem: '' })
    expect(await store(keychain('unknown'), 'win32').backend()).toEqual({ name: 'Windows DPAPI', problem: '' })
  })

  it('are not opened when the file was changed, is damaged, or another keychain kept them', async () => {
    const credentials = store()
    await credentials.add(ENTRY, KEYS)
    const text = readFileSync(file, 'utf8')
    writeFileSync(file, text.replace('"binance"', '"kraken"'))
    await expect(credentials.open('mine')).rejects.toThrow('changed from outside')
    writeFileSync(file, text)
    const other: unknown = await store(keychain('gnome_libsecret', 'v99'))
      .open('mine')
      .catch((error: unknown) => error)
    expect(String(other)).toMatch(/does not open them/)
    for (const broken of ['', '{', '[]', text.slice(0, -30), text.replace('"version": 1', '"version": 2')]) {
      writeFileSync(file, broken)
      expect(() => credentials.list()).toThrow(/is damaged/)
      expect(await unlockedName(credentials)).toMatchObject({ missing: { field: 'keys' } })
    }
  })
})

describe('the door for keys', () => {
  type Handler = (event: unknown, given: unknown) => Promise<{ ok: boolean; message: string }>
  const door = (credentials = store(), isAsker = true) => {
    const handlers = new Map<string, Handler>()
    const log: string[] = []
    acceptKeys({
      ipc: { handle: (channel: string, handler: Handler) => handlers.set(channel, handler) } as unknown as IpcMain,
      credentials,
      clock: { now: () => millis(7) } as never,
      isAsker: () => isAsker,
      onChanged: () => log.push('changed'),
      onRefused: (reason) => log.push(reason),
    })
    const submit = (given: unknown) => handlers.get('keys:submit')?.({}, given)
    return { handlers, log, submit }
  }
  const GOOD = { exchange: 'binance', id: 'mine', apiKey: ` ${MARK}-key `, secret: `${MARK}-secret`, password: '' }

  it('takes keys from its own window, and says so without them', async () => {
    const credentials = store()
    const { handlers, log, submit } = door(credentials)
    expect(await handlers.get('keys:backend')?.({}, undefined)).toEqual({
      ok: true,
      message: 'Kept by: gnome_libsecret',
      names: [],
    })
    expect(await submit(GOOD)).toMatchObject({
      ok: true,
      message: 'The keys mine are kept. You may close this window.',
      names: ['mine'],
    })
    expect(log).toEqual(['changed'])
    expect((await credentials.open('mine')).apiKey.reveal()).toBe(`${MARK}-key`)
    expect((await submit(GOOD))?.message).toMatch(/there are keys of this name/)
    const remove = (given: unknown) => handlers.get('keys:remove')?.({}, given)
    for (const wrong of [undefined, {}, { id: 5 }, { id: 'mine', more: 1 }]) expect((await remove(wrong))?.ok).toBe(false)
    expect(await remove({ id: 'other' })).toEqual({ ok: false, message: 'there are no keys of this name' })
    expect(await remove({ id: 'mine' })).toMatchObject({ ok: true, names: [] })
    expect([credentials.list(), log]).toEqual([[], ['changed', 'changed']])
  })

  it('is shut for everybody else', async () => {
    const { log, submit, handlers } = door(store(), false)
    expect(await submit(GOOD)).toEqual({ ok: false, message: 'refused' })
    expect(await handlers.get('keys:backend')?.({}, undefined)).toEqual({ ok: false, message: 'refused' })
    expect(log.join()).toMatch(/not sent by the window that asks for keys/)
    expect(log.join()).not.toContain(MARK)
    expect(readdirSync(folder)).toEqual([])
  })

  it.each([
    [undefined],
    [null],
    [MARK],
    [[]],
    [{}],
    [{ ...GOOD, exchange: `${MARK}!` }],
    [{ ...GOOD, id: `../${MARK}` }],
    [{ ...GOOD, apiKey: '' }],
    [{ ...GOOD, apiKey: MARK.repeat(100) }],
    [{ ...GOOD, secret: MARK.repeat(10_000) }],
    [{ ...GOOD, secret: { toString: () => MARK } }],
    [{ ...GOOD, extra: MARK }],
    [JSON.parse(`{"__proto__":{"secret":"${MARK}"},"exchange":"binance"}`)],
  ])('refuses what is no form of it, and repeats nothing of it: %#', async (given) => {
    const { log, submit } = door()
    const answer = await submit(given)
    expect(answer?.ok).toBe(false)
    expect(JSON.stringify([answer, log])).not.toContain(MARK)
    expect(readdirSync(folder)).toEqual([])
  })

  it('says what is missing where no keyring is', async () => {
    const { submit, handlers } = door(store(keychain('basic_text')))
    expect((await handlers.get('keys:backend')?.({}, undefined))?.message).toMatch(/cannot be kept here \(basic_text\).*install/)
    const answer = await submit(GOOD)
    expect(answer).toMatchObject({ ok: false, message: expect.stringContaining('install') })
    expect(answer?.message).not.toContain(MARK)
  })
})
