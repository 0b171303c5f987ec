import { absolute, InputError, type Millis, type Rate, rate } from '../../domain/index.ts'
import { nameOf, TIME_NAMES } from './layout.ts'
import { parseOpenTime } from './open-time.ts'
import { textLines } from './text-lines.ts'

/** What a holder of a perpetual market pays at a time, as a share of the position; negative: receives. */
export interface FundingFileRow {
  readonly dueAt: Millis
  readonly fundingRate: Rate
}

/** `open` holds the rate in files that carry funding in the shape of candles. */
const RATE_NAMES = ['rate', 'funding_rate', 'fundingrate', 'open']
/** No venue takes half of a position at once: a rate beyond it is a percentage or a price. */
const LARGEST = rate('0.5')

/**
 * Funding rates of a CSV file, plain or gzip: a header with a time column and a rate column. Throws InputError naming
 * file, line, field and value for a file that cannot be read, has none, or is not in the order of time.
 */
export async function readFundingFile(file: string): Promise<readonly FundingFileRow[]> {
  const rows: FundingFileRow[] = []
  let columns: { readonly time: number; readonly rate: number } | undefined
  let number = 0
  for await (const lines of textLines(file, 'funding'))
    for (const line of lines) {
      number += 1
      if (line.trim() === '') continue
      const wrong = (field: string, value: string, remedy: string): InputError =>
        new InputError({ field: `${file}: line ${String(number)}: ${field}`, value: value === '' ? '(empty)' : value, remedy })
      const cells = line.replace(/^\uFEFF/, '').split(',')
      if (columns === undefined) {
        const names = cells.map(nameOf)
        const find = (known: readonly string[]): number => names.findIndex((name) => known.includes(name))
        columns = { time: find(['time_ms', ...TIME_NAMES]), rate: find(RATE_NAMES) }
        if (columns.time < 0 || columns.rate < 0) throw wrong('header', line.slice(0, 100), 'name the columns time_ms and rate')
        continue
      }
      const [time = '', text = ''] = [cells[columns.time], cells[columns.rate]].map((cell) => (cell ?? '').trim())
      const dueAt = parseOpenTime(time)
      if (dueAt === undefined) throw wrong('time', time, 'give milliseconds since 1970, or ISO time with a zone')
      if (dueAt <= (rows.at(-1)?.dueAt ?? -Infinity)) throw wrong('time', time, 'is not later than the row before')
      rows.push({ dueAt, fundingRate: rateOf(text, wrong) })
    }
  if (rows.length === 0) throw new InputError({ field: 'funding', value: file, remedy: 'it has no rates' })
  return rows
}

function rateOf(text: string, wrong: (field: string, value: string, remedy: string) => InputError): Rate {
  const problem = wrong('rate', text, 'give a share of the position with at most 12 decimals, such as 0.0001')
  let value: Rate
  try {
    value = rate(text)
  } catch {
    throw problem
  }
  if (absolute(value) > LARGEST) throw problem
  return value
}
