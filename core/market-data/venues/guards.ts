import type { RawLevels } from './contract.ts'

/** Hand-written guards for the hot path: each is a few comparisons, and none allocates. */
export type Json = Readonly<Record<string, unknown>>

export const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)

export const isSequence = (value: unknown): value is number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0

/** Milliseconds between 2001 and 2286: thirteen digits, so seconds and nanoseconds are told apart. */
export const isMillis = (value: unknown): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value >= 1e12 && value < 1e13

/** Every entry is at least a price text and a size text; the digits are read by the book. */
export function isLevels(value: unknown): value is RawLevels {
  if (!Array.isArray(value)) return false
  for (let i = 0; i < value.length; i += 1) {
    const level: unknown = value[i]
    if (!Array.isArray(level) || typeof level[0] !== 'string' || typeof level[1] !== 'string') return false
  }
  return true
}

/** The value at `text` or undefined; never throws. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}
