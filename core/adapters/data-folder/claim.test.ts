import { spawnSync } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { InputError } from '../../domain/index.ts'
import { claimDataFolder } from './claim.ts'

let parent = ''
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'sentinel-claim-'))
})
afterEach(() => {
  rmSync(parent, { recursive: true, force: true })
})

describe('the claim on a data folder', () => {
  it('makes the folder, keeps a second claimer out, and is free again afterwards', () => {
    const folder = join(parent, 'new', 'data')
    const release = claimDataFolder(folder)
    expect(() => claimDataFolder(folder)).toThrow(InputError)
    expect(() => claimDataFolder(folder)).toThrow(/--data: .*another instance uses this folder/)
    release()
    claimDataFolder(folder)()
  })

  it('ends with the process that made it, however that ends', () => {
    const module = new URL('./claim.ts', import.meta.url).href
    const script = `const { claimDataFolder } = await import(${JSON.stringify(module)}); claimDataFolder(process.argv[1]); process.kill(process.pid, 'SIGKILL')`
    const child = spawnSync(process.execPath, ['--input-type=module', '-e', script, parent], { timeout: 15_000 })
    expect([child.signal, child.stderr.toString()]).toEqual(['SIGKILL', ''])
    claimDataFolder(parent)()
  })

  it('says what is wrong with a folder that is a file', () => {
    const path = join(parent, 'file')
    writeFileSync(path, '')
    expect(() => claimDataFolder(path)).toThrow(/--data: .*choose another/)
  })

  it.skipIf(process.getuid?.() === 0)(
    'says what is wrong with a folder that may not be written (skipped for root, who may)',
    () => {
      chmodSync(parent, 0o500)
      expect(() => claimDataFolder(parent)).toThrow(/--data: .*choose another/)
      chmodSync(parent, 0o700)
    },
  )
})
