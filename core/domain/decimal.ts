import type { Brand } from './brand.ts'

/**
 * Exact decimals as scaled bigints. Each dimension has one fixed scale, so adding never
 * rescales and a product of price and quantity is exact:
 *   Price    12 decimals, quote currency per unit of base
 *   Quantity 12 decimals, units of base
 *   Money    24 decimals, an amount of a currency; price x quantity at full scale
 *   Rate     12 decimals, dimensionless (a fee of 10 bps is 0.001)
 * Twelve decimals hold the finest tick and lot of every spot venue in use and keep ordinary
 * values inside one machine word.
 */
export type Price = Brand<bigint, 'price'>
export type Quantity = Brand<bigint, 'quantity'>
export type Money = Brand<bigint, 'money'>
export type Rate = Brand<bigint, 'rate'>
export type Decimal = Price | Quantity | Money | Rate

const SCALE = 12
const MONEY_SCALE = 24
const ONE = 10n ** 12n

const DECIMAL_TEXT = /^([+-]?)(\d{1,30})(?:\.(\d+))?(?:[eE]([+-]?\d{1,2}))?$/

/** Thrown by the parsers for text that is not a decimal or is finer than the dimension's scale. */
export class DecimalError extends Error {
  constructor(text: string, reason: string) {
    super(`not an exact decimal: ${JSON.stringify(text.slice(0, 60))}: ${reason}`)
    this.name = 'DecimalError'
  }
}

function parseScaled(text: string, scale: number): bigint {
  const match = DECIMAL_TEXT.exec(text)
  if (match === null) throw new DecimalError(text, 'expected digits such as 12.34')
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = match
  const shift = scale + Number(exponent)
  const digits = whole + fraction
  const zeros = shift - fraction.length
  let scaled: bigint
  if (zeros >= 0) scaled = BigInt(digits + '0'.repeat(zeros))
  else {
    const dropped = digits.slice(zeros)
    if (/[1-9]/.test(dropped)) throw new DecimalError(text, `finer than ${String(scale)} decimals`)
    const kept = digits.slice(0, zeros)
    scaled = kept === '' ? 0n : BigInt(kept)
  }
  return sign === '-' ? -scaled : scaled
}

function formatScaled(value: bigint, scale: number, minDecimals: number): string {
  const negative = value < 0n
  const digits = (negative ? -value : value).toString().padStart(scale + 1, '0')
  const whole = digits.slice(0, -scale)
  let end = scale
  const fraction = digits.slice(-scale)
  while (end > minDecimals && fraction.charCodeAt(end - 1) === 48) end -= 1
  const text = end === 0 ? whole : `${whole}.${fraction.slice(0, end)}`
  return negative ? `-${text}` : text
}

/** Parse exact decimal text. Throws {@link DecimalError}. */
export const price = (text: string): Price => parseScaled(text, SCALE) as Price
export const quantity = (text: string): Quantity => parseScaled(text, SCALE) as Quantity
export const money = (text: string): Money => parseScaled(text, MONEY_SCALE) as Money
export const rate = (text: string): Rate => parseScaled(text, SCALE) as Rate

/** Shortest exact text, padded to `minDecimals`; never exponent notation. */
export const formatPrice = (value: Price, minDecimals = 0): string => formatScaled(value, SCALE, minDecimals)
export const formatQuantity = (value: Quantity, minDecimals = 0): string => formatScaled(value, SCALE, minDecimals)
export const formatMoney = (value: Money, minDecimals = 0): string => formatScaled(value, MONEY_SCALE, minDecimals)
export const formatRate = (value: Rate, minDecimals = 0): string => formatScaled(value, SCALE, minDecimals)

export const ZERO_PRICE = 0n as Price
export const ZERO_QUANTITY = 0n as Quantity
export const ZERO_MONEY = 0n as Money

export const add = <T extends Decimal>(a: T, b: T): T => ((a as bigint) + (b as bigint)) as T
export const subtract = <T extends Decimal>(a: T, b: T): T => ((a as bigint) - (b as bigint)) as T
export const negate = <T extends Decimal>(a: T): T => -(a as bigint) as T
export const absolute = <T extends Decimal>(a: T): T => (a < 0n ? -(a as bigint) : a) as T
export const min = <T extends Decimal>(a: T, b: T): T => (a < b ? a : b)
export const max = <T extends Decimal>(a: T, b: T): T => (a > b ? a : b)

/** price x quantity, exact. */
export const notional = (p: Price, q: Quantity): Money => ((p as bigint) * (q as bigint)) as Money

export type Rounding = 'down' | 'up' | 'half-even'

/** Divide with an explicit rounding; `down` is toward zero, `up` away from zero. */
function divide(numerator: bigint, denominator: bigint, rounding: Rounding): bigint {
  if (denominator === 0n) throw new RangeError('division by zero')
  const quotient = numerator / denominator
  const remainder = numerator % denominator
  if (remainder === 0n || rounding === 'down') return quotient
  const away = numerator < 0n === denominator < 0n ? 1n : -1n
  if (rounding === 'up') return quotient + away
  const twice = (remainder < 0n ? -remainder : remainder) * 2n
  const size = denominator < 0n ? -denominator : denominator
  if (twice > size || (twice === size && quotient % 2n !== 0n)) return quotient + away
  return quotient
}

