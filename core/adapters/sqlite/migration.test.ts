import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { openDatabase } from './database.ts'
import { FIRST, QUICK_SECOND } from './testing/migrations.ts'

const CHILD = fileURLToPath(new URL('./testing/mortal-migration.ts', import.meta.url))
const ROWS = 2_000

let folder = ''
let file = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sentinel-migration-'))
  file = join(folder, 'test.db')
  const database = openDatabase(file, { migrations: [FIRST], synchronous: 'NORMAL' })
  const insert = database.prepare('INSERT INTO kept VALUES (?, ?)')
  database.transaction(() => {
    for (let number = 1; number <= ROWS; number += 1) insert.run(number, 'x'.repeat(200))
  })()
  database.close()
})
afterEach(() => {
  rmSync(folder, { recursive: true, force: true })
})

function look(path: string) {
  const database = new Database(path, { readonly: true })
  const count = (table: string): unknown => database.prepare(`SELECT count(*) FROM ${table}`).pluck().get()
  const found = {
    version: database.pragma('user_version', { simple: true }),
    whole: database.pragma('integrity_check', { simple: true }),
    kept: count('kept'),
    added: database.prepare("SELECT 1 FROM sqlite_master WHERE name = 'added'").get() === undefined ? 0 : count('added'),
  }
  database.close()
  return found
}
const BEFORE = { version: 1, whole: 'ok', kept: ROWS, added: 0 }
const AFTER = { version: 2, whole: 'ok', kept: 10, added: ROWS }
const finish = (): void => {
  openDatabase(file, { migrations: [FIRST, QUICK_SECOND], synchronous: 'NORMAL' }).close()
}

describe('a migration', () => {
  it('that is killed in the middle leaves the file as it was, and the next start finishes', { timeout: 60_000 }, async () => {
    for (let kill = 0; kill < 3; kill += 1) {
      const child = spawn(process.execPath, [CHILD, file], { stdio: 'ignore' })
      const closed = once(child, 'close')
      const log = `${file}-wal`
      // The step is under way when its changes spill into the log.
      await vi.waitFor(
        () => {
          expect(existsSync(log) && statSync(log).size).toBeGreaterThan(100_000)
        },
        { timeout: 15_000, interval: 5 },
      )
      child.kill('SIGKILL')
      await closed
      expect(child.signalCode).toBe('SIGKILL')
      expect(look(file)).toEqual(BEFORE)
      expect(look(`${file}.schema-1.bak`)).toEqual(BEFORE)
    }
    finish()
    expect(look(file)).toEqual(AFTER)
    expect(look(`${file}.schema-1.bak`)).toEqual(BEFORE)
  })

  it('does not trust a backup that was cut off', () => {
    writeFileSync(`${file}.schema-1.bak.partial`, 'half of')
    finish()
    expect(look(`${file}.schema-1.bak`)).toEqual(BEFORE)
    expect(existsSync(`${file}.schema-1.bak.partial`)).toBe(false)
  })

  // The largest file that the process may write stands for a disk that is full.
  it.skipIf(process.platform === 'win32')('does not begin without a backup: a full disk leaves the file as it was', () => {
    const { stdout } = spawnSync('sh', ['-c', `ulimit -f 200 && exec "$0" "$1" "$2"`, process.execPath, CHILD, file], {
      encoding: 'utf8',
      timeout: 30_000,
    })
    expect(stdout).toMatch(/cannot be backed up .*; make room for \d+ bytes beside it and start again/)
    expect(look(file)).toEqual(BEFORE)
    expect(readdirSync(folder).filter((name) => name.includes('bak'))).toEqual([])
    finish()
    expect(look(file)).toEqual(AFTER)
  })

  it('is refused, by name, while another program reads the file: a copy would miss what waits in the log', () => {
    const reader = new Database(file, { readonly: true })
    reader.exec('BEGIN')
    reader.prepare('SELECT count(*) FROM kept').get()
    const writer = new Database(file)
    writer.exec("INSERT INTO kept VALUES (0, 'late')")
    expect(finish).toThrow(/is used by another program .* stop that program and start again/)
    reader.close()
    writer.close()
    finish()
    expect(look(`${file}.schema-1.bak`)).toEqual({ ...BEFORE, kept: ROWS + 1 })
  })
})
