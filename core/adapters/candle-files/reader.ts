import { InputError, type Millis, type Price, price, type Quantity, quantity } from '../../domain/index.ts'
import { type Layout, layoutOf } from './layout.ts'
import { parseOpenTime } from './open-time.ts'
import { textLines } from './text-lines.ts'

/** One candle of a file, in exact decimals. */
export interface CandleFileRow {
  readonly openTime: Millis
  readonly open: Price
  readonly high: Price
  readonly low: Price
  readonly close: Price
  /** Units of base. */
  readonly volume: Quantity
}

type PriceField = 'open' | 'high' | 'low' | 'close'

/** Turns lines into rows and knows where it is when something is wrong. */
class RowReader {
  readonly #file: string
  #line = 0
  #layout: Layout | undefined
  #openTime = -Infinity
  #blankLine: number | undefined
  rows = 0

  constructor(file: string) {
    this.#file = file
  }

  /** Undefined for the header and for blank lines, which may only end the file. */
  read(text: string): CandleFileRow | undefined {
    this.#line += 1
    const line = this.#line === 1 ? text.replace(/^\uFEFF/, '') : text
    if (line.trim() === '') {
      this.#blankLine ??= this.#line
      return undefined
    }
    if (this.#blankLine !== undefined) {
      this.#line = this.#blankLine
      throw this.#wrong('row', '(blank)', 'remove the blank line')
    }
    if (this.#layout !== undefined) return this.#row(line, this.#layout)
    const found = layoutOf(line)
    if ('remedy' in found) throw this.#wrong(found.field, found.value, found.remedy)
    this.#layout = found.layout
    return found.header ? undefined : this.#row(line, found.layout)
  }

  #row(line: string, layout: Layout): CandleFileRow {
    const cells = line.split(',')
    if (cells.length !== layout.width)
      throw this.#wrong('columns', String(cells.length), `give ${String(layout.width)}, as in the first line`)
    const row = {
      openTime: this.#time(cells[layout.time] ?? ''),
      open: this.#price('open', cells[layout.open]),
      high: this.#price('high', cells[layout.high]),
      low: this.#price('low', cells[layout.low]),
      close: this.#price('close', cells[layout.close]),
      volume: this.#volume(cells[layout.volume] ?? ''),
    }
    if (row.high < row.low) throw this.#wrong('high', cells[layout.high] ?? '', `is less than low, ${cells[layout.low] ?? ''}`)
    for (const field of ['open', 'close'] as const)
      if (row[field] > row.high || row[field] < row.low)
        throw this.#wrong(
          field,
          cells[layout[field]] ?? '',
          `lies outside low to high, ${cells[layout.low] ?? ''} to ${cells[layout.high] ?? ''}`,
        )
    this.#openTime = row.openTime
    this.rows += 1
    return row
  }

  #time(text: string): Millis {
    const time = parseOpenTime(text.trim())
    if (time === undefined)
      throw this.#wrong('time', text, 'give seconds, milliseconds or microseconds since 1970, or ISO time with a zone')
    if (time === this.#openTime) throw this.#wrong('time', text, 'this time came before: each candle once')
    if (time < this.#openTime) throw this.#wrong('time', text, 'is earlier than the row before: sort by time, oldest first')
    return time
  }

  #price(field: PriceField, text = ''): Price {
    const value = this.#decimal(field, text, price)
    if (value <= 0n) throw this.#wrong(field, text, 'a price is more than zero')
    return value
  }

  #volume(text: string): Quantity {
    const value = this.#decimal('volume', text, quantity)
    if (value < 0n) throw this.#wrong('volume', text, 'a volume is not negative')
    return value
  }

  #decimal<Value extends bigint>(field: string, text: string, parse: (text: string) => Value): Value {
    try {
      return parse(text.trim())
    } catch {
      throw this.#wrong(field, text, 'give a decimal number with at most 12 decimals')
    }
  }

  #wrong(field: string, value: string, remedy: string): InputError {
    return new InputError({
      field: `${this.#file}: line ${String(this.#line)}: ${field}`,
      value: value === '' ? '(empty)' : value,
      remedy,
    })
  }
}

/**
 * The candles of a file in batches as it is unpacked, oldest first.
 * Throws InputError for a file that cannot be read, has no candles, or has a row that is not a possible candle.
 */
export async function* readCandleFile(file: string): AsyncGenerator<readonly CandleFileRow[]> {
  const reader = new RowReader(file)
  for await (const lines of textLines(file)) {
    const rows = lines.map((line) => reader.read(line)).filter((row) => row !== undefined)
    if (rows.length > 0) yield rows
  }
  if (reader.rows === 0) throw new InputError({ field: 'candles', value: file, remedy: 'it has no candles' })
}
