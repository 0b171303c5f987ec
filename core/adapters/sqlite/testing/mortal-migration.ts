/** Brings a database to its second schema, slowly: `node mortal-migration.ts FILE`. Says what stopped it, if something did. */
import { openDatabase } from '../database.ts'
import { FIRST, SLOW_SECOND } from './migrations.ts'

const [, , file = ''] = process.argv
try {
  openDatabase(file, { migrations: [FIRST, SLOW_SECOND], synchronous: 'NORMAL' }).close()
} catch (error) {
  process.stdout.write(String(error))
}
