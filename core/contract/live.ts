import { z } from 'zod'
import {
  type CommandResult,
  type FieldProblem,
  ORDER_TYPES,
  type Result,
  type RuleCheck,
  SHADOW_OUTCOMES,
} from '../domain/index.ts'
import { firstProblem } from './command-schema.ts'
import type { ShadowRequest, ShadowView } from './shadow.ts'

export const MODES = ['paper', 'live'] as const
export type Mode = (typeof MODES)[number]

/** Which trader is being commanded and which may enter positions. */
export interface ModeRow {
  /** The trader that `trader` leads to. */
  readonly mode: Mode
  /** `live` while a person is on the way there: the gate was run and live is not armed yet. */
  readonly wanted: Mode
  /** The one trader that may enter positions; never both. */
  readonly armed: Mode | 'none'
  /** Who asked for the mode, and when. */
  readonly by: string
  readonly since: number
  /** Name of the keys that were unlocked at the start; empty without any. */
  readonly keys: string
  readonly live: 'off' | 'starting' | 'running' | 'down'
  /** Open positions and working orders of the live trader. */
  readonly openRisk: number
  /** What stands in the way of the mode that is wanted, for people; empty when nothing does. */
  readonly problem: string
}

/** One difference between the live books and the venue's. */
export interface DifferenceRow {
  readonly key: string
  readonly kind: string
  readonly subject: string
  readonly here: string
  readonly there: string
  readonly settlements: readonly string[]
}

/** Everything that stands between a person and live orders. */
export interface GateView {
  /** When the gate was last run; 0: not in this run of the live trader. */
  readonly at: number
  /** Every check of that run. */
  readonly checks: readonly RuleCheck[]
  readonly passed: boolean
  /** Of the keys: what is no reason to refuse them, and should be known. */
  readonly warnings: readonly string[]
  /** Open ones; each has to be settled before live can be armed. */
  readonly differences: readonly DifferenceRow[]
  readonly armed: { readonly by: string; readonly at: number } | null
  readonly link: { readonly state: string; readonly reason: string; readonly at: number }
}

/** An order whose outcome is not known. */
export interface UnknownRow {
  readonly clientOrderId: string
  readonly since: number
  readonly reason: string
  readonly asked: readonly { readonly at: number; readonly answer: string }[]
}

/** What others did with the account; decimals are strings. */
export interface ExternalRow {
  readonly type: 'order' | 'trade'
  /** Its client order id looks like ours and is not known here. */
  readonly prefixed: boolean
  readonly what: unknown
}

/** What the live trader answers beside what every trader does. */
export type LiveApi = {
  /** As the gate was last run, with the differences and the link of now. */
  gate(): Promise<GateView>
  /** Reads the account and checks everything again. */
  runGate(): Promise<GateView>
  unknown(): Promise<readonly UnknownRow[]>
  /** The newest first. */
  external(): Promise<readonly ExternalRow[]>
  /** The live orders of this session beside the same orders on paper; null where that is not followed. */
  shadow(request: ShadowRequest): Promise<ShadowView | null>
}

/** What a trader does for its host alone: no client's connection serves it, so that at most one trader is armed. */
export type TraderControl = {
  arm(id: string, by: string): Promise<CommandResult>
  disarm(id: string, by: string, reason: string): Promise<CommandResult>
  standing(): Promise<TraderStanding>
}

export interface TraderStanding {
  readonly armed: boolean
  /** Positions that are open, orders that work, and differences in what this program did at the venue. */
  readonly positions: number
  readonly orders: number
  readonly differences: number
}

export const CONTROL_METHODS: readonly (keyof TraderControl)[] = ['arm', 'disarm', 'standing']

const shadowSchema = z.strictObject({
  instrument: z.string().min(1).max(80).optional(),
  side: z.enum(['buy', 'sell'], { error: 'use buy or sell' }).optional(),
  type: z.enum(ORDER_TYPES, { error: `use one of ${ORDER_TYPES.join(', ')}` }).optional(),
  outcome: z.enum(SHADOW_OUTCOMES, { error: `use one of ${SHADOW_OUTCOMES.join(', ')}` }).optional(),
  limit: z.int().optional(),
})

const modeSchema = z.strictObject({ mode: z.enum(MODES, { error: 'expected paper or live' }) })

function parsed<T>(schema: z.ZodType<T>, input: unknown): Result<T, FieldProblem> {
  const found = schema.safeParse(input)
  return found.success ? { ok: true, value: found.data } : { ok: false, error: firstProblem(found.error, input) }
}

/** The body of a change of the mode. */
export const parseMode = (input: unknown): Result<{ readonly mode: Mode }, FieldProblem> => parsed(modeSchema, input)

/** What is asked of the paper twin. */
export function parseShadow(input: unknown): Result<ShadowRequest, FieldProblem> {
  const found = parsed(shadowSchema, input)
  if (!found.ok) return found
  const given = Object.entries(found.value).filter(([, value]) => value !== undefined)
  return { ok: true, value: Object.fromEntries(given) }
}
