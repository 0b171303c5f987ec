import { createInterface } from 'node:readline'
import Database from 'better-sqlite3'

/** Another process that holds a database's write lock: `lock` and `unlock` on stdin, answered on stdout when done. */
const [, , file = ''] = process.argv
const database = new Database(file, { timeout: 5_000 })
createInterface({ input: process.stdin }).on('line', (line) => {
  database.exec(line === 'lock' ? 'BEGIN IMMEDIATE' : 'ROLLBACK')
  process.stdout.write(`${line}\n`)
})
