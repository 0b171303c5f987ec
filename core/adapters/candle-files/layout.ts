/** Where in a row the fields of a candle are. */
export interface Layout {
  readonly time: number
  readonly open: number
  readonly high: number
  readonly low: number
  readonly close: number
  readonly volume: number
  /** How many fields every row has. */
  readonly width: number
}

export type LayoutProblem = { readonly field: string; readonly value: string; readonly remedy: string }

export const TIME_NAMES = ['open_time_ms', 'timestamp_ms', 'open_time', 'time', 'timestamp', 'date', 'datetime', 'unix']
const PRICE_NAMES = ['open', 'high', 'low', 'close', 'volume'] as const

/** Rows without a header: time first, then open, high, low, close, volume; more columns may follow. */
const headerless = (width: number): Layout => ({ time: 0, open: 1, high: 2, low: 3, close: 4, volume: 5, width })

export const nameOf = (cell: string): string =>
  cell
    .trim()
    .replace(/^"(.*)"$/, '$1')
    .toLowerCase()

/**
 * Reads the first line: the layout it names, or the usual one where it is already a row (`header` false).
 * Columns may stand in any order, as Bitfinex's close before high; further ones are allowed.
 */
export function layoutOf(line: string): { readonly layout: Layout; readonly header: boolean } | LayoutProblem {
  const cells = line.split(',')
  if (/^[\d"]/.test(line)) {
    if (/^\d/.test(line) && cells.length >= 6) return { layout: headerless(cells.length), header: false }
    if (/^\d/.test(line))
      return {
        field: 'columns',
        value: String(cells.length),
        remedy: 'a file without a header needs time, open, high, low, close, volume',
      }
  }
  const names = cells.map(nameOf)
  const repeated = names.find((name, index) => names.indexOf(name) !== index)
  if (repeated !== undefined) return { field: 'header', value: repeated, remedy: 'this column is named twice' }
  const time = names.findIndex((name) => TIME_NAMES.includes(name))
  if (time < 0)
    return { field: 'header', value: line.slice(0, 100), remedy: `name the time column one of ${TIME_NAMES.join(', ')}` }
  const missing = PRICE_NAMES.find((name) => !names.includes(name))
  if (missing !== undefined) return { field: 'header', value: line.slice(0, 100), remedy: `the column ${missing} is missing` }
  const [open = 0, high = 0, low = 0, close = 0, volume = 0] = PRICE_NAMES.map((name) => names.indexOf(name))
  return { layout: { time, open, high, low, close, volume, width: names.length }, header: true }
}
