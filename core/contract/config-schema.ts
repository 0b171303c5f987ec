import { z } from 'zod'
import { APPROVAL_MODES, CHANNELS, InputError, money, rate, TIMEFRAMES } from '../domain/index.ts'
import { firstProblem } from './command-schema.ts'
import { LEAST_SEARCHED } from './research.ts'

const decimalText = (parse: (text: string) => bigint, what: string) =>
  z.string({ error: `expected ${what} as a decimal string such as "0.2"` }).refine(
    (text) => {
      try {
        return parse(text) >= 0n
      } catch {
        return false
      }
    },
    { error: `expected ${what}, zero or more, as a decimal string such as "0.2"` },
  )

const fraction = decimalText(rate, 'a fraction of equity').refine((text) => Number(text) <= 1, {
  error: 'expected a fraction of at most "1"',
})
const milliseconds = z
  .int({ error: 'expected whole milliseconds' })
  .min(1, 'expected at least 1 ms')
  .max(86_400_000, 'expected at most a day')
const share = z
  .number({ error: 'expected a number from 0 to 1' })
  .min(0, 'expected a number from 0 to 1')
  .max(1, 'expected a number from 0 to 1')
const bps = z.number({ error: 'expected basis points' }).min(0, 'expected zero or more').max(10_000, 'expected at most 10000')
const binWidth = bps.min(0.01, 'expected at least 0.01').multipleOf(0.01, 'expected steps of 0.01')
const days = z.int({ error: 'expected whole days' }).min(1, 'expected at least 1 day').max(36_500, 'expected at most 36500 days')
const symbol = z.string().regex(/^[A-Z0-9]{1,20}\/[A-Z0-9]{1,20}$/, 'expected a symbol such as "BTC/USDT"')

const exchangeSchema = z.strictObject({
  id: z.string().regex(/^[a-z0-9]{2,30}$/, 'expected an exchange id such as "binance"'),
  symbols: z.array(symbol).min(1, 'expected at least one symbol').max(200),
  channels: z.array(z.enum(CHANNELS)).min(1, 'expected at least one channel').default(['trades', 'book', 'ticker', 'candles']),
  endpoint: z.url({ protocol: /^https?$/, error: 'expected an address such as "http://127.0.0.1:9000"' }).optional(),
})

const strategySchema = z.strictObject({
  id: z
    .string()
    .regex(/^[A-Za-z0-9_.-]{1,60}$/, 'expected letters, digits, dots and dashes')
    .optional(),
  strategy: z.string().min(1, 'expected the id of a strategy'),
  symbols: z.array(symbol).optional(),
  timeframe: z.enum(TIMEFRAMES).optional(),
  params: z.record(z.string(), z.union([z.number(), z.string()], { error: 'expected a number or a name' })).default({}),
  enabled: z.boolean().default(true),
  approval: z.enum(APPROVAL_MODES).optional(),
})

/** What a strategy's closed trades do to the weight of its vote. */
const trackRecordSchema = z.strictObject({
  enabled: z.boolean().default(true),
  minWeight: z
    .number({ error: 'expected a weight' })
    .min(0.01, 'expected at least 0.01: no vote is silenced')
    .max(1, 'expected at most 1')
    .default(0.25),
  maxWeight: z.number({ error: 'expected a weight' }).min(1, 'expected at least 1').max(100, 'expected at most 100').default(4),
  halfLifeDays: days.max(3_650, 'expected at most 3650 days').default(30),
  priorTrades: z.number().min(1, 'expected at least 1').max(10_000, 'expected at most 10000').default(20),
  regimeTrades: z.number().min(1, 'expected at least 1').max(10_000, 'expected at most 10000').default(5),
})

const approvalSchema = z.strictObject({
  defaultMode: z.enum(APPROVAL_MODES).default('manual'),
  timeToLiveMs: milliseconds.default(60_000),
  maxDriftBps: bps.default(15),
  /** Between what a person saw and what they get. */
  maxMoveBps: bps.default(5),
  maxSlippageBps: bps.default(50),
  maxDataAgeMs: milliseconds.default(5_000),
})

