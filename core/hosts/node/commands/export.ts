import { rmSync } from 'node:fs'
import { openParquetWriter, place } from '../../../adapters/parquet/index.ts'
import { InputError, type InstrumentId, type Millis, millis } from '../../../domain/index.ts'
import type { MarketReader, RecordedFact, RecordedFacts, RecordedKind } from '../../../ports/index.ts'
import { csvHeader, csvRows, factsOf, influxEncoder } from '../../../recording/index.ts'
import { type CommandSpec, choiceOption, helpOf, parseOptions } from './arguments.ts'
import { dataFolder, instrumentOption, kindOption, openMarket, timeOption } from './market-options.ts'
import { checkTarget, fileOutput, type Output, partialOf, PipeClosed, stdoutOutput } from './output-file.ts'

const FORMATS = ['influx', 'parquet', 'csv'] as const

export function exportCommand(): CommandSpec {
  const spec: CommandSpec = {
    name: 'export',
    summary: 'Writes recorded market data to a file: InfluxDB line protocol, Parquet or CSV.',
    usage: 'export --format influx|parquet|csv --kind KIND --out FILE|- [options]',
    options: [
      ['--format NAME', 'influx (line protocol, nanoseconds), parquet (zstd, exact decimals) or csv (with a header)'],
      ['--kind KIND', 'trades, candles, books, bins, metrics or gaps'],
      ['--instrument ID', 'one market, such as binance:BTC/USDT (default: all of them)'],
      ['--from ISO', 'from this time on, such as 2026-11-21 or 2026-11-21T08:30:00Z (default: the oldest)'],
      ['--to ISO', 'up to this time, exclusive (default: the newest)'],
      ['--data DIR', 'folder of the databases (default: the place for application data)'],
      ['--archive DIR', 'reads archived days too, from the folder that `archive --to` wrote'],
      ['--out FILE|-', 'the file to write, or - for stdout (not parquet)'],
      ['--force', 'replaces FILE if it is there'],
    ],
    async run(args) {
      const values = parseOptions(args, {
        format: { type: 'string' },
        kind: { type: 'string' },
        instrument: { type: 'string' },
        from: { type: 'string' },
        to: { type: 'string' },
        data: { type: 'string' },
        archive: { type: 'string' },
        out: { type: 'string' },
        force: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      })
      if (values.help) {
        process.stdout.write(helpOf(spec))
        return 0
      }
      const format = choiceOption('--format', values.format, FORMATS)
      if (format === undefined)
        throw new InputError({ field: '--format', value: 'missing', remedy: `use one of ${FORMATS.join(', ')}` })
      const { out } = values
      if (out === undefined || out === '')
        throw new InputError({ field: '--out', value: 'missing', remedy: 'name a file, or - for stdout' })
      if (out === '-' && format === 'parquet')
        throw new InputError({
          field: '--out',
          value: '-',
          remedy: 'Parquet needs a file, since it is not written front to back',
        })
      const selection = {
        kind: kindOption(values.kind),
        instrument: instrumentOption(values.instrument),
        ...rangeOf(timeOption('--from', values.from), timeOption('--to', values.to), values.to ?? ''),
      }
      const reader = openMarket(dataFolder(values.data), values.archive)
      try {
        const rows = await write(reader, selection, { format, out, force: values.force })
        process.stderr.write(`${JSON.stringify({ event: 'exported', kind: selection.kind, format, facts: rows, out })}\n`)
        return 0
      } finally {
        await reader.close()
      }
    },
  }
  return spec
}

interface Selection {
  readonly kind: RecordedKind
  readonly instrument: InstrumentId | undefined
  readonly from: Millis
  readonly to: Millis
}

function rangeOf(
  from: Millis | undefined,
  to: Millis | undefined,
  given: string,
): { readonly from: Millis; readonly to: Millis } {
  const range = { from: from ?? millis(0), to: to ?? millis(Number.MAX_SAFE_INTEGER) }
  if (range.from >= range.to)
    throw new InputError({
      field: '--to',
      value: given,
      remedy: 'must be later than --from, which is included while --to is not',
    })
  return range
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

interface Target {
  readonly format: (typeof FORMATS)[number]
  readonly out: string
  readonly force: boolean
}

async function write(reader: MarketReader, selection: Selection, { format, out, force }: Target): Promise<number> {
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
  const writer = await openParquetWriter(kind, partial)
  let rows = 0
  try {
    for await (const batch of facts) {
      writer.add(batch as readonly RecordedFacts[K][])
      rows += batch.length
    }
    await writer.finish()
  } catch (error) {
    writer.close()
    rmSync(partial, { force: true })
    throw error
  }
  writer.close()
  place(partial, target)
  return rows
}
