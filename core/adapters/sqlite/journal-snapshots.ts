import { createHash, type Hash } from 'node:crypto'
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib'
import type Database from 'better-sqlite3'
import type { SnapshotStore } from '../../ports/index.ts'
import type { Migration } from './database.ts'

export const SNAPSHOTS: Migration = {
  version: 2,
  name: 'circumstances and snapshots',
  sql: `
    ALTER TABLE journal ADD COLUMN circumstances TEXT;
    CREATE TABLE snapshot (
      sequence INTEGER PRIMARY KEY,
      version TEXT NOT NULL,
      parts INTEGER NOT NULL,
      checksum TEXT NOT NULL
    ) STRICT;
    CREATE TABLE snapshot_part (
      sequence INTEGER NOT NULL,
      number INTEGER NOT NULL,
      text BLOB NOT NULL,
      PRIMARY KEY (sequence, number)
    ) STRICT, WITHOUT ROWID;
  `,
}

interface Header {
  readonly sequence: number
  readonly version: string
  readonly parts: number
  readonly checksum: string
}

interface Writing {
  readonly sequence: number
  readonly version: string
  readonly hash: Hash
  parts: number
}

const hashOf = ({ sequence, version }: { readonly sequence: number; readonly version: string }): Hash =>
  createHash('sha256').update(`${String(sequence)}\n${version}\n`)

const addPart = (hash: Hash, part: string): void => {
  hash.update(part).update('\n')
}

/** Compressed parts, and a header with the SHA-256 of it all that is written last. */
export function snapshotsOf(database: Database.Database): SnapshotStore {
  const newest = database.prepare<[], Header>('SELECT * FROM snapshot ORDER BY sequence DESC LIMIT 1')
  const partsOf = database.prepare<[number], Buffer>('SELECT text FROM snapshot_part WHERE sequence = ? ORDER BY number').pluck()
  const forget = database.prepare('DELETE FROM snapshot_part WHERE sequence NOT IN (SELECT sequence FROM snapshot)')
  const drop = database.prepare('DELETE FROM snapshot WHERE sequence = ?')
  const insert = database.prepare('INSERT INTO snapshot_part VALUES (?, ?, ?)')
  const head = database.prepare('INSERT INTO snapshot VALUES (@sequence, @version, @parts, @checksum)')
  const older = database.prepare('DELETE FROM snapshot WHERE sequence < ?')
  const durability = database.pragma('synchronous', { simple: true }) as number
  let writing: Writing | undefined
  const started = (): Writing => {
    if (writing === undefined) throw new Error('no snapshot was begun')
    return writing
  }
  return {
    newest() {
      const header = newest.get()
      if (header === undefined) return undefined
      try {
        const parts = partsOf.all(header.sequence).map((part) => zstdDecompressSync(part).toString('utf8'))
        const hash = hashOf(header)
        for (const part of parts) addPart(hash, part)
        if (parts.length !== header.parts || hash.digest('hex') !== header.checksum) return undefined
        return { sequence: header.sequence, version: header.version, parts }
      } catch {
        // Compressed text that does not unfold is text that is not what was written.
        return undefined
      }
    },
    begin(sequence, version) {
      // A damaged one of the same row would be in the way of its own successor.
      if (newest.get()?.sequence === sequence) drop.run(sequence)
      forget.run()
      writing = { sequence, version, hash: hashOf({ sequence, version }), parts: 0 }
    },
    put(part) {
      const current = started()
      // The header's commit makes all parts before it durable, so none of them has to wait for the disk.
      database.pragma('synchronous = NORMAL')
      try {
        insert.run(current.sequence, current.parts, zstdCompressSync(part))
      } finally {
        database.pragma(`synchronous = ${String(durability)}`)
      }
      addPart(current.hash, part)
      current.parts += 1
    },
    finish() {
      const { sequence, version, parts, hash } = started()
      writing = undefined
      database.transaction(() => {
        head.run({ sequence, version, parts, checksum: hash.digest('hex') })
        older.run(sequence)
        forget.run()
      })()
    },
  }
}
