import { InputError, type Millis, millis } from '../../../domain/index.ts'
import { type CommandSpec, choiceOption, helpOf, parseOptions } from './arguments.ts'
import { EXPORT_FORMATS } from './export-format.ts'
import { dataFolder, instrumentOption, kindOption, timeOption } from './market-options.ts'

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
      const format = choiceOption('--format', values.format, EXPORT_FORMATS)
      if (format === undefined)
        throw new InputError({ field: '--format', value: 'missing', remedy: `use one of ${EXPORT_FORMATS.join(', ')}` })
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
      // DuckDB is loaded only by the commands that read or write Parquet.
      const { exportFacts } = await import('./export-facts.ts')
      const facts = await exportFacts(selection, {
        format,
        out,
        force: values.force,
        dataDir: dataFolder(values.data),
        archive: values.archive,
      })
      process.stderr.write(`${JSON.stringify({ event: 'exported', kind: selection.kind, format, facts, out })}\n`)
      return 0
    },
  }
  return spec
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
