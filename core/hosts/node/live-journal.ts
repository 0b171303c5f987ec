import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { sqliteJournalReader } from '../../adapters/sqlite/index.ts'
import { type LiveRisk, NO_LIVE_RISK, riskIn } from '../../services/mode/index.ts'

/** What a data folder has open with real money. A journal that cannot be read is told, and stops nothing on paper. */
export function readLiveRisk(dataDir: string, unreadable: (reason: string) => void): LiveRisk {
  const file = join(dataDir, 'live', 'journal.db')
  return existsSync(file) ? riskIn(file, sqliteJournalReader, unreadable) : NO_LIVE_RISK
}
