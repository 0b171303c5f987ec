/**
 * Plain decimal text ("61837.63000000") as an integer of a fixed number of decimals, held in a
 * double and exact because it stays below 2^53. This is the book's inner number: comparing and
 * moving doubles costs a tenth of what bigints cost.
 */
const ZERO = 48
const NINE = 57
const POINT = 46

/**
 * `text` times 10^decimals. NaN when the text is not plain unsigned decimal digits, is finer than
 * `decimals`, or does not fit below 2^53; {@link significantDecimals} tells these apart.
 */
export function scaleText(text: string, decimals: number): number {
  const length = text.length
  let value = 0
  let i = 0
  let digits = 0
  for (; i < length; i += 1) {
    const code = text.charCodeAt(i)
    if (code === POINT) break
    if (code < ZERO || code > NINE) return Number.NaN
    value = value * 10 + (code - ZERO)
    digits += 1
  }
  if (digits === 0) return Number.NaN
  let left = decimals
  if (i < length) {
    i += 1
    if (i === length) return Number.NaN
    for (; i < length; i += 1) {
      const code = text.charCodeAt(i)
      if (code < ZERO || code > NINE) return Number.NaN
      if (left > 0) {
        value = value * 10 + (code - ZERO)
        left -= 1
      } else if (code !== ZERO) return Number.NaN
    }
  }
  for (; left > 0; left -= 1) value *= 10
  return value <= Number.MAX_SAFE_INTEGER ? value : Number.NaN
}

const PLAIN = /^\d+(?:\.(\d+))?$/

/** Decimals of plain unsigned text without trailing zeros, or -1 where the text is something else. */
export function significantDecimals(text: string): number {
  const match = PLAIN.exec(text)
  if (match === null) return -1
  const fraction = match[1] ?? ''
  let end = fraction.length
  while (end > 0 && fraction.charCodeAt(end - 1) === ZERO) end -= 1
  return end
}
