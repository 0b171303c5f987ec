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

/** Strategies of a generation: a search breeds them on four islands, and an island of fewer than eight has no room to. */
export const LEAST_SEARCHED = 32

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

/** How the parameters of a strategy are searched, and what a trial is chosen by: those of the command. */
export const SEARCH_METHODS = ['grid', 'random', 'tpe'] as const
export const SEARCH_OBJECTIVES = [
  'sharpe',
  'sortino',
  'calmar',
  'return',
  'return-drawdown',
  'profit-factor',
  'expectancy',
] as const

const setting = z.union([z.number(), z.string()], { error: 'expected a number or a name' })

/** A strategy, its fixed parameters, and how it trades. */
const trading = {
  strategy: z.string({ error: 'expected the id of a strategy' }).min(1, 'expected the id of a strategy').max(80),
  params: z.record(z.string(), setting).default({}),
  stop: distance.lt(1, 'expected a fraction below 1').optional(),
  target: distance.optional(),
  size: z.enum(['all-in', 'fixed', 'risk'], { error: 'expected all-in, fixed or risk' }).default('all-in'),
  /** Of equity an entry, where the size is fixed. */
  fraction: z
    .number({ error: 'expected a fraction of equity' })
    .gt(0, 'expected a fraction above 0')
    .max(1, 'expected at most 1')
    .default(0.1),
}

const seed = whole(0, 4_294_967_295).default(1)

export const researchRequestSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('backtest'),
    ...market,
    ...trading,
  }),
  z.strictObject({
    kind: z.literal('optimise'),
    ...market,
    ...trading,
    /** Name to `[min, max]`, `[min, max, step]` or a list of choices; left out: all that the strategy declares. */
    space: z.record(z.string(), z.array(setting).min(1, 'expected a range').max(50)).optional(),
    method: z.enum(SEARCH_METHODS, { error: `expected one of ${SEARCH_METHODS.join(', ')}` }).default('tpe'),
    trials: whole(1, 5_000).default(100),
    seed,
    /** Trials that are chosen before the scores of one another are known; part of the result. */
    batch: whole(1, 1_024).default(8),
    objective: z.enum(SEARCH_OBJECTIVES, { error: `expected one of ${SEARCH_OBJECTIVES.join(', ')}` }).default('sharpe'),
    /** A trial that closes fewer trades has no score. */
    minTrades: whole(0, 1_000_000).default(5),
    /** Parts of the days over which the choice is cross-validated; left out: it is not. */
    folds: whole(2, 100).optional(),
  }),
  z.strictObject({
    kind: z.literal('generate'),
    ...market,
    count: whole(LEAST_SEARCHED, 5_000).default(500),
    generations: whole(1, 1_000).default(20),
    seed,
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

/** A closed trade of a backtest, from flat to flat. */
export interface TripRow {
  /** When the bars of its first and last fill opened, epoch ms. */
  readonly entryTime: number
  readonly exitTime: number
  /** What came in less what went out, fees of both sides paid, funding included: an exact decimal. */
  readonly profit: string
  /** Profit over what went out, a fraction. */
  readonly return: number
  /** Of its last fill. */
  readonly exit: string
}

export interface SpreadRow {
  readonly mean: number
  readonly p5: number
  readonly p25: number
  readonly median: number
  readonly p75: number
  readonly p95: number
}

/** Equity after so many trades over all drawn runs. */
export interface FanRow extends SpreadRow {
  readonly trade: number
}

/** What another order (`shuffle`) or other luck (`bootstrap`) would have made of the same closed trades. */
export interface ResamplingRow {
  readonly observed: { readonly finalEquity: number; readonly maxDrawdown: number }
  readonly finalEquity: SpreadRow
  readonly maxDrawdown: SpreadRow
  readonly lossProbability: number
  readonly ruinProbability: number
  readonly fan: readonly FanRow[]
}

export interface BacktestAnalysis {
  /** In the order in which they closed. */
  readonly trips: readonly TripRow[]
  /** Null without a closed trade. */
  readonly monteCarlo: {
    readonly runs: number
    readonly seed: number
    /** Share of the start at or below which is ruin. */
    readonly ruin: number
    readonly shuffle: ResamplingRow
    readonly bootstrap: ResamplingRow
  } | null
}

export interface GeneratorSchedule {
  /** Next start, epoch ms; null while it is switched off. */
  readonly next: number | null
}
