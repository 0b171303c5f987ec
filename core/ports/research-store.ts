import type { InstrumentId, Millis, Timeframe } from '../domain/index.ts'

export const RESEARCH_KINDS = ['backtest', 'optimise', 'generate'] as const
export type ResearchKind = (typeof RESEARCH_KINDS)[number]

export const RESEARCH_STATES = ['queued', 'running', 'done', 'cancelled', 'failed', 'interrupted'] as const
/** interrupted: the program ended in the middle of a run that keeps no checkpoints. */
export type ResearchState = (typeof RESEARCH_STATES)[number]

/** One piece of long work. Request, summary and report are JSON text. */
export interface ResearchRun {
  readonly id: string
  readonly kind: ResearchKind
  /** For a list, such as `ema-cross on binance:BTC/USDT, 1m, 90 days`. */
  readonly title: string
  readonly request: string
  readonly state: ResearchState
  readonly createdAt: Millis
  readonly endedAt?: Millis
  /** The few numbers that a list shows. */
  readonly summary?: string
  readonly error?: string
}

/** A strategy that was found by a run and put to work on paper, with all that led to it. */
export interface Promotion {
  /** Id of the strategy, made from its rules; one strategy may be at work on several markets. */
  readonly strategy: string
  readonly run: string
  readonly instrument: InstrumentId
  readonly timeframe: Timeframe
  /** The rules, and where they come from: seed, data, windows, metrics. JSON text. */
  readonly rule: string
  readonly provenance: string
  readonly promotedAt: Millis
  readonly retiredAt?: Millis
  readonly retiredReason?: string
}

/** What research has found, for ever. One writer. */
export interface ResearchStore {
  /** Adds a run or replaces what was known of it. */
  save(run: ResearchRun): void
  /** Ends a run, with its report where there is one; its checkpoint goes. One transaction. */
  finish(run: ResearchRun, report?: string): void
  /** Newest first. */
  runs(limit: number): readonly ResearchRun[]
  /** Those that are queued or running, oldest first. */
  unfinished(): readonly ResearchRun[]
  run(id: string): ResearchRun | undefined
  report(id: string): string | undefined
  /** Replaces the run's checkpoint. */
  keepCheckpoint(run: string, text: string): void
  checkpoint(run: string): string | undefined
  /** Adds those that are not known yet; one that was retired stays retired. All or none. */
  promote(promotions: readonly Promotion[]): void
  /** False where it is not at work on that market. */
  retire(which: Pick<Promotion, 'strategy' | 'instrument'>, at: Millis, reason: string): boolean
  /** Newest first, retired ones too. */
  promotions(): readonly Promotion[]
  close(): void
}
