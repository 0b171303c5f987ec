import { FRAME, FRAME_END, FRAME_WORDS } from './frame.ts'

const BYTES = FRAME
const WORDS = FRAME_WORDS
const NOWHERE = FRAME_END
const ZERO = 48
const POINT = 46
/** So many digits always fit a machine word of 32 bits, in which reading them is fastest. */
const WORD_DIGITS = 9
const LONGEST_DECIMAL = 60
const MOST_ZEROS = 20
const POWERS = Float64Array.from({ length: MOST_ZEROS + 1 }, (_, exponent) => 10 ** exponent)
const power = (exponent: number): number => POWERS[exponent] as number
const byteAt = (index: number): number => BYTES[index] as number

// Four digits are read at once, as bytes of a word of which the lowest is the first digit.

const ZEROS = 0x30303030
const HIGHEST_BITS = 0x80808080
/** Takes a byte above 9 to its highest bit. */
const ABOVE_NINE = 0x76767676
/** Four bytes of the frame as digits; what is none is above 9. */
export const digitsAt = (at: number): number => WORDS.getInt32(at, true) ^ ZEROS
/** The bytes above 9, each as its highest bit; only the lowest is sure, as it may carry. */
export const othersOf = (digits: number): number => ((digits + ABOVE_NINE) | digits) & HIGHEST_BITS
/** How many digits come before the first other byte. */
export const countBefore = (others: number): number => (31 - Math.clz32(others & -others)) >> 3
/** Only the first `count` of one to three digits, behind zeros. */
export const firstDigits = (digits: number, count: number): number => digits << (32 - 8 * count)

/** The number that four digits make. */
export function valueOf(digits: number): number {
  const pairs = Math.imul(digits, 10) + (digits >>> 8)
  return Math.imul(pairs & 0xff, 100) + ((pairs >>> 16) & 0xff)
}

const TENS = Int32Array.of(1, 10, 100, 1_000)
export const tens = (count: number): number => TENS[count] as number

// Places are handed on instead of kept, and numbers stored instead of returned (the compiler would put
// each double on the heap): this is where most of a feed's time goes.

/**
 * Stores plain unsigned decimal digits: without point and trailing zeros as an integer below 2^53, and
 * how many decimals that has. Returns where they end; nowhere if there are none, or too many.
 */
export function decimalAt(from: number, values: Float64Array, decimalsOf: Uint8Array, index: number): number {
  let at = from
  let whole = 0
  let digits = digitsAt(at)
  let others = othersOf(digits)
  for (; others === 0 && at - from < WORD_DIGITS; others = othersOf(digits)) {
    whole = (Math.imul(whole, 10_000) + valueOf(digits)) | 0
    at += 4
    digits = digitsAt(at)
  }
  if (others === 0) return longDecimalAt(from, values, decimalsOf, index)
  let count = countBefore(others)
  if (count > 0) whole = (Math.imul(whole, tens(count)) + valueOf(firstDigits(digits, count))) | 0
  at += count
  const wholeDigits = at - from
  if (wholeDigits === 0) return NOWHERE
  if (byteAt(at) !== POINT) {
    if (wholeDigits > WORD_DIGITS) return longDecimalAt(from, values, decimalsOf, index)
    values[index] = whole
    decimalsOf[index] = 0
    return at
  }
  at += 1
  const fractionAt = at
  let fraction = 0
  // Where the last digit ends that is not 0: what follows counts for nothing.
  let counted = at
  digits = digitsAt(at)
  others = othersOf(digits)
  for (; others === 0 && at - fractionAt < WORD_DIGITS; others = othersOf(digits)) {
    fraction = (Math.imul(fraction, 10_000) + valueOf(digits)) | 0
    at += 4
    if (digits !== 0) counted = at - (Math.clz32(digits) >> 3)
    digits = digitsAt(at)
  }
  if (others === 0) return longDecimalAt(from, values, decimalsOf, index)
  count = countBefore(others)
  if (count > 0) {
    const last = firstDigits(digits, count)
    fraction = (Math.imul(fraction, tens(count)) + valueOf(last)) | 0
    at += count
    if (last !== 0) counted = at - (Math.clz32(last) >> 3)
  }
  if (at === fractionAt) return NOWHERE
  if (wholeDigits > WORD_DIGITS || at - fractionAt > WORD_DIGITS) return longDecimalAt(from, values, decimalsOf, index)
  const decimals = counted - fractionAt
  const value = whole * power(decimals) + fraction / power(at - counted)
  values[index] = value
  decimalsOf[index] = decimals
  return value <= Number.MAX_SAFE_INTEGER ? at : NOWHERE
}

/** The same for a number of which a part does not fit a machine word: in doubles, zeros counted only when more follows. */
function longDecimalAt(from: number, values: Float64Array, decimalsOf: Uint8Array, index: number): number {
  let value = 0
  let decimals = 0
  let zeros = 0
  let at = from
  for (let digit = byteAt(at) - ZERO; digit >= 0 && digit <= 9; digit = byteAt(at) - ZERO) {
    value = value * 10 + digit
    at += 1
  }
  if (byteAt(at) === POINT) {
    at += 1
    for (let digit = byteAt(at) - ZERO; digit >= 0 && digit <= 9; digit = byteAt(at) - ZERO) {
      at += 1
      zeros += 1
      if (digit === 0) continue
      if (zeros > MOST_ZEROS) return NOWHERE
      value = value * power(zeros) + digit
      decimals += zeros
      zeros = 0
    }
  }
  values[index] = value
  decimalsOf[index] = decimals
  return value <= Number.MAX_SAFE_INTEGER && at - from <= LONGEST_DECIMAL ? at : NOWHERE
}
