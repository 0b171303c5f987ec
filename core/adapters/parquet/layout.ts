import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { DAY, InputError, type InstrumentId, type Millis, millis, splitInstrumentId } from '../../domain/index.ts'
import { RECORDED_KINDS, type RecordedKind } from '../../ports/index.ts'

/** A whole UTC day of one kind of one market. */
export interface Partition {
  readonly kind: RecordedKind
  readonly instrument: InstrumentId
  /** Its midnight. */
  readonly day: Millis
}

const manifestSchema = z.strictObject({
  format: z.literal(1),
  kind: z.enum(RECORDED_KINDS),
  instrument: z.string().transform((text) => text as InstrumentId),
  date: z.string(),
  /** The one file of the folder that counts. */
  file: z.string().regex(/^part-\d+\.parquet$/),
  bytes: z.int(),
  /** SHA-256 of the file. */
  sha256: z.string(),
  rows: z.int(),
  /** Time of the oldest and the newest fact, epoch ms. */
  from: z.int(),
  to: z.int(),
  sums: z.record(z.string(), z.string()),
  digest: z.string(),
})

/** Says which file of a partition holds, and what is in it; a file that no manifest names does not exist to readers. */
export type Manifest = Readonly<z.output<typeof manifestSchema>>

/** An underscore in front hides it from readers that take every file of a folder for data. */
export const MANIFEST = '_manifest.json'

export const dateOf = (day: Millis): string => new Date(day).toISOString().slice(0, 10)
export const dayOf = (time: Millis): Millis => millis(time - (((time % DAY) + DAY) % DAY))

/** BTC/USDT is BTC-USDT; whatever else a file system may refuse, and a dash of its own, is written as %XX. */
const folderOf = (symbol: string): string => encodeURIComponent(symbol).replaceAll('-', '%2D').replaceAll('%2F', '-')

/** `kind=trades/exchange=binance/symbol=BTC-USDT`: the layout that DuckDB, pandas and Spark call hive partitioning. */
export function marketFolder(dir: string, kind: RecordedKind, instrument: InstrumentId): string {
  const { exchange, symbol } = splitInstrumentId(instrument)
  return join(dir, `kind=${kind}`, `exchange=${exchange}`, `symbol=${folderOf(symbol)}`)
}

export const partitionFolder = (dir: string, { kind, instrument, day }: Partition): string =>
  join(marketFolder(dir, kind, instrument), `date=${dateOf(day)}`)

/** Undefined where nothing is archived. Throws InputError for a manifest that is damaged. */
export function readManifest(folder: string): Manifest | undefined {
  const file = join(folder, MANIFEST)
  if (!existsSync(file)) return undefined
  try {
    return manifestSchema.parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch (error) {
    const reason = error instanceof z.ZodError ? z.prettifyError(error) : String(error)
    throw new InputError({ field: 'archive', value: file, remedy: `is damaged or of a newer version (${reason})` })
  }
}

const foldersIn = (dir: string, prefix: string): readonly string[] =>
  existsSync(dir)
    ? readdirSync(dir)
        .filter((name) => name.startsWith(prefix))
        .sort()
        .map((name) => join(dir, name))
    : []

const DATE = /date=(\d{4}-\d{2}-\d{2})$/

/** The archived days of a market whose midnight is in [from, to), oldest first. Opens no other day's files. */
export function archivedDays(folder: string, from: number, to: number): readonly { folder: string; manifest: Manifest }[] {
  return foldersIn(folder, 'date=').flatMap((each) => {
    const day = Date.parse(DATE.exec(each)?.[1] ?? '')
    if (!(day >= from && day < to)) return []
    const manifest = readManifest(each)
    return manifest === undefined ? [] : [{ folder: each, manifest }]
  })
}

/** Every market folder, with its kind. */
export function archivedMarkets(dir: string): readonly { kind: RecordedKind; folder: string }[] {
  return RECORDED_KINDS.flatMap((kind) =>
    foldersIn(join(dir, `kind=${kind}`), 'exchange=').flatMap((exchange) =>
      foldersIn(exchange, 'symbol=').map((folder) => ({ kind, folder })),
    ),
  )
}
