import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { FileKeystore } from '../../../adapters/keystore/index.ts'
import { exchangeId, millis, Secret } from '../../../domain/index.ts'
import { SecretPrompt } from './secret-prompt.ts'
import { keystoreFile, unlockKeys } from './unlock-keys.ts'

const CHEAP = { N: 2 ** 10, r: 8, p: 1 } as const
const PASS = 'MARKED-passphrase'
let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sentinel-unlock-'))
  const store = new FileKeystore(keystoreFile(folder), CHEAP)
  const entry = { id: 'spot', exchange: exchangeId('binance'), label: '', addedAt: millis(1) }
  store.add(new Secret(PASS), entry, { apiKey: new Secret('MARKED-key'), secret: new Secret('MARKED-secret') })
})
afterAll(() => {
  rmSync(folder, { recursive: true, force: true })
})

const unlock = (name: string, passphrase: string, data = folder, exchange = 'binance') => {
  const environment = { SENTINEL_PASSPHRASE: passphrase }
  const nobody = new PassThrough() as unknown as NodeJS.ReadStream
  const exchanges = [{ id: exchange, symbols: ['BTC/USDT'], channels: ['trades' as const] }]
  const tools = {
    ask: () => new SecretPrompt(nobody, new PassThrough(), environment),
    open: (file: string) => new FileKeystore(file, CHEAP),
  }
  return unlockKeys(name, { data, exchanges }, tools)
}

describe('serve --keys', () => {
  it('unlocks the named keys', async () => {
    const keys = await unlock('spot', PASS)
    expect([keys.name, keys.exchange, keys.secret.reveal()]).toEqual(['spot', 'binance', 'MARKED-secret'])
    expect(JSON.stringify(keys)).not.toContain('MARKED')
  })

  it('says what is wrong, and no part of a secret', async () => {
    const wrong = async (...args: Parameters<typeof unlock>): Promise<string> =>
      await unlock(...args).then(
        () => 'unlocked',
        (error: unknown) => String(error),
      )
    expect(await wrong('nobody', PASS)).toBe('InputError: --keys: nobody: use one of spot')
    expect(await wrong('spot', PASS, join(folder, 'empty'))).toContain('there are no keys; keep some with: keys add')
    expect(await wrong('spot', PASS, folder, 'kraken')).toContain('these are keys of binance; the configuration trades kraken')
    const locked = await wrong('spot', 'MARKED-guess')
    expect(locked).toContain('passphrase')
    expect(locked).not.toContain('MARKED')
  })
})
