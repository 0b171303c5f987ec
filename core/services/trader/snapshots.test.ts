import { copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { zstdCompressSync } from 'node:zlib'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { sqliteJournal } from '../../adapters/sqlite/index.ts'
import { toTaggedJson } from '../../domain/index.ts'
import { type EngineState, NOT_FOLDED } from '../../engine/index.ts'
import type { Logger } from '../../ports/index.ts'
import { tradingHarness } from '../../testing/trading-harness.ts'
import { Snapshots } from './snapshots.ts'

let folder = ''
let file = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sentinel-snapshot-'))
  file = join(folder, 'journal.db')
})
afterEach(() => {
  rmSync(folder, { recursive: true, force: true })
})

const NOTHING: Logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  child: () => NOTHING,
}
const picture = (state: EngineState): string =>
  toTaggedJson(Object.fromEntries(Object.entries(state).filter(([key]) => !(NOT_FOLDED as readonly string[]).includes(key))))

/** A session that leaves a snapshot behind at its clean stop, and a few rows after it. */
function tradedSession(): void {
  const journal = sqliteJournal(file)
  const h = tradingHarness({ journal })
  h.open()
  h.market('100.00', '100.01')
  for (let index = 0; index < 8; index += 1) {
    h.tick(61_000)
    h.market('100.00', '100.01')
    h.command({ type: 'ApproveSignal', signalId: h.propose().id })
    h.clock.advance(20)
    h.command({ type: 'Flatten' })
    h.clock.advance(20)
  }
  new Snapshots({ engine: h.engine, journal, logger: NOTHING, every: 50 }).finish()
  h.tick(61_000)
  journal.close()
}

function started(file: string): { readonly state: string; readonly read: number } {
  const journal = sqliteJournal(file)
  let read = 0
  const counted: typeof journal = {
    ...journal,
    append: () => journal.lastSequence(),
    replay: (visit, types, after) => {
      journal.replay(
        (row) => {
          read += 1
          visit(row)
        },
        types,
        after,
      )
    },
  }
  const { engine } = tradingHarness({ journal: counted })
  engine.open({ currency: 'USDT', cash: engine.state.cash })
  journal.close()
  return { state: picture(engine.state), read }
}

/** The state of a start on the same file while its snapshot is damaged. */
function startedWith(damage: (database: Database.Database) => void): ReturnType<typeof started> {
  const damaged = join(folder, 'damaged.db')
  copyFileSync(file, damaged)
  const database = new Database(damaged)
  damage(database)
  database.close()
  return started(damaged)
}

describe('the snapshot in the journal file', () => {
  it('is what a start reads, and one that is damaged in any way is passed over', () => {
    tradedSession()
    const good = started(file)
    expect(good.read).toBeLessThan(10)
    const damages: readonly ((database: Database.Database) => void)[] = [
      (database) => database.exec("UPDATE snapshot SET version = '0' || version"),
      (database) => database.prepare('UPDATE snapshot_part SET text = ? WHERE number = 3').run(zstdCompressSync('{}')),
      (database) => database.exec('UPDATE snapshot_part SET text = substr(text, 1, length(text) - 2) WHERE number = 4'),
      (database) => database.exec('DELETE FROM snapshot_part WHERE number = 5'),
      (database) => database.exec("UPDATE snapshot SET checksum = 'g' || substr(checksum, 2)"),
    ]
    for (const damage of damages) {
      const whole = startedWith(damage)
      expect(whole.read).toBeGreaterThan(60)
      expect(whole.state).toBe(good.state)
    }
  })

  it('is written a part at a time, and the one before holds until the new one is whole', () => {
    const journal = sqliteJournal(file)
    const h = tradingHarness({ journal })
    h.open()
    const snapshots = new Snapshots({ engine: h.engine, journal, logger: NOTHING, every: 4 })
    const until = (wanted: number): number => {
      let parts = 0
      while ((journal.snapshots?.newest()?.sequence ?? 0) < wanted && parts < 500) {
        snapshots.work()
        parts += 1
      }
      return parts
    }
    const first = journal.lastSequence()
    expect(until(first)).toBeGreaterThan(20)
    h.propose()
    snapshots.work()
    expect(journal.snapshots?.newest()?.sequence).toBe(first)
    for (let index = 0; index < 5; index += 1) h.propose()
    const second = journal.lastSequence()
    snapshots.work()
    snapshots.work()
    h.propose()
    expect(journal.snapshots?.newest()?.sequence).toBe(first)
    expect(until(second)).toBeLessThan(500)
    expect(journal.snapshots?.newest()?.sequence).toBe(second)
    journal.close()
  })

  it('that cannot be written costs nothing but the time of the next start', () => {
    const journal = sqliteJournal(file)
    const h = tradingHarness({ journal })
    h.open()
    const warned: string[] = []
    const logger: Logger = { ...NOTHING, warn: (text) => warned.push(text) }
    const full: typeof journal = {
      ...journal,
      snapshots: {
        newest: () => undefined,
        begin: () => undefined,
        finish: () => undefined,
        put: () => {
          throw new Error('database or disk is full')
        },
      },
    }
    const snapshots = new Snapshots({ engine: h.engine, journal: full, logger, every: 2 })
    for (let index = 0; index < 10; index += 1) snapshots.work()
    snapshots.finish()
    expect(warned).toHaveLength(1)
    journal.close()
  })
})
