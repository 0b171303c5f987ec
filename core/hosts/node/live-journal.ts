import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { sqliteJournalReader } from '../../adapters/sqlite/index.ts'
import { InputError } from '../../domain/index.ts'
import { type LiveRisk, liveRisk } from '../../services/mode/index.ts'

const NOTHING: LiveRisk = { positions: [], orders: [] }

/** What a data folder has open with real money. A journal that cannot be read is told, and stops nothing on paper. */
export function readLiveRisk(dataDir: string, unreadable: (reason: string) => void): LiveRisk {
  const file = join(dataDir, 'live', 'journal.db')
  if (!existsSync(file)) return NOTHING
  try {
    const journal = sqliteJournalReader(file)
    try {
      return liveRisk(journal)
    } finally {
      journal.close()
    }
  } catch (error) {
    unreadable(`${file}: ${error instanceof InputError ? error.problem.remedy : String(error)}`)
    return NOTHING
  }
}
