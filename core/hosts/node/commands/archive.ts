import { existsSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { systemClock } from '../../../adapters/system/index.ts'
import { DAY, InputError, type Millis, millis } from '../../../domain/index.ts'
import { type CommandSpec, helpOf, parseOptions } from './arguments.ts'
import { dataFolder, durationOption, timeOption } from './market-options.ts'

export function archiveCommand(): CommandSpec {
  const spec: CommandSpec = {
    name: 'archive',
    summary: 'Copies or moves whole days of market data into Parquet files that pandas, DuckDB and backtests read in place.',
    usage: 'archive (--before ISO | --older-than 30d) --to DIR [--data DIR] [--delete]',
    options: [
      ['--before ISO', 'days before this date (UTC), such as 2026-11-21'],
      ['--older-than N', 'days that ended at least so long ago, such as 30d'],
      ['--to DIR', 'the archive: kind=…/exchange=…/symbol=…/date=…/part-N.parquet with a manifest beside each'],
      ['--data DIR', 'folder of the databases (default: the place for application data)'],
      ['--delete', 'removes from the database what rests verified in the archive (not gaps); no serve or collect may run'],
    ],
    async run(args) {
      const values = parseOptions(args, {
        before: { type: 'string' },
        'older-than': { type: 'string' },
        to: { type: 'string' },
        data: { type: 'string' },
        delete: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      })
      if (values.help) {
        process.stdout.write(helpOf(spec))
        return 0
      }
      const before = cutoff(values.before, values['older-than'], systemClock().now())
      const to = archiveFolder(values.to)
      // DuckDB is loaded only by the commands that read or write Parquet.
      const { archiveDays } = await import('./archive-days.ts')
      const report = await archiveDays({
        before,
        to,
        dataDir: dataFolder(values.data),
        erase: values.delete,
        say: (line) => process.stdout.write(`${JSON.stringify(line)}\n`),
      })
      process.stdout.write(`${JSON.stringify({ event: 'archived', before: new Date(before).toISOString(), to, ...report })}\n`)
      return 0
    },
  }
  return spec
}

/** The midnight before which days are archived; a day that goes on is never cut. */
function cutoff(before: string | undefined, olderThan: string | undefined, now: Millis): Millis {
  if ((before === undefined) === (olderThan === undefined)) {
    const value = before === undefined ? 'missing' : `${before} with --older-than ${olderThan ?? ''}`
    throw new InputError({ field: '--before', value, remedy: 'give either --before DATE or --older-than 30d' })
  }
  const asked =
    olderThan === undefined
      ? (timeOption('--before', before) ?? now)
      : now - durationOption('--older-than', olderThan, { min: DAY, max: 36_500 * DAY, example: '30d' })
  if (asked > now)
    throw new InputError({
      field: '--before',
      value: before ?? '',
      remedy: 'is in the future; days that are over can be archived',
    })
  return millis(asked - (asked % DAY))
}

function archiveFolder(to: string | undefined): string {
  if (to === undefined || to === '')
    throw new InputError({ field: '--to', value: 'missing', remedy: 'name the folder of the archive' })
  const dir = resolve(to)
  const found = statSync(dir, { throwIfNoEntry: false })
  if (found !== undefined && !found.isDirectory())
    throw new InputError({ field: '--to', value: to, remedy: 'is a file; name a folder' })
  // Not made level by level: a disk that is not mounted must not be archived beside.
  if (!existsSync(dirname(dir)))
    throw new InputError({ field: '--to', value: to, remedy: `${dirname(dir)} is no folder; make it first` })
  return dir
}
