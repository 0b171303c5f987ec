import { z } from 'zod'
import {
  APPROVAL_MODES,
  type Command,
  type CommandId,
  DAY,
  type FieldProblem,
  type InstrumentId,
  type OrderId,
  ORDER_TYPES,
  type Price,
  price,
  type Quantity,
  quantity,
  type Rate,
  rate,
  type Result,
  type ScheduleId,
  SETTLEMENTS,
  SHORTEST_REASON,
  type SignalId,
  type StrategyId,
  TIMES_IN_FORCE,
} from '../domain/index.ts'

const ID_TEXT = /^[\x21-\x7e]{1,80}$/

const idOf = <T extends string>(what: string) =>
  z
    .string({ error: `expected ${what}` })
    .regex(ID_TEXT, `expected ${what}: 1 to 80 printable ASCII characters`) as unknown as z.ZodType<T>

export function decimalOf<T extends bigint>(parse: (text: string) => T, what: string) {
  return z.string({ error: `expected ${what} as a decimal string such as "0.25"` }).transform((text, context): T => {
    try {
      const value = parse(text)
      if (value > 0n) return value
    } catch {
      // The same complaint serves for text that is no decimal and for one that is not positive.
    }
    context.addIssue({ code: 'custom', message: `expected ${what} above zero as a decimal string such as "0.25"` })
    return z.NEVER
  })
}

const pricePositive = decimalOf<Price>(price, 'a price')
const quantityPositive = decimalOf<Quantity>(quantity, 'a quantity')
const trailFraction = decimalOf<Rate>(rate, 'a fraction').refine((value) => value < rate('1'), {
  error: 'expected a fraction below one such as "0.02" for two percent',
})
const id = idOf<CommandId>('a command id')
const instrument = idOf<InstrumentId>('an instrument such as "binance:BTC/USDT"')

const SLICES = 'expected a whole number of slices, 2 to 1000'
const DURATION = 'expected a duration in ms, 2 seconds to 7 days'
const scheduleTerms = z.strictObject(
  {
    kind: z.literal('twap', { error: 'expected "twap"' }),
    slices: z.int({ error: SLICES }).min(2, SLICES).max(1_000, SLICES),
    duration: z
      .int({ error: DURATION })
      .min(2_000, DURATION)
      .max(7 * DAY, DURATION),
  },
  { error: 'expected a schedule such as {"kind":"twap","slices":10,"duration":600000}' },
)

export const submitOrderSchema = z.strictObject({
  type: z.literal('SubmitOrder'),
  id,
  instrument,
  side: z.enum(['buy', 'sell']),
  orderType: z.enum(ORDER_TYPES),
  quantity: quantityPositive,
  limitPrice: pricePositive.optional(),
  stopPrice: pricePositive.optional(),
  timeInForce: z.enum(TIMES_IN_FORCE).default('GTC'),
  reduceOnly: z.boolean().default(false),
  postOnly: z.boolean().optional(),
  displayQuantity: quantityPositive.optional(),
  schedule: scheduleTerms.optional(),
  stop: pricePositive.optional(),
  target: pricePositive.optional(),
  trail: trailFraction.optional(),
})

export const commandSchema = z.discriminatedUnion(
  'type',
  [
    z.strictObject({
      type: z.literal('ApproveSignal'),
      id,
      signalId: idOf<SignalId>('a signal id'),
      quantity: quantityPositive.optional(),
      stop: pricePositive.optional(),
      target: pricePositive.optional(),
      trail: trailFraction.optional(),
      seen: pricePositive.optional(),
    }),
    z.strictObject({
      type: z.literal('RejectSignal'),
      id,
      signalId: idOf<SignalId>('a signal id'),
      reason: z.string().max(500).default(''),
    }),
    submitOrderSchema,
    z.strictObject({ type: z.literal('CancelOrder'), id, orderId: idOf<OrderId>('an order id') }),
    z.strictObject({ type: z.literal('CancelAll'), id, instrument: instrument.optional() }),
    z.strictObject({ type: z.literal('Flatten'), id, instrument: instrument.optional() }),
    z.strictObject({
      type: z.literal('SetProtection'),
      id,
      instrument,
      stop: pricePositive.nullable(),
      target: pricePositive.nullable(),
      trail: trailFraction.nullable().optional(),
    }),
    z.strictObject({
      type: z.literal('SetApprovalMode'),
      id,
      strategy: idOf<StrategyId>('a strategy id').nullable(),
      mode: z.enum(APPROVAL_MODES),
    }),
    z.strictObject({
      type: z.literal('SetStrategyEnabled'),
      id,
      strategy: idOf<StrategyId>('a strategy id'),
      enabled: z.boolean(),
    }),
    z.strictObject({ type: z.literal('Kill'), id, flatten: z.boolean().default(false) }),
    z.strictObject({ type: z.literal('Rearm'), id }),
    z.strictObject({ type: z.literal('CancelSchedule'), id, scheduleId: idOf<ScheduleId>('a schedule id') }),
    z.strictObject({ type: z.literal('Arm'), id }),
    z.strictObject({ type: z.literal('Disarm'), id, reason: z.string().max(500).default('') }),
    z
      .strictObject({
        type: z.literal('SettleDifference'),
        id,
        key: z.string({ error: 'expected the key of a difference' }).min(1, 'expected the key of a difference').max(200),
        settlement: z.enum(SETTLEMENTS),
        reason: z.string().max(500).default(''),
      })
      .refine(({ settlement, reason }) => settlement !== 'ignore' || reason.trim().length >= SHORTEST_REASON, {
        path: ['reason'],
        error: `expected why it is ignored: at least ${String(SHORTEST_REASON)} characters`,
      }),
  ],
  { error: 'expected a known command type' },
)

/** What a client writes: the schema's input side. */
export type CommandInput = z.input<typeof commandSchema>

/** Decimals of the domain have no place on a wire, but a complaint about one must not fail. */
const digits = (_key: string, value: unknown): unknown => (typeof value === 'bigint' ? String(value) : value)

const show = (value: unknown): string => {
  const plain = typeof value === 'bigint' || typeof value === 'number'
  const text = plain ? String(value) : value === undefined ? 'missing' : JSON.stringify(value, digits)
  return text.length > 80 ? `${text.slice(0, 77)}...` : text
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  let at: unknown = input
  for (const key of path) at = at !== null && typeof at === 'object' ? Reflect.get(at, key) : undefined
  return at
}

/** The first complaint of a schema as field, value and remedy. */
export function firstProblem(error: z.ZodError, input: unknown): FieldProblem {
  const issue = error.issues[0]
  if (issue === undefined) return { field: '(input)', value: show(input), remedy: 'not acceptable' }
  const unknown = issue.code === 'unrecognized_keys' ? issue.keys[0] : undefined
  const path = unknown === undefined ? issue.path : [...issue.path, unknown]
  const remedy = unknown === undefined ? issue.message : 'no such field here; remove it'
  return { field: path.length === 0 ? '(input)' : path.map(String).join('.'), value: show(valueAt(input, path)), remedy }
}

/** Untrusted data to a command, or what is wrong with it. */
export function parseCommand(input: unknown): Result<Command, FieldProblem> {
  const parsed = commandSchema.safeParse(input)
  if (parsed.success) return { ok: true, value: parsed.data as Command }
  return { ok: false, error: firstProblem(parsed.error, input) }
}