const unattendedMinutes = z
  .number({ error: 'expected minutes' })
  .min(0, 'expected zero or more')
  .max(10_080, 'expected at most 10080')

const riskSchema = z.strictObject({
  /** One R: the measure of what an order risks. */
  riskPerTrade: fraction.refine((text) => Number(text) > 0, { error: 'expected more than "0"' }).default('0.01'),
  maxPosition: fraction.default('0.2'),
  maxExposure: fraction.default('0.8'),
  maxAssetExposure: fraction.default('0.4'),
  maxVenueExposure: fraction.default('0.8'),
  maxCorrelatedExposure: fraction.default('0.6'),
  maxDrawdown: fraction.default('0.15'),
  maxDailyLoss: fraction.default('0.05'),
  maxConsecutiveLosses: z.int().min(1).max(1_000).default(6),
  maxRejects: z.int().min(1).max(1_000).default(5),
  rejectWindowMs: milliseconds.default(60_000),
  maxUnknowns: z.int().min(1).max(1_000).default(3),
  unknownWindowMs: milliseconds.default(300_000),
  maxUnknownAgeMs: milliseconds.default(60_000),
  maxOrdersPerMinute: z.int().min(1).max(10_000).default(30),
  maxOpenOrders: z.int().min(1).max(1_000).default(50),
  /** 0: any. The minute of orders that the trader looks back at is the most. */
  duplicateWindowMs: z.int({ error: 'expected whole milliseconds' }).min(0).max(60_000, 'expected at most 60000').default(1_000),
  priceCollarBps: bps.default(500),
  maxSpreadBps: bps.default(25),
  stalePriceMs: milliseconds.default(1_000),
  maxClockOffsetMs: milliseconds.default(1_000),
  blockOnGap: z.boolean().default(true),
})

/** Midnight UTC of a date. */
const date = z.iso.date({ error: 'expected a date such as "2027-12-31"' })
const positiveMoney = decimalText(money, 'an amount of money').refine((text) => Number(text) > 0, {
  error: 'expected more than nothing',
})

/** What sizes are scaled down by once the account is ahead of the way to it. */
const goalSchema = z.strictObject({
  equity: positiveMoney,
  by: date,
  startEquity: positiveMoney.optional(),
  start: date.optional(),
  minFactor: share.min(0.01, 'expected at least 0.01').default(0.5),
})

const retentionSchema = z.strictObject({
  candlesDays: days.default(90),
  tradesDays: days.default(30),
  booksDays: days.default(7),
  derivedDays: days.default(90),
  gapsDays: days.default(365),
})

/** The generator's nightly run. */
const researchSchema = z.strictObject({
  nightly: z.boolean().default(true),
  /** When it starts, UTC. */
  at: z
    .string()
    .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'expected a time of day in UTC such as "03:00"')
    .default('03:00'),
  /** Markets that are listed, such as `binance:BTC/USDT`; left out: the first three. */
  instruments: z.array(z.string().min(1)).max(50, 'expected at most 50 markets').optional(),
  count: z
    .int()
    .min(LEAST_SEARCHED, `expected at least ${String(LEAST_SEARCHED)}`)
    .max(5_000, 'expected at most 5000')
    .default(500),
  generations: z.int().min(1, 'expected at least 1').max(1_000, 'expected at most 1000').default(20),
  days: days.max(3_650, 'expected at most 3650 days').default(90),
  /** Fewer recorded days of candles than this tell too little to look for anything. */
  leastDays: days.default(20),
  feeBps: bps.default(10),
  slippageBps: bps.default(2),
  /** Whether what passes goes to work on paper, and how many may be at work on one market. */
  promote: z.boolean().default(true),
  mostPromoted: z.int().min(1, 'expected at least 1').max(20, 'expected at most 20').default(3),
})

