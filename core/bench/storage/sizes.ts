import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { DuckDBInstance } from '@duckdb/node-api'
import Database from 'better-sqlite3'
import { sqliteMarketReader, sqliteMarketStore } from '../../adapters/sqlite/index.ts'
import { type BookSnapshot, DAY, formatPrice, formatQuantity, millis, toJson } from '../../domain/index.ts'
import { barRules } from '../../recording/index.ts'

const damaged = ({ reason }: { readonly reason: string }): never => {
  throw new Error(reason)
}

/** Column names and values of a book, level by level. */
function columns(book: BookSnapshot): readonly (readonly [name: string, value: string])[] {
  return (['bids', 'asks'] as const).flatMap((side) =>
    book[side].flatMap((level, rank) => [
      [`${side}_${String(rank)}_price`, formatPrice(level.price)] as const,
      [`${side}_${String(rank)}_quantity`, formatQuantity(level.quantity)] as const,
    ]),
  )
}

const lineProtocol = (book: BookSnapshot): string =>
  `book,instrument=${book.instrument.replace(' ', '\\ ')} sequence=${String(book.sequence)}i,received=${String(book.receivedTime)}i,${columns(
    book,
  )
    .map(([name, value]) => `${name}=${value}`)
    .join(',')} ${String(book.exchangeTime)}000000`

/** A column a value, exact decimals, one row group, zstd. */
async function parquetBytes(folder: string, books: readonly BookSnapshot[]): Promise<number> {
  const [first] = books
  if (first === undefined) return 0
  const names = columns(first).map(([name]) => name)
  const header = ['exchange_time', 'received_time', 'sequence', ...names]
  const rows = books.map((book) =>
    [book.exchangeTime, book.receivedTime, book.sequence, ...columns(book).map(([, value]) => value)].join(','),
  )
  const csv = join(folder, 'books.csv')
  writeFileSync(csv, [header.join(','), ...rows].join('\n'))
  const types = header.map((name, index) => `'${name}': '${index < 3 ? 'BIGINT' : 'DECIMAL(18,5)'}'`).join(', ')
  const target = join(folder, 'books.parquet')
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  await connection.run(
    `COPY (SELECT * FROM read_csv('${csv}', columns = {${types}}, header = true)) TO '${target}' (FORMAT parquet, COMPRESSION zstd)`,
  )
  connection.closeSync()
  instance.closeSync()
  return statSync(target).size
}

const textOf = ({ exchangeTime, receivedTime, sequence, bids, asks }: BookSnapshot): string =>
  toJson([exchangeTime, receivedTime, sequence, bids, asks])

/** Writes the books through the store, packs them and reads them back; throws when one digit differs. */
async function packedBytes(folder: string, books: readonly BookSnapshot[]): Promise<{ blocks: number; pages: number }> {
  const file = join(folder, 'market.db')
  const store = sqliteMarketStore(file, { bars: barRules, damaged })
  for (let from = 0; from < books.length; from += 500) store.write(books.slice(from, from + 500))
  const end = books.at(-1)?.exchangeTime ?? millis(0)
  while (store.pack(millis(end + 3 * DAY)) > 0);
  store.close()
  const reader = sqliteMarketReader(file, damaged)
  const [span] = await reader.spans()
  if (span === undefined) throw new Error('nothing was stored')
  const back: BookSnapshot[] = []
  for await (const batch of reader.books({ instrument: span.instrument, from: span.from, to: millis(span.to + 1) }))
    back.push(...batch)
  await reader.close()
  if (back.map(textOf).join('\n') !== books.map(textOf).join('\n')) throw new Error('the books are not the same after packing')
  const database = new Database(file, { readonly: true })
  const { bytes } = database.prepare('SELECT sum(length(data)) AS bytes FROM blocks').get() as { bytes: number }
  const { pages } = database.prepare("SELECT sum(pgsize) AS pages FROM dbstat WHERE name = 'blocks'").get() as { pages: number }
  database.close()
  return { blocks: bytes / books.length, pages: pages / books.length }
}

/** Bytes of a snapshot in each form. */
export async function snapshotBytes(books: readonly BookSnapshot[]): Promise<Readonly<Record<string, number>>> {
  const folder = mkdtempSync(join(tmpdir(), 'sentinel-perf4-'))
  try {
    const packed = await packedBytes(folder, books)
    return {
      packed: packed.blocks,
      packedWithPages: packed.pages,
      json: Buffer.byteLength(books.map(toJson).join('\n')) / books.length,
      lineProtocolGzip: gzipSync(books.map(lineProtocol).join('\n')).length / books.length,
      parquetZstd: (await parquetBytes(folder, books)) / books.length,
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
}