/** amount x rate, rounded at 24 decimals. */
export const applyRate = (amount: Money, by: Rate, rounding: Rounding = 'half-even'): Money =>
  divide((amount as bigint) * (by as bigint), ONE, rounding) as Money

/** `amount` of one currency in another, `at` so many of the other for one of it; rounded at 24 decimals. */
export const exchanged = (amount: Money, at: Price, rounding: Rounding = 'half-even'): Money =>
  divide((amount as bigint) * (at as bigint), ONE, rounding) as Money

/** The price the other way round, rounded at 12 decimals. */
export const invert = (p: Price, rounding: Rounding = 'half-even'): Price => divide(ONE * ONE, p, rounding) as Price

/** The average price of `amount` over `q`. */
export const averagePrice = (amount: Money, q: Quantity, rounding: Rounding = 'half-even'): Price =>
  divide(amount, q, rounding) as Price

/** How much of an instrument `amount` buys at `p`. */
export const affordable = (amount: Money, p: Price, rounding: Rounding = 'down'): Quantity =>
  divide(amount, p, rounding) as Quantity

/** The share `part / whole` of `amount`; the remainder stays with the caller, so nothing is lost. */
export const share = (amount: Money, part: Quantity, whole: Quantity): Money =>
  divide((amount as bigint) * (part as bigint), whole, 'half-even') as Money

/** `part / whole` at 12 decimals. */
export const ratioOf = (part: Money, whole: Money, rounding: Rounding = 'half-even'): Rate =>
  divide((part as bigint) * ONE, whole, rounding) as Rate

/** Move a value onto a grid of `step` (a tick or a lot). */
export const roundToStep = <T extends Price | Quantity>(value: T, step: T, rounding: Rounding = 'down'): T =>
  (divide(value, step, rounding) * (step as bigint)) as T

export const isOnStep = <T extends Price | Quantity>(value: T, step: T): boolean => (value as bigint) % (step as bigint) === 0n

/** Decimals needed to show a multiple of `step` exactly. */
export function decimalsOf(step: Price | Quantity): number {
  const text = formatScaled(step, SCALE, 0)
  const point = text.indexOf('.')
  return point < 0 ? 0 : text.length - point - 1
}

const WORD = new BigInt64Array(1)
/** The halves of WORD, low half first: JavaScript engines run on little-endian machines only. */
const LOW = new Uint32Array(WORD.buffer)
const HIGH = new Int32Array(WORD.buffer)

/** Number(value), of one machine word without the runtime call that it costs: every candle and level comes through here. */
function nearestDouble(value: bigint): number {
  if (BigInt.asIntN(64, value) !== value) return Number(value)
  WORD[0] = value
  return (HIGH[1] ?? 0) * 2 ** 32 + (LOW[0] ?? 0)
}

/** For features, charts and statistics only: the nearest double. */
export const toNumberLossy = (value: Price | Quantity | Rate): number => nearestDouble(value) / 1e12
export const moneyToNumberLossy = (value: Money): number => Number(value) / 1e24

/** `value` at 12 decimals, as its toFixed writes it; the text is made only where arithmetic on doubles could round the other way. */
function scaledFromNumber(value: number): bigint {
  const whole = Math.floor(value)
  // Exact, as is the whole; the product is off by less than 0.0001.
  const scaled = (value - whole) * 1e12
  const nearest = Math.round(scaled)
  const clear = Math.abs(Math.abs(scaled - nearest) - 0.5) > 0.001
  if (!clear || whole > Number.MAX_SAFE_INTEGER) return parseScaled(value.toFixed(SCALE), SCALE)
  return BigInt(whole) * ONE + BigInt(nearest)
}

/** From a computed double onto a price grid; non-finite or non-positive input is a RangeError. */
export function priceFromNumberLossy(value: number, tick: Price): Price {
  if (!Number.isFinite(value) || value <= 0) throw new RangeError(`not a price: ${String(value)}`)
  return roundToStep(scaledFromNumber(value) as Price, tick, 'half-even')
}

/** A dimensionless double as an exact rate, at 12 decimals. */
export function rateFromNumberLossy(value: number): Rate {
  if (!Number.isFinite(value)) throw new RangeError(`not a rate: ${String(value)}`)
  return value < 0 ? rate(value.toFixed(SCALE)) : (scaledFromNumber(value) as Rate)
}

/** Signed distance from `a` to `b` in basis points of `a`. */
export const basisPointsLossy = (a: Price, b: Price): number => (Number(b - a) / Number(a)) * 10_000

/** Whether `b` is at most `limit` basis points of `a` away from it, exactly; the limit counts to a millionth of a basis point. */
export function withinBasisPoints(a: Price, b: Price, limit: number): boolean {
  if (limit === Infinity) return true
  const apart = absolute(subtract(b, a)) as bigint
  return apart * 10_000n * 1_000_000n <= (a as bigint) * BigInt(Math.round(limit * 1_000_000))
}
