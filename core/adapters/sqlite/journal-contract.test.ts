import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import type { Journal } from '../../ports/index.ts'
import { journalContract } from '../../testing/contracts/journal.ts'
import { memoryJournal } from '../memory/index.ts'
import { sqliteJournal } from './index.ts'

const dir = mkdtempSync(join(tmpdir(), 'sentinel-journal-'))
const files = new Map<Journal, string>()
let count = 0

afterAll(() => {
  rmSync(dir, { recursive: true })
})

const openIn = (file: string): Journal => {
  const journal = sqliteJournal(file)
  files.set(journal, file)
  return journal
}

journalContract(
  'the SQLite journal',
  () => {
    count += 1
    return openIn(join(dir, `${String(count)}.db`))
  },
  (journal) => {
    journal.close()
    return openIn(files.get(journal) ?? '')
  },
)
journalContract('the memory journal', memoryJournal)
