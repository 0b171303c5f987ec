import type { GapRequest } from '../../contract/index.ts'
import { InputError, type InstrumentId, millis } from '../../domain/index.ts'
import type { GapQuery } from '../../ports/index.ts'

const MOST_GAPS = 2_000

const isTime = (value: number | undefined): boolean => value === undefined || (Number.isSafeInteger(value) && value >= 0)

/** The query that a request for gaps means. Throws InputError for a range or limit that makes no sense. */
export function gapQuery({ instrument, from, to, open, limit }: GapRequest): GapQuery {
  for (const [field, value] of [
    ['from', from],
    ['to', to],
  ] as const)
    if (!isTime(value)) throw new InputError({ field, value: String(value), remedy: 'use milliseconds since 1970, UTC' })
  if (from !== undefined && to !== undefined && from >= to)
    throw new InputError({ field: 'to', value: String(to), remedy: `use a time after from, which is ${String(from)}` })
  if (!Number.isInteger(limit) || limit < 1 || limit > MOST_GAPS)
    throw new InputError({ field: 'limit', value: String(limit), remedy: `use a whole number from 1 to ${String(MOST_GAPS)}` })
  return {
    limit,
    ...(instrument === undefined ? {} : { instrument: instrument as InstrumentId }),
    ...(from === undefined ? {} : { from: millis(from) }),
    ...(to === undefined ? {} : { to: millis(to) }),
    ...(open === undefined ? {} : { open }),
  }
}
