import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { FileKeystore } from '../../../adapters/keystore/index.ts'
import { keysCommand } from './keys.ts'
import { SecretPrompt } from './secret-prompt.ts'

const MARK = 'MARKED-91bd'
const PASS = `${MARK} passphrase`
let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sentinel-keys-'))
})
afterEach(() => {
  rmSync(folder, { recursive: true, force: true })
})

/** Runs the command with these lines on stdin and this environment; what it printed and asked. */
async function keys(args: readonly string[], lines: readonly string[] = [], environment: NodeJS.ProcessEnv = {}) {
  const input = new PassThrough()
  const shown = new PassThrough()
  let [printed, failure] = ['', '']
  const command = keysCommand({
    print: (text) => {
      printed += text
      return Promise.resolve()
    },
    ask: () => new SecretPrompt(input as unknown as NodeJS.ReadStream, shown, environment),
    open: (file) => new FileKeystore(file, { N: 2 ** 10, r: 8, p: 1 }),
  })
  input.end(lines.map((line) => `${line}\n`).join(''))
  try {
    await command.run([...args, '--data', folder])
  } catch (error) {
    failure = String(error)
  }
  return { printed, failure, asked: String(shown.read() ?? '') }
}

describe('the keys command', () => {
  it('asks, keeps, lists and removes, and shows nothing secret anywhere', async () => {
    const added = await keys(
      ['add', '--exchange', 'binance', '--label', 'spot'],
      [PASS, PASS, `${MARK}-key`, `${MARK}-secret`, ''],
    )
    expect(added.failure).toBe('')
    expect(added.printed).toBe('The keys binance are kept, encrypted.\n')
    expect(added.asked).toMatch(/New passphrase .*\nOnce more: \nAPI key: \nAPI secret: \n/)
    const listed = await keys(['list', '--json'])
    expect(JSON.parse(listed.printed)).toMatchObject([{ id: 'binance', exchange: 'binance', label: 'spot' }])
    const again = await keys(['add', '--exchange', 'okx'], [`${MARK} wrong one`])
    expect(again.failure).toMatch(/passphrase: \[secret\]: it does not open/)
    const removed = await keys(['remove', '--id', 'binance'], [PASS])
    expect(removed.printed).toMatch(/gone/)
    const seen = [added, listed, again, removed].flatMap((run) => [run.printed, run.failure, run.asked])
    const files = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8'))
    for (const text of [...seen, ...files]) expect(text).not.toContain(MARK)
  })

  it('takes secrets from the environment, and out of it', async () => {
    const environment = {
      SENTINEL_PASSPHRASE: PASS,
      SENTINEL_API_KEY: 'k',
      SENTINEL_API_SECRET: 's',
      SENTINEL_API_PASSWORD: 'p',
    }
    const added = await keys(['add', '--exchange', 'okx', '--id', 'work'], [], environment)
    expect(added).toEqual({ printed: 'The keys work are kept, encrypted.\n', failure: '', asked: '' })
    expect(environment).toEqual({})
  })

  it('changes the passphrase', async () => {
    const secrets = { SENTINEL_PASSPHRASE: PASS, SENTINEL_API_KEY: 'k', SENTINEL_API_SECRET: 's', SENTINEL_API_PASSWORD: '' }
    await keys(['add', '--exchange', 'okx'], [], secrets)
    const changed = await keys(['passphrase'], [PASS, 'an entirely new one', 'an entirely new one'])
    expect(changed.printed).toBe('The passphrase was changed.\n')
    expect((await keys(['remove', '--id', 'okx'], [PASS])).failure).toMatch(/does not open/)
    expect((await keys(['remove', '--id', 'okx'], ['an entirely new one'])).failure).toBe('')
  })

  it('refuses, and says what to do', async () => {
    const refused: readonly (readonly [readonly string[], readonly string[], RegExp])[] = [
      [['add'], [], /--exchange: missing: give an exchange id/],
      [['add', '--exchange', 'Binance!'], [], /--exchange: Binance!/],
      [['add', '--exchange', 'okx', '--id', '../x'], [], /--id: \.\.\/x: 1 to 40 letters/],
      [['add', '--exchange', 'okx'], [], /New passphrase.*: missing: type it, or set SENTINEL_PASSPHRASE/],
      [['add', '--exchange', 'okx'], ['one passphrase', 'another one'], /the two are not the same/],
      [['add', '--exchange', 'okx'], ['short', 'short', 'k', 's', ''], /passphrase: 5 characters: choose at least 10/],
      [['add', '--exchange', 'okx'], [PASS, PASS, '', 's', ''], /API key: empty/],
      [['add', '--exchange', 'okx', '--secret', 'x'], [], /--secret/],
      [['remove'], [], /--id: missing/],
      [['remove', '--id', 'none'], [PASS], /holds no keys yet/],
      [['passphrase'], [PASS], /holds no keys yet/],
      [['steal'], [], /steal/],
    ]
    for (const [args, lines, problem] of refused) expect((await keys(args, lines)).failure).toMatch(problem)
    expect((await keys(['list'])).printed).toMatch(/No keys yet/)
    expect(readdirSync(folder)).toEqual([])
  })
})
