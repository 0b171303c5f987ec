import { mkdirSync, readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { DAY, millis } from '../../domain/index.ts'
import type { FactBatches, MarketEraser, MarketRange, RecordedFact, RecordedFacts, RecordedKind } from '../../ports/index.ts'
import { place, replaceFile, sha256Of } from '../durable-files/index.ts'
import { dateOf, MANIFEST, type Manifest, type Partition, partitionFolder, readManifest } from './layout.ts'
import type { ParquetSession } from './session.ts'
import { FactTally, type Tally } from './tally.ts'
import { openParquetWriter } from './writer.ts'

/** What has just happened to a partition, in this order. */
export const ARCHIVE_STEPS = ['written', 'verified', 'placed', 'recorded', 'tidied', 'erased'] as const
export type ArchiveStep = (typeof ARCHIVE_STEPS)[number]

export interface ArchiveOptions {
  readonly dir: string
  readonly session: ParquetSession
  /**
   * Everything that is known of a kind in a range, the archive's own part included, each fact once and in
   * order: a fact that came late is then added to what was archived before.
   */
  readonly facts: (kind: RecordedKind, range: MarketRange) => FactBatches<RecordedFact>
  /** Where the facts are removed once they rest verified in the archive, but for gaps; none keeps both. */
  readonly eraser?: MarketEraser
  readonly onStep?: (step: ArchiveStep, partition: Partition) => void
}

export interface ArchivedPartition {
  /** Absent when there was nothing to archive. */
  readonly manifest?: Manifest
  /** False when the archive held all of it before. */
  readonly written: boolean
  readonly erased: number
}

/** Thrown when a file does not give back what was put into it; nothing is erased then. */
export class ArchiveError extends Error {
  constructor(file: string, what: string) {
    super(`${file}: ${what}; nothing was removed from the database`)
    this.name = 'ArchiveError'
  }
}

const sameFacts = (a: Tally, b: Tally): boolean => a.rows === b.rows && a.digest === b.digest

async function tallied<K extends RecordedKind>(
  kind: K,
  batches: FactBatches<RecordedFact>,
  take: (facts: readonly RecordedFacts[K][]) => Promise<void> = () => Promise.resolve(),
): Promise<Tally> {
  const tally = new FactTally(kind)
  for await (const batch of batches) {
    const facts = batch as readonly RecordedFacts[K][]
    tally.add(facts)
    await take(facts)
  }
  return tally.result()
}

async function isEmpty(batches: FactBatches<RecordedFact>): Promise<boolean> {
  for await (const batch of batches) if (batch.length > 0) return false
  return true
}

/** Writes what `batches` give and reads it back. Returns what the file holds. */
async function writeVerified(
  session: ParquetSession,
  { kind, file }: { readonly kind: RecordedKind; readonly file: string },
  batches: FactBatches<RecordedFact>,
  written: () => void,
): Promise<Tally> {
  const writer = await openParquetWriter(session, kind, file)
  let given: Tally
  try {
    given = await tallied(kind, batches, (facts) => writer.add(facts))
    await writer.finish()
  } finally {
    writer.close()
  }
  written()
  const held = await tallied(kind, session.facts(kind, file))
  if (sameFacts(given, held)) return held
  const counts = `${String(held.rows)} of ${String(given.rows)} rows`
  throw new ArchiveError(file, `does not read back as it was written (${counts}, digest ${held.digest})`)
}

function partNumber(file: string): number {
  return Number(/^part-(\d+)\.parquet$/.exec(file)?.[1] ?? 0)
}

/**
 * Moves a day of one kind of one market into the archive. Whatever step it is interrupted after, each
 * fact is in the database or in a file that a manifest names, or in both; run again, it goes on.
 * Throws {@link ArchiveError} when the archive cannot be trusted with the facts.
 */
export async function archivePartition(options: ArchiveOptions, partition: Partition): Promise<ArchivedPartition> {
  const { dir, session, facts, eraser } = options
  const { kind, instrument, day } = partition
  const step = (name: ArchiveStep): void => {
    options.onStep?.(name, partition)
  }
  const range: MarketRange = { instrument, from: day, to: millis(day + DAY) }
  const folder = partitionFolder(dir, partition)
  const known = readManifest(folder)
  if (known === undefined && (await isEmpty(facts(kind, range)))) return { written: false, erased: 0 }
  let manifest = known
  if (known === undefined || !sameFacts(known, await tallied(kind, facts(kind, range)))) {
    mkdirSync(folder, { recursive: true })
    const name = `part-${String(partNumber(known?.file ?? '') + 1)}.parquet`
    const file = join(folder, name)
    const partial = `${file}.partial`
    const held = await writeVerified(session, { kind, file: partial }, facts(kind, range), () => {
      step('written')
    })
    step('verified')
    if (held.from === undefined || held.to === undefined) throw new ArchiveError(file, 'the facts went while they were copied')
    const [bytes, sha256] = [statSync(partial).size, await sha256Of(partial)]
    place(partial, file)
    step('placed')
    const span = { from: held.from, to: held.to }
    manifest = { format: 1, kind, instrument, date: dateOf(day), file: name, bytes, sha256, ...held, ...span }
    replaceFile(join(folder, MANIFEST), `${JSON.stringify(manifest, null, 2)}\n`)
    step('recorded')
  }
  if (manifest === undefined) throw new Error('invariant broken: a partition with facts has a manifest')
  tidy(folder, manifest)
  step('tidied')
  let erased = 0
  if (eraser !== undefined && kind !== 'gaps') {
    await checkUnchanged(join(folder, manifest.file), manifest)
    erased = eraser.erase(kind, range)
    step('erased')
  }
  return { manifest, written: manifest !== known, erased }
}

/** Removes what interrupted runs and older parts left. */
function tidy(folder: string, manifest: Manifest): void {
  for (const name of readdirSync(folder))
    if (name.startsWith('part-') && name !== manifest.file) rmSync(join(folder, name), { recursive: true, force: true })
}

/** What was verified when it was written may have been lost since; the whole file is read once more. */
async function checkUnchanged(file: string, { bytes, sha256 }: Manifest): Promise<void> {
  if (statSync(file, { throwIfNoEntry: false })?.size !== bytes || (await sha256Of(file)) !== sha256)
    throw new ArchiveError(file, 'is missing or was changed since it was archived; put a copy back, or remove its folder')
}
