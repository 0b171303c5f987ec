import { z } from 'zod'
import { type Command, type FieldProblem, type Money, money, type Rate, rate, type Result, type SizeBy } from '../domain/index.ts'
import { decimalOf, firstProblem, parseCommand, submitOrderSchema } from './command-schema.ts'

const amount = decimalOf<Money>(money, 'an amount of money')

/** Percent as people type it, `2.5`, to a fraction. */
const percent = decimalOf<Rate>((text) => rate(/e/i.test(text) ? text : `${text}e-2`), 'a percentage').refine(
  (value) => value <= rate('1'),
  { error: 'expected at most "100" percent' },
)

const sizeBySchema = z.discriminatedUnion(
  'kind',
  [
    z.strictObject({ kind: z.enum(['money', 'risk']), value: amount }),
    z.strictObject({ kind: z.enum(['percent', 'risk-percent', 'held']), value: percent }),
  ],
  { error: 'expected {"kind":"money","value":"500"}, or percent, risk, risk-percent or held' },
)

/** An order whose size is still to be counted: everything of SubmitOrder but the quantity. */
export const sizedTicketSchema = submitOrderSchema.omit({ quantity: true }).extend({ sizeBy: sizeBySchema })

type SubmitOrder = Extract<Command, { type: 'SubmitOrder' }>
export type UnsizedOrder = Omit<SubmitOrder, 'quantity'>

/** What a preview is asked about: an order as it would be sent, or one whose size the trader counts. */
export type TicketPreviewInput = z.input<typeof submitOrderSchema> | z.input<typeof sizedTicketSchema>

type WithoutId<T> = T extends unknown ? Omit<T, 'id'> : never
/** The same before its id is given, which a question has no use for. */
export type TicketPreviewDraft = WithoutId<TicketPreviewInput>

export type TicketRequest =
  | { readonly order: SubmitOrder; readonly sizeBy?: undefined }
  | { readonly order: UnsizedOrder; readonly sizeBy: SizeBy }

const isSized = (input: unknown): boolean => input !== null && typeof input === 'object' && 'sizeBy' in input

/** Untrusted data to what is to be previewed, or what is wrong with it. */
export function parseTicket(input: unknown): Result<TicketRequest, FieldProblem> {
  if (isSized(input)) {
    const parsed = sizedTicketSchema.safeParse(input)
    if (!parsed.success) return { ok: false, error: firstProblem(parsed.error, input) }
    const { sizeBy, ...order } = parsed.data
    return { ok: true, value: { order: order as UnsizedOrder, sizeBy } }
  }
  const parsed = parseCommand(input)
  if (!parsed.ok) return parsed
  const { value } = parsed
  if (value.type === 'SubmitOrder') return { ok: true, value: { order: value } }
  return { ok: false, error: { field: 'type', value: value.type, remedy: 'only SubmitOrder can be previewed' } }
}
