import { generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { load } from 'js-yaml'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { whyNotTrusted } from '../main/updates/index.ts'
import { signReleases } from './sign-releases.ts'

const { publicKey, privateKey } = generateKeyPairSync('ed25519', {
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
})
const DESCRIPTION = `version: 1.3.0
files:
  - url: Sentinel-1.3.0.AppImage
    sha512: ${'A'.repeat(86)}==
    size: 123
path: Sentinel-1.3.0.AppImage
sha512: ${'A'.repeat(86)}==
releaseDate: '2026-01-02T03:04:05.000Z'
`
let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sentinel-sign-'))
})
afterEach(() => {
  rmSync(folder, { recursive: true, force: true })
})
const write = (name: string, text: string): void => {
  writeFileSync(join(folder, name), text)
}
const read = (name: string): unknown => load(readFileSync(join(folder, name), 'utf8'))

it('signs every description so that the program trusts it, and changes nothing else', () => {
  for (const name of ['latest-linux.yml', 'latest.yml', 'beta-mac.yml', 'notes.yml']) write(name, DESCRIPTION)
  expect([...signReleases(folder, privateKey)].sort()).toEqual(['beta-mac.yml', 'latest-linux.yml', 'latest.yml'])
  expect(whyNotTrusted(read('latest-linux.yml'), publicKey)).toBeUndefined()
  const { signature, ...rest } = read('latest-linux.yml') as Record<string, unknown>
  expect(signature).toBeTypeOf('string')
  expect(rest).toEqual(load(DESCRIPTION))
  expect(read('notes.yml')).toEqual(load(DESCRIPTION))
})

it('writes nothing when one of them is no description, the key is of another kind, or there is none', () => {
  write('latest.yml', DESCRIPTION)
  write('latest-mac.yml', 'version: 1.3.0\n')
  expect(() => signReleases(folder, privateKey)).toThrow('latest-mac.yml is no description')
  expect(read('latest.yml')).toEqual(load(DESCRIPTION))
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2_048 }).privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
  expect(() => signReleases(folder, rsa)).toThrow('use Ed25519')
  rmSync(join(folder, 'latest.yml'))
  rmSync(join(folder, 'latest-mac.yml'))
  expect(() => signReleases(folder, privateKey)).toThrow('holds no latest*.yml')
})
