/**
 * Columns of one kind of value. Each writes how many values it has and, in a mode byte, how they are
 * stored: the narrow way when all of them fit, else a wide way that holds anything.
 */
import { type ByteReader, type ByteWriter, PackedError } from './bytes.ts'

const NARROW = 0
const WIDE = 1
const FINEST = 12
const POWERS = Array.from({ length: FINEST + 1 }, (_, exponent) => 10n ** BigInt(exponent))
const power = (exponent: number): bigint => {
  const found = POWERS[exponent]
  if (found === undefined) throw new PackedError('a scale is out of range')
  return found
}

/** Half of the safe range, so that a difference of two values and its zig-zag form are safe as well. */
const NARROW_MOST = 2 ** 51
const isNarrow = (value: number): boolean =>
  Number.isInteger(value) && !Object.is(value, -0) && value > -NARROW_MOST && value < NARROW_MOST

const zigZag = (value: number): number => (value >= 0 ? value * 2 : -value * 2 - 1)
const unZigZag = (value: number): number => (value % 2 === 0 ? value / 2 : -(value + 1) / 2)

function modeOf(reader: ByteReader): typeof NARROW | typeof WIDE {
  const mode = reader.byte()
  if (mode !== NARROW && mode !== WIDE) throw new PackedError('a column has an unknown mode')
  return mode
}

/** Small unsigned integers, as they are. */
export function writeCounts(writer: ByteWriter, values: readonly number[]): void {
  writer.unsigned(values.length)
  for (const value of values) writer.unsigned(value)
}

export function readCounts(reader: ByteReader): number[] {
  return Array.from({ length: reader.count() }, () => reader.unsigned())
}

/** Doubles as they are, eight bytes each. */
export function writeDoubles(writer: ByteWriter, values: readonly number[]): void {
  writer.unsigned(values.length)
  for (const value of values) writer.double(value)
}

export function readDoubles(reader: ByteReader): number[] {
  return Array.from({ length: reader.count() }, () => reader.double())
}

/** Times and sequences, as steps from one to the next. */
export function writeSeries(writer: ByteWriter, values: readonly number[]): void {
  if (!values.every(isNarrow)) {
    writer.byte(WIDE)
    writeDoubles(writer, values)
    return
  }
  writer.byte(NARROW)
  writer.unsigned(values.length)
  let previous = 0
  for (const value of values) {
    writer.unsigned(zigZag(value - previous))
    previous = value
  }
}

export function readSeries(reader: ByteReader): number[] {
  if (modeOf(reader) === WIDE) return readDoubles(reader)
  let previous = 0
  return Array.from({ length: reader.count() }, () => {
    previous += unZigZag(reader.unsigned())
    return previous
  })
}

/** The largest power of ten that divides all values, as an exponent. */
function commonScale(values: readonly bigint[]): number {
  let exponent = FINEST
  for (const value of values) while (exponent > 0 && value % power(exponent) !== 0n) exponent -= 1
  return exponent
}

/** Exact decimals as multiples of the finest step among them. */
export function writeDecimals(writer: ByteWriter, values: readonly bigint[]): void {
  const exponent = commonScale(values)
  const step = power(exponent)
  const steps = exponent === 0 ? values : values.map((value) => value / step)
  const most = BigInt(NARROW_MOST)
  const narrow = steps.every((value) => value > -most && value < most)
  writer.byte(narrow ? NARROW : WIDE)
  writer.byte(exponent)
  writer.unsigned(values.length)
  for (const value of steps) {
    if (narrow) writer.unsigned(zigZag(Number(value)))
    else writer.unsignedBig(value >= 0n ? value * 2n : -value * 2n - 1n)
  }
}

export function readDecimals(reader: ByteReader): bigint[] {
  const mode = modeOf(reader)
  const step = power(reader.byte())
  return Array.from({ length: reader.count() }, () => {
    if (mode === NARROW) return BigInt(unZigZag(reader.unsigned())) * step
    const folded = reader.unsignedBig()
    return ((folded & 1n) === 0n ? folded >> 1n : -((folded + 1n) >> 1n)) * step
  })
}

/** Differences of neighbours, for prices that walk. */
export const differences = (values: readonly bigint[]): bigint[] =>
  values.map((value, index) => value - (values[index - 1] ?? 0n))

export function sums(steps: readonly bigint[]): bigint[] {
  let total = 0n
  return steps.map((step) => {
    total += step
    return total
  })
}

/** Text: as a series of numbers where every text is the plain form of one, else as UTF-16 code units. */
export function writeTexts(writer: ByteWriter, values: readonly string[]): void {
  const numbers = values.map(Number)
  const plain = values.every((value, index) => {
    const number = numbers[index] ?? Number.NaN
    return isNarrow(number) && String(number) === value
  })
  writer.byte(plain ? NARROW : WIDE)
  if (plain) {
    writeSeries(writer, numbers)
    return
  }
  writer.unsigned(values.length)
  for (const value of values) {
    writer.unsigned(value.length)
    for (let index = 0; index < value.length; index += 1) writer.unsigned(value.charCodeAt(index))
  }
}

export function readTexts(reader: ByteReader): string[] {
  if (modeOf(reader) === NARROW) return readSeries(reader).map(String)
  return Array.from({ length: reader.count() }, () => {
    let text = ''
    for (let left = reader.count(); left > 0; left -= 1) text += String.fromCharCode(reader.unsigned())
    return text
  })
}

/** Values that may be absent: which are present, then those. */
export function writeOptional<Value>(
  writer: ByteWriter,
  values: readonly (Value | undefined)[],
  write: (writer: ByteWriter, present: readonly Value[]) => void,
): void {
  writeCounts(
    writer,
    values.map((value) => (value === undefined ? 0 : 1)),
  )
  write(
    writer,
    values.filter((value) => value !== undefined),
  )
}

export function readOptional<Value>(reader: ByteReader, read: (reader: ByteReader) => readonly Value[]): (Value | undefined)[] {
  const present = readCounts(reader)
  const values = read(reader)
  let next = 0
  return present.map((flag) => {
    if (flag === 0) return undefined
    const value = values[next]
    if (value === undefined) throw new PackedError('a value is missing')
    next += 1
    return value
  })
}
