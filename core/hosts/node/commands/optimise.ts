import { InputError } from '../../../domain/index.ts'
import { optimiseText, runOptimise } from '../../../services/research/index.ts'
import type { Places } from '../places.ts'
import { type CommandSpec, helpOf, parseOptions, wholeOption } from './arguments.ts'
import { searchControl } from './progress.ts'
import { type Print, toStdout } from './print.ts'
import { SEARCH_HELP, SEARCH_OPTIONS, searchRunOf } from './search-options.ts'
import { stopSignal } from './stop-signal.ts'

const OPTIONS = { ...SEARCH_OPTIONS, folds: { type: 'string' }, embargo: { type: 'string' } } as const

const toStderr = (line: string): void => {
  process.stderr.write(line)
}

export function optimiseCommand(places: Places, print: Print = toStdout, stop = stopSignal, tell = toStderr): CommandSpec {
  const spec: CommandSpec = {
    name: 'optimise',
    summary: 'Searches the parameters of a strategy, and says how far to believe the best.',
    usage: 'optimise --candles FILE --strategy ID [options]',
    options: [
      ...SEARCH_HELP,
      ['--folds N', 'cross-validates the choice over so many parts of the days (default: not)'],
      ['--embargo DAYS', 'with --folds: days after a part that are not chosen by (default 1)'],
    ],
    async run(args) {
      const values = parseOptions(args, OPTIONS)
      if (values.help) {
        await print(helpOf(spec))
        return 0
      }
      if (values.folds === undefined && values.embargo !== undefined)
        throw new InputError({ field: '--embargo', value: values.embargo, remedy: 'it belongs to --folds' })
      const folds = wholeOption('--folds', values.folds, 0, { min: 2, max: 100 })
      const embargo = wholeOption('--embargo', values.embargo, 1, { min: 0, max: 10_000 })
      const run = await searchRunOf(values, places, searchControl('optimise', stop(), tell))
      const report = await runOptimise({ ...run, ...(folds === 0 ? {} : { folds: { folds, embargo } }) })
      await print(values.json ? `${JSON.stringify(report)}\n` : optimiseText(report))
      return 0
    },
  }
  return spec
}
