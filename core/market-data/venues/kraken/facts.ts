import type { MalformedFact, VenueFact } from '../contract.ts'

export const malformed = (reason: string): MalformedFact => ({ kind: 'malformed', reason })
export const CONTROL: VenueFact = { kind: 'control' }

export const isSymbol = (value: unknown): value is string => typeof value === 'string' && value.length > 0 && value.length <= 40
export const isChecksum = (value: unknown): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0 && value < 2 ** 32

/** What the two versions say of a book update alike; a checksum is all that tells a loss. */
export const UNNUMBERED = { unnumbered: true, firstSequence: 0, lastSequence: 0 } as const