export const configSchema = z.strictObject({
  exchanges: z.array(exchangeSchema).min(1, 'expected at least one exchange'),
  strategies: z.array(strategySchema).default([
    { strategy: 'ema-trend', params: {}, enabled: true },
    { strategy: 'rsi-reversion', params: {}, enabled: true },
    { strategy: 'book-imbalance', params: {}, enabled: true },
  ]),
  signals: z
    .strictObject({
      minConfidence: share.default(0.5),
      cooldownMs: milliseconds.default(60_000),
      /** 0: none. */
      strategyCooldownMs: z
        .int({ error: 'expected whole milliseconds' })
        .min(0, 'expected zero or more')
        .max(86_400_000, 'expected at most a day')
        .default(0),
      trackRecord: trackRecordSchema.prefault({}),
    })
    .prefault({}),
  sizing: z
    .strictObject({
      minFraction: share.default(0.01),
      maxFraction: share.default(0.2),
      kellyFraction: share.default(0.25),
      /** Whether closed trades of those who voted move win rate and payoff, and how many the proposal itself is worth. */
      useRecord: z.boolean().default(true),
      priorTrades: z.number().min(1, 'expected at least 1').max(10_000, 'expected at most 10000').default(20),
    })
    .prefault({}),
  goal: goalSchema.optional(),
  risk: riskSchema.prefault({}),
  approval: approvalSchema.prefault({}),
  execution: z
    .strictObject({
      /** Whether stops and targets rest at the venue where it takes them. */
      restProtection: z.boolean({ error: 'expected true or false' }).default(true),
      /** A resting stop follows a trailing one in steps of at least this much. */
      trailStepBps: bps.default(10),
    })
    .prefault({}),
  /** When nobody seems to be there. 0: never. */
  unattended: z
    .strictObject({
      expiredSignals: z.int({ error: 'expected a whole number' }).min(0, 'expected zero or more').max(1_000).default(5),
      idleMinutes: unattendedMinutes.default(0),
      reduceOnlyAfterMinutes: unattendedMinutes.default(30),
      flattenAfterMinutes: unattendedMinutes.default(0),
    })
    .prefault({}),
  /** What would have come of the signals that were not taken as proposed. */
  overrides: z
    .strictObject({
      enabled: z.boolean().default(true),
      /** How long a signal that is followed by itself is held at most. */
      horizonHours: z
        .number({ error: 'expected hours' })
        .min(0.01, 'expected at least 0.01')
        .max(8_760, 'expected at most 8760')
        .default(24),
    })
    .prefault({}),
  paper: z
    .strictObject({
      startingCash: decimalText(money, 'an amount of money').default('10000'),
      currency: z.string().min(1).max(10).default('USDT'),
      latencyMs: z.int().min(0).max(60_000).default(20),
      seed: z.int().min(0).default(1),
      /** Who is taken to have gone when size vanishes before a resting order: those behind it, or anybody. */
      queue: z.enum(['pessimistic', 'proportional'], { error: 'expected pessimistic or proportional' }).default('pessimistic'),
    })
    .prefault({}),
  /** Trading with real money; see docs/failure-semantics.md. */
  live: z
    .strictObject({
      /** The account's own stream may be away for so long before live is disarmed. */
      offlineDisarmMs: milliseconds.default(30_000),
      /** How often the account is compared with the books. */
      reconcileEveryMs: milliseconds.default(60_000),
      /** Between the two readings of the account that a difference must be in. */
      confirmAfterMs: milliseconds.default(2_000),
      /** How long the gate waits for the account's stream. */
      gatePatienceMs: milliseconds.default(10_000),
    })
    .prefault({}),
  /** The paper twin of every live order. */
  shadow: z
    .strictObject({
      enabled: z.boolean().default(true),
      /** An alarm when live is worse than paper by more than this on the mean of at least so many orders. */
      maxBps: bps.default(10),
      maxMs: milliseconds.default(1_000),
      leastOrders: z.int({ error: 'expected a whole number' }).min(2, 'expected at least 2').max(1_000).default(20),
      /** Orders remembered. */
      keep: z.int({ error: 'expected a whole number' }).min(10, 'expected at least 10').max(10_000).default(500),
      /** How long the paper one may still work when the live one is at its end. */
      graceMs: milliseconds.default(60_000),
    })
    .prefault({}),
  recording: z
    .strictObject({
      bookCadenceMs: milliseconds.default(100),
      bookDepth: z.int().min(1).max(1_000).default(50),
      bins: z.array(binWidth).min(1, 'expected at least one width').max(20, 'expected at most 20 widths').default([5, 10, 25]),
      /** Left out: with each book. */
      binsCadenceMs: milliseconds.optional(),
      metricsCadenceMs: milliseconds.default(1_000),
      flushMs: milliseconds.max(10_000, 'expected at most 10 s').default(50),
      maxBytes: z
        .int({ error: 'expected whole bytes' })
        .min(16 * 1024 * 1024, 'expected at least 16 MiB')
        .default(100 * 1024 * 1024 * 1024),
    })
    .prefault({}),
  retention: retentionSchema.prefault({}),
  research: researchSchema.prefault({}),
  /** Where a user's own strategies are, one TypeScript file each; the folder `strategies` of the data folder by default. */
  strategiesFolder: z.string().min(1).optional(),
  storage: z.strictObject({ dataDir: z.string().min(1).optional() }).prefault({}),
})

