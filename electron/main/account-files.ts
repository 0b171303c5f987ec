import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { sqliteJournalReader } from '../../core/adapters/sqlite/index.ts'
import { type LiveRisk, NO_LIVE_RISK, riskIn } from '../../core/services/mode/index.ts'

export { claimDataFolder } from '../../core/adapters/data-folder/index.ts'

/** What the live journal has open before any trader runs. */
export function readLiveRisk(dataDir: string, unreadable: (reason: string) => void): LiveRisk {
  const file = join(dataDir, 'live', 'journal.db')
  return existsSync(file) ? riskIn(file, sqliteJournalReader, unreadable) : NO_LIVE_RISK
}
