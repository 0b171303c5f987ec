import { place } from '../../../adapters/durable-files/index.ts'
import { openParquetWriter, ParquetSession } from '../../../adapters/parquet/index.ts'
import { InputError, type InstrumentId, type Millis } from '../../../domain/index.ts'
import type { MarketReader, RecordedFact, RecordedFacts, RecordedKind } from '../../../ports/index.ts'
import { csvHeader, csvRows, factsOf, influxEncoder } from '../../../recording/index.ts'
import type { ExportFormat } from './export-format.ts'
import { openMarket } from './market-database.ts'
import { checkTarget, fileOutput, type Output, partialOf, PipeClosed, stdoutOutput } from './output-file.ts'

export interface Selection {
  readonly kind: RecordedKind
  readonly instrument: InstrumentId | undefined
  readonly from: Millis
  readonly to: Millis
}

/** Market after market, each by time. */
async function* selected(
  reader: MarketReader,
  { kind, instrument, from, to }: Selection,
): AsyncGenerator<readonly RecordedFact[]> {
  const known = (await reader.spans()).filter((span) => span.kind === kind).map((span) => span.instrument)
  if (instrument !== undefined && !known.includes(instrument)) {
    const remedy =
      known.length === 0 ? `no ${kind} are recorded here` : `${kind} are recorded of ${[...new Set(known)].join(', ')}`
    throw new InputError({ field: '--instrument', value: instrument, remedy })
  }
  const markets = instrument === undefined ? [...new Set(known)].sort() : [instrument]
  for (const each of markets) yield* factsOf(reader, kind, { instrument: each, from, to })
}

export interface ExportTarget {
  readonly format: ExportFormat
  /** A file, or - for stdout. */
  readonly out: string
  readonly force: boolean
  readonly dataDir: string
  readonly archive: string | undefined
}

/** Returns how many facts were written. */
export async function exportFacts(selection: Selection, target: ExportTarget): Promise<number> {
  const reader = openMarket(target.dataDir, target.archive)
  try {
    return await write(reader, selection, target)
  } finally {
    await reader.close()
  }
}

async function write(reader: MarketReader, selection: Selection, { format, out, force }: ExportTarget): Promise<number> {
  const facts = selected(reader, selection)
  if (format === 'parquet') return await writeParquet(facts, selection.kind, checkTarget(out, force))
  const output = out === '-' ? stdoutOutput() : await fileOutput(out, force)
  const encode = format === 'csv' ? csvRows : influxEncoder()
  return await writeText(facts, output, { head: format === 'csv' ? csvHeader(selection.kind) : '', encode })
}

/** Text is handed on in pieces of about this many characters, whatever a fact measures. */
const PIECE = 1 << 18

async function writeText(
  facts: AsyncIterable<readonly RecordedFact[]>,
  output: Output,
  { head, encode }: { readonly head: string; readonly encode: (fact: RecordedFact) => string },
): Promise<number> {
  let rows = 0
  let text = head
  try {
    for await (const batch of facts) {
      for (const fact of batch) {
        text += encode(fact)
        if (text.length < PIECE) continue
        await output.write(text)
        text = ''
      }
      rows += batch.length
    }
    await output.write(text)
    await output.commit()
    return rows
  } catch (error) {
    await output.abandon()
    // `export ... --out - | head` is no failure.
    if (error instanceof PipeClosed) return rows
    throw error
  }
}

async function writeParquet<K extends RecordedKind>(
  facts: AsyncIterable<readonly RecordedFact[]>,
  kind: K,
  target: string,
): Promise<number> {
  const partial = partialOf(target)
  const session = new ParquetSession()
  try {
    const writer = await openParquetWriter(session, kind, partial)
    let rows = 0
    try {
      for await (const batch of facts) {
        await writer.add(batch as readonly RecordedFacts[K][])
        rows += batch.length
      }
      await writer.finish()
    } finally {
      writer.close()
    }
    place(partial, target)
    return rows
  } finally {
    await session.close()
  }
}
