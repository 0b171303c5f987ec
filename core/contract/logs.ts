import { z } from 'zod'
import { InputError } from '../domain/index.ts'
import type { LogRecord, RecordLevel } from '../ports/index.ts'
import { firstProblem } from './command-schema.ts'

/** From the least to the most that somebody should look at. */
export const LOG_LEVELS = ['debug', 'info', 'warn', 'error'] as const satisfies readonly RecordLevel[]

/** Who writes lines; `trader` is the paper trader here. */
export const LOG_SERVICES = ['host', 'feed', 'strategy', 'trader', 'trader-live', 'recorder', 'research'] as const

/** Lines that the host keeps. */
export const LOGS_KEPT = 2_000

/** One line of a log, cleaned of secrets before it left the service that wrote it. */
export interface LogRow extends LogRecord {
  /** Of this line in this life of its service: a line told twice is one row. */
  readonly id: string
  readonly service: string
}

export interface LogQuery {
  /** This level and what is worse. */
  readonly level: RecordLevel
  /** Undefined: every service. */
  readonly service?: string | undefined
  readonly limit: number
}

const oneOf = <T extends string>(choices: readonly T[]) => z.enum(choices, { error: `use one of ${choices.join(', ')}` })
const fewEnough = `use a whole number from 1 to ${String(LOGS_KEPT)}`
const querySchema = z.strictObject({
  level: oneOf(LOG_LEVELS).default('debug'),
  service: oneOf(LOG_SERVICES).optional(),
  limit: z.int({ error: fewEnough }).min(1, { error: fewEnough }).max(LOGS_KEPT, { error: fewEnough }).default(200),
})

/** Throws InputError that names what is wrong with it. */
export function parseLogQuery(input: unknown): LogQuery {
  const found = querySchema.safeParse(input)
  if (!found.success) throw new InputError(firstProblem(found.error, input))
  return found.data
}

export const isAtLeast = (level: RecordLevel, least: RecordLevel): boolean =>
  LOG_LEVELS.indexOf(level) >= LOG_LEVELS.indexOf(least)

/** The newest lines that a query asks for, the newest first. `rows` are in the order in which they came. */
export function newestLogs(rows: readonly LogRow[], { level, service, limit }: LogQuery): readonly LogRow[] {
  return rows
    .filter((row) => isAtLeast(row.level, level) && (service === undefined || row.service === service))
    .slice(-limit)
    .reverse()
}
