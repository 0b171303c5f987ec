import { InputError } from '../../../domain/index.ts'
import { runWalkForward, walkForwardText } from '../../../services/research/index.ts'
import type { Places } from '../places.ts'
import { type CommandSpec, helpOf, parseOptions, wholeOption } from './arguments.ts'
import { searchControl } from './progress.ts'
import { type Print, toStdout } from './print.ts'
import { SEARCH_HELP, SEARCH_OPTIONS, searchRunOf } from './search-options.ts'
import { stopSignal } from './stop-signal.ts'

const OPTIONS = {
  ...SEARCH_OPTIONS,
  train: { type: 'string' },
  test: { type: 'string' },
  gap: { type: 'string' },
  anchored: { type: 'boolean', default: false },
} as const

const DAYS = { min: 1, max: 36_500 }

const toStderr = (line: string): void => {
  process.stderr.write(line)
}

function requiredDays(field: string, text: string | undefined): number {
  if (text === undefined) throw new InputError({ field, value: 'missing', remedy: 'give a number of days' })
  return wholeOption(field, text, 0, DAYS)
}

export function walkForwardCommand(places: Places, print: Print = toStdout, stop = stopSignal, tell = toStderr): CommandSpec {
  const spec: CommandSpec = {
    name: 'walk-forward',
    summary: 'Chooses parameters by one stretch of days and trades the next with them, again and again.',
    usage: 'walk-forward --candles FILE --strategy ID --train DAYS --test DAYS [options]',
    options: [
      ['--train DAYS', 'to choose by'],
      ['--test DAYS', 'to trade with the choice; the next choice is made after them'],
      ['--gap DAYS', 'between the two, which neither sees (default 0)'],
      ['--anchored', 'every choice is by all days from the first, not only the newest of --train'],
      ...SEARCH_HELP,
    ],
    async run(args) {
      const values = parseOptions(args, OPTIONS)
      if (values.help) {
        await print(helpOf(spec))
        return 0
      }
      const windowTerms = {
        train: requiredDays('--train', values.train),
        test: requiredDays('--test', values.test),
        gap: wholeOption('--gap', values.gap, 0, { min: 0, max: DAYS.max }),
        anchored: values.anchored,
      }
      const run = await searchRunOf(values, places, searchControl('walk-forward', stop(), tell))
      const report = await runWalkForward({ ...run, windowTerms })
      await print(values.json ? `${JSON.stringify(report)}\n` : walkForwardText(report))
      return 0
    },
  }
  return spec
}
