import { DecimalError, type Millis, type Price, price, type Quantity, quantity } from '../../domain/index.ts'
import { scaleText } from '../scaled-text.ts'
import { type Rejection, reject } from './stages.ts'

export interface ValidationLimits {
  /** Largest move against the last good price, as a share of it: 0.5 lets a price halve. */
  readonly priceBound: number
  /** Oldest exchange time accepted, ms before receipt. */
  readonly maxAge: number
  /** Latest exchange time accepted, ms after receipt: venues and this machine do not share a clock. */
  readonly maxFuture: number
}

export const DEFAULT_LIMITS: ValidationLimits = { priceBound: 0.5, maxAge: 300_000, maxFuture: 5_000 }

const FAST_DECIMALS = 8
const FAST_FACTOR = 10n ** 4n

/** Most texts fit a double at 8 decimals; the others take the domain's own parser. */
const parse = <T extends Price | Quantity>(text: string, read: (text: string) => T): T | null => {
  const scaled = scaleText(text, FAST_DECIMALS)
  if (scaled >= 0) return (BigInt(scaled) * FAST_FACTOR) as T
  try {
    return read(text)
  } catch (error) {
    if (error instanceof DecimalError) return null
    throw error
  }
}

/** A price above zero, or the rejection. */
export function checkPrice(text: string): Price | Rejection {
  const value = parse(text, price)
  if (value === null) return reject('schema', 'price-number')
  return value > 0n ? value : reject('business', 'price-not-positive')
}

/** A size of zero or more (`zero: 'refuse'`: above zero), or the rejection. */
export function checkSize(text: string, zero: 'allow' | 'refuse'): Quantity | Rejection {
  const value = parse(text, quantity)
  if (value === null) return reject('schema', 'size-number')
  if (value < 0n) return reject('business', 'size-negative')
  return value === 0n && zero === 'refuse' ? reject('business', 'size-zero') : value
}

export const isRejection = (value: bigint | Rejection | undefined): value is Rejection => typeof value === 'object'

/** Compares in whole basis points, exactly. */
export function checkBound(value: Price, lastGood: Price | undefined, limits: ValidationLimits): Rejection | null {
  if (lastGood === undefined) return null
  const distance = value > lastGood ? value - lastGood : lastGood - value
  const allowed = BigInt(Math.round(limits.priceBound * 10_000))
  return distance * 10_000n > lastGood * allowed ? reject('business', 'price-out-of-bound') : null
}

export function checkTime(exchangeTime: number | undefined, receivedTime: Millis, limits: ValidationLimits): Rejection | null {
  if (exchangeTime === undefined) return null
  const age = receivedTime - exchangeTime
  if (age > limits.maxAge) return reject('consistency', 'too-old')
  return age < -limits.maxFuture ? reject('consistency', 'in-the-future') : null
}

/** high is the highest and low the lowest of a bar. */
export function checkBar(bar: {
  readonly open: Price
  readonly high: Price
  readonly low: Price
  readonly close: Price
}): Rejection | null {
  const { open, high, low, close } = bar
  if (high < low) return reject('business', 'high-below-low')
  return high < open || high < close || low > open || low > close ? reject('business', 'bar-not-inside') : null
}
