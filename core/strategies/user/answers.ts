import { z } from 'zod'
import { type ChoiceSpec, type ParameterSpec, STANCES, TIMEFRAMES } from '../../domain/index.ts'

/** What comes out of a sandbox is a stranger's text: all of it is checked here before anything reads it. */
const words = (least: number, most: number) => z.string().trim().min(least).max(most)
const name = z.string().regex(/^[a-zA-Z][a-zA-Z0-9_]{0,39}$/, 'expected a name of letters, digits and _')

const numberSpec = z
  .strictObject({
    title: words(1, 120),
    kind: z.enum(['integer', 'number']),
    min: z.number(),
    max: z.number(),
    default: z.number(),
    unit: z.string().max(20),
  })
  .refine(({ kind, min, max, default: usual }) => {
    return min <= usual && usual <= max && (kind === 'number' || [min, max, usual].every(Number.isInteger))
  }, 'expected a default within its range, whole numbers for an integer') satisfies z.ZodType<ParameterSpec>
const choiceSpec = z
  .strictObject({
    title: words(1, 120),
    kind: z.literal('choice'),
    choices: z.array(words(1, 40)).min(1).max(20),
    default: z.string(),
  })
  .refine(
    ({ choices, default: usual }) => choices.includes(usual),
    'expected a default that is one of the choices',
  ) satisfies z.ZodType<ChoiceSpec>

export const identitySchema = z.object({
  id: z.string().regex(/^[a-z][a-z0-9-]{1,39}$/, 'expected small letters, digits and dashes, such as "my-idea"'),
  version: z.int().min(1).max(1_000_000),
  title: words(1, 60),
  family: words(1, 40),
  idea: words(1, 400),
  suits: words(1, 400),
  weakness: words(1, 400),
  timeframe: z.enum(TIMEFRAMES),
  parameters: z
    .record(name, z.union([numberSpec, choiceSpec]))
    .refine((all) => Object.keys(all).length <= 50, 'expected at most 50'),
})

const request = z
  .object({
    indicator: words(1, 60),
    parameters: z.record(z.string(), z.number()).optional(),
    output: words(1, 60).optional(),
    series: words(1, 100).optional(),
  })
  .transform(({ indicator, parameters, output, series }) => ({
    indicator,
    ...(parameters === undefined ? {} : { parameters }),
    ...(output === undefined ? {} : { output }),
    ...(series === undefined ? {} : { series }),
  }))

export const configurationSchema = z.union([
  z.object({ problem: z.object({ field: z.string(), value: z.string(), remedy: z.string() }) }),
  z.object({
    configured: z.int().min(0),
    cadence: z.union([
      z.object({ on: z.literal('bar') }),
      z.object({ on: z.literal('book'), every: z.int().min(100).max(3_600_000) }),
    ]),
    warmUp: z.int().min(0).max(100_000),
    features: z.record(name, request).refine((all) => Object.keys(all).length <= 40, 'expected at most 40'),
  }),
])

export const verdictSchema = z
  .object({
    stance: z.enum(STANCES),
    confidence: z.number().min(0).max(1),
    reasons: z.array(z.object({ feature: z.string().max(60), contribution: z.number() })).max(100),
    stop: z.number().optional(),
    target: z.number().optional(),
    trail: z.number().gt(0).lt(1).optional(),
  })
  .transform(({ stop, target, trail, ...rest }) => ({
    ...rest,
    ...(stop === undefined ? {} : { stop }),
    ...(target === undefined ? {} : { target }),
    ...(trail === undefined ? {} : { trail }),
  }))

/** Answers to several steps: as many verdicts as there was room for, then perhaps why it went no further. */
export const stepsSchema = z.object({
  verdicts: z.array(z.unknown()),
  failed: z.object({ message: z.string() }).optional(),
})

export const traceSchema = z.array(z.tuple([z.int().min(1), z.string()]))

const answerSchema = z.object({ ok: z.boolean(), value: z.unknown().optional(), message: z.string().default('it threw') })

/** Throws Error with a message for a person: what the strategy threw, or which field of its answer is not right. */
export function readAnswer<Value>(text: string, schema: z.ZodType<Value>, what: string): Value {
  let answer: z.output<typeof answerSchema>
  try {
    answer = answerSchema.parse(JSON.parse(text))
  } catch {
    throw new Error(`${what}: the answer cannot be read`)
  }
  if (!answer.ok) throw new Error(answer.message)
  return readValue(answer.value, schema, what)
}

/** Throws Error that names the field which is not right. */
export function readValue<Value>(value: unknown, schema: z.ZodType<Value>, what: string): Value {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  const field = issue?.path.map(String).join('.') ?? ''
  throw new Error(`${what}${field === '' ? '' : `.${field}`}: ${issue?.message ?? 'is not right'}`)
}
