import { z } from 'zod'
import { InputError, type InstrumentId, TIMEFRAMES } from '../domain/index.ts'
import type { Promotion, ResearchRun } from '../ports/index.ts'
import { firstProblem } from './command-schema.ts'

const whole = (min: number, max: number) => {
  const error = `expected a whole number from ${String(min)} to ${String(max)}`
  return z.int({ error }).min(min, error).max(max, error)
}
const bps = z.number({ error: 'expected basis points' }).min(0, 'expected zero or more').max(5_000, 'expected at most 5000')
const distance = z
  .number({ error: 'expected a fraction of the fill price' })
  .gt(0, 'expected a fraction above 0')
  .max(100, 'expected at most 100')

/** Which recorded bars. */
const market = {
  instrument: z
    .string({ error: 'expected an instrument such as "binance:BTC/USDT"' })
    .regex(/^[a-z0-9]{2,30}:[\x21-\x7e]{1,60}$/, 'expected an instrument such as "binance:BTC/USDT"')
    .transform((text) => text as InstrumentId),
  timeframe: z.enum(TIMEFRAMES).default('1m'),
  /** The newest so many days. */
  days: whole(1, 3_650).default(90),
  feeBps: bps.default(10),
  slippageBps: bps.default(2),
}

export const researchRequestSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('backtest'),
    ...market,
    strategy: z.string().min(1, 'expected the id of a strategy').max(80),
    params: z.record(z.string(), z.union([z.number(), z.string()])).default({}),
    stop: distance.lt(1, 'expected a fraction below 1').optional(),
    target: distance.optional(),
    size: z.enum(['all-in', 'fixed', 'risk']).default('all-in'),
    fraction: z.number().gt(0).max(1).default(0.1),
  }),
  z.strictObject({
    kind: z.literal('generate'),
    ...market,
    count: whole(10, 5_000).default(500),
    generations: whole(1, 1_000).default(20),
    seed: whole(0, 4_294_967_295).default(1),
    /** What passes goes to work on paper. */
    promote: z.boolean().default(false),
  }),
])
export type ResearchRequest = z.output<typeof researchRequestSchema>

/** Throws InputError naming the field, its value and the remedy. */
export function parseResearchRequest(input: unknown): ResearchRequest {
  const parsed = researchRequestSchema.safeParse(input)
  if (parsed.success) return parsed.data
  throw new InputError(firstProblem(parsed.error, input))
}

export interface ResearchProgress {
  readonly done: number
  readonly total: number
  /** What is being done, in words. */
  readonly phase: string
  /** Time left in ms at the speed so far; null while nothing can be said. */
  readonly left: number | null
}

export interface ResearchRunRow extends Omit<ResearchRun, 'request' | 'summary'> {
  readonly request: unknown
  readonly summary: unknown
  /** Null unless it runs. */
  readonly progress: ResearchProgress | null
}

export interface PromotionRow extends Omit<Promotion, 'rule' | 'provenance'> {
  readonly rule: unknown
  readonly provenance: unknown
}

export interface GeneratorSchedule {
  /** Next start, epoch ms; null while it is switched off. */
  readonly next: number | null
}
