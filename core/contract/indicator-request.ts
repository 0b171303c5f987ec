import { z } from 'zod'
import { InputError, type Timeframe, TIMEFRAMES } from '../domain/index.ts'
import { firstProblem } from './command-schema.ts'
import type { IndicatorRequest } from './indicators.ts'

/** Bars that one answer may have. */
export const MOST_CANDLES = 10_000

const time = z.int('use milliseconds since 1970, UTC').min(0, 'use milliseconds since 1970, UTC').optional()
const decimal = z.string('give a decimal number as text').regex(/^\d{1,20}(\.\d{1,20})?$/, 'give a decimal number as text')

const schema = z.strictObject({
  instrument: z.string('give the id of a market, such as binance:BTC/USDT').min(1, 'give the id of a market'),
  timeframe: z.enum(TIMEFRAMES, `use one of ${TIMEFRAMES.join(', ')}`),
  indicator: z.string('give the id of an indicator'),
  parameters: z.record(z.string(), z.number('give a number'), 'give an object, such as {"period": 14}').optional(),
  from: time,
  to: time,
  since: time,
  limit: z
    .int(`use a whole number from 1 to ${String(MOST_CANDLES)}`)
    .min(1, `use a whole number from 1 to ${String(MOST_CANDLES)}`)
    .max(MOST_CANDLES, `use a whole number from 1 to ${String(MOST_CANDLES)}`),
  forming: z
    .strictObject({
      openTime: z.int('use milliseconds since 1970, UTC').min(0, 'use milliseconds since 1970, UTC'),
      open: decimal,
      high: decimal,
      low: decimal,
      close: decimal,
      volume: decimal,
    })
    .optional(),
})

export type CheckedIndicatorRequest = IndicatorRequest & { readonly timeframe: Timeframe }

/** Throws InputError that names what is wrong. The indicator and its parameters are left to the list of indicators. */
export function parseIndicatorRequest(request: unknown): CheckedIndicatorRequest {
  const parsed = schema.safeParse(request)
  if (!parsed.success) throw new InputError(firstProblem(parsed.error, request))
  const { from, to, since } = parsed.data
  if (from !== undefined && to !== undefined && from > to)
    throw new InputError({ field: 'to', value: String(to), remedy: `use a time not before from, which is ${String(from)}` })
  if (from !== undefined && since !== undefined && since > from)
    throw new InputError({ field: 'since', value: String(since), remedy: `use a time not after from, which is ${String(from)}` })
  return parsed.data as CheckedIndicatorRequest
}