/** What a person writes: everything with a default may be left out. */
export type ConfigInput = z.input<typeof configSchema>
/** The configuration with every default filled in. */
export type ConfigFile = z.output<typeof configSchema>

/** What services are booted with: the file's settings and what only this start knows. */
export interface SentinelConfig extends ConfigFile {
  readonly dataDir: string
  readonly environment: 'paper' | 'live'
}

type StrategyEntry = ConfigFile['strategies'][number]

/** Whether two entries would run on one market and timeframe; no symbols means every market. */
const overlap = (a: StrategyEntry, b: StrategyEntry): boolean =>
  a.timeframe === b.timeframe &&
  (a.symbols === undefined || b.symbols === undefined || a.symbols.some((each) => b.symbols?.includes(each) === true))

/** Throws InputError naming the field, its value and the remedy. */
export function parseConfig(input: unknown): ConfigFile {
  const parsed = configSchema.safeParse(input)
  if (!parsed.success) throw new InputError(firstProblem(parsed.error, input))
  const { exchanges } = parsed.data
  for (const [index, exchange] of exchanges.entries()) {
    if (exchanges.findIndex((each) => each.id === exchange.id) !== index) {
      throw new InputError({
        field: `exchanges.${String(index)}.id`,
        value: exchange.id,
        remedy: 'an exchange may be listed once; put its symbols together',
      })
    }
    const twice = exchange.symbols.find((each, at) => exchange.symbols.indexOf(each) !== at)
    if (twice !== undefined)
      throw new InputError({ field: `exchanges.${String(index)}.symbols`, value: twice, remedy: 'listed twice; remove one' })
  }
  const { goal, sizing, strategies } = parsed.data
  if (goal?.start !== undefined && goal.start >= goal.by) {
    throw new InputError({
      field: 'goal.start',
      value: goal.start,
      remedy: `expected a date before goal.by, which is ${goal.by}`,
    })
  }
  if (goal?.startEquity !== undefined && money(goal.startEquity) >= money(goal.equity)) {
    const remedy = `expected less than goal.equity, which is ${goal.equity}`
    throw new InputError({ field: 'goal.startEquity', value: goal.startEquity, remedy })
  }
  if (sizing.minFraction > sizing.maxFraction) {
    const remedy = `expected at most sizing.maxFraction, which is ${String(sizing.maxFraction)}`
    throw new InputError({ field: 'sizing.minFraction', value: String(sizing.minFraction), remedy })
  }
  for (const [index, strategy] of strategies.entries()) {
    const name = strategy.id ?? strategy.strategy
    const first = strategies.findIndex((each) => (each.id ?? each.strategy) === name && overlap(each, strategy))
    if (first === index) continue
    const remedy = `entry ${String(first)} runs under this name on the same market already; give this one an id of its own`
    throw new InputError({ field: `strategies.${String(index)}.id`, value: name, remedy })
  }
  return parsed.data
}
