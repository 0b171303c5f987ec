import { InputError, millis } from '../../../domain/index.ts'
import type { BarWindow } from '../../../services/research/index.ts'
import { wholeOption } from './arguments.ts'
import { timeOption } from './market-options.ts'

/** The options of a backtest that say which bars. */
export const WINDOW_OPTIONS = {
  from: { type: 'string' },
  to: { type: 'string' },
  days: { type: 'string' },
} as const

export const WINDOW_HELP = [
  ['--days N', 'the newest N days of each market (default 90)'],
  ['--from TIME, --to TIME', 'instead of --days: bars that open from the one until before the other, ISO time in UTC'],
] as const

export type WindowValues = { readonly [Name in keyof typeof WINDOW_OPTIONS]?: string | undefined }

/** The end of the year 9999, which every file and database ends before. */
const LAST_TIME = millis(Date.UTC(10_000, 0) - 1)

/** Throws InputError for times that are none, and for both days and times. */
export function windowOf(values: WindowValues): BarWindow {
  const [from, to] = [timeOption('--from', values.from), timeOption('--to', values.to)]
  if (from === undefined && to === undefined) return { days: wholeOption('--days', values.days, 90, { min: 1, max: 36_500 }) }
  if (values.days !== undefined)
    throw new InputError({ field: '--days', value: values.days, remedy: 'give either --days or --from and --to' })
  const window = { from: from ?? millis(0), to: to ?? LAST_TIME }
  if (window.from >= window.to)
    throw new InputError({ field: '--to', value: values.to ?? '', remedy: `give a time after --from, ${values.from ?? ''}` })
  return window
}
