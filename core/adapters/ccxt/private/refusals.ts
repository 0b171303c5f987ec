import { z } from 'zod'

const refusalSchema = z.object({ code: z.number(), msg: z.string() })

/** What the venue says is wrong, in its own words. */
export interface Refusal {
  readonly code: number
  readonly message: string
}

/** Reads `{"code": -1121, "msg": "..."}`; undefined for any other text. */
export function refusalIn(text: string): Refusal | undefined {
  try {
    const read = refusalSchema.safeParse(JSON.parse(text))
    return read.success ? { code: read.data.code, message: read.data.msg } : undefined
  } catch {
    return undefined
  }
}

export const CODES = { clock: -1021, orderRejected: -2010, unknownCancel: -2011, noSuchOrder: -2013 } as const

/** Errors of the request itself: keys, time, signature, permissions, and limits that were exceeded. */
const REFUSED: ReadonlySet<number> = new Set([-1002, -1003, -1013, -1014, -1015, -1020, -1021, -1022, -2010, -2014, -2015])
const malformed = (code: number): boolean => code <= -1100 && code > -1200

/**
 * True only for answers that the venue documents as a refusal of an order. Its documentation says of every 5xx, and of
 * -1000, -1001, -1006, -1007 and -1016, that the outcome is unknown; anything else is taken as unknown too. "Duplicate
 * order sent." means that an order with this id works: its outcome is anything but known.
 */
export function isOrderRefused(status: number, refusal: Refusal | undefined): boolean {
  if (status < 400 || status >= 500) return false
  // Broken limits, documented by their status alone.
  if (status === 429 || status === 418) return true
  if (refusal === undefined) return false
  if (refusal.code === CODES.orderRejected && /duplicate/i.test(refusal.message)) return false
  return REFUSED.has(refusal.code) || malformed(refusal.code)
}
