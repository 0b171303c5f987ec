import type { Timeframe } from '../../../domain/index.ts'
import type { RuleStrategy } from '../../../strategies/index.ts'
import type { GeneratorConfig } from '../config.ts'
import type { Metrics } from '../metrics.ts'
import type { WindowName } from '../windows.ts'
import type { BuyAndHold } from './buy-and-hold.ts'
import type { Rejection } from './filters.ts'
import type { Deflated } from './promotion.ts'

/** Which bars a result was made of. */
export interface DataProvenance {
  readonly instrument: string
  readonly timeframe: Timeframe
  readonly bars: number
  /** Opening of the first bar and closing of the last one, epoch ms. */
  readonly from: number
  readonly to: number
  /** SHA-256 over timeframe and columns. */
  readonly fingerprint: string
}

export interface ReportedWindow {
  /** Opening of its first bar and closing of its last one, epoch ms. */
  readonly from: number
  readonly to: number
  readonly bars: number
  readonly days: number
  readonly buyAndHold: BuyAndHold
}

export interface Survivor {
  readonly rank: number
  readonly id: string
  /** The conditions in words. */
  readonly text: string
  readonly rule: RuleStrategy
  /** Whether the train window alone named it before validation was looked at. */
  readonly nominated: boolean
  readonly promoted: boolean
  /** What stands against promotion. */
  readonly against: readonly Rejection[]
  readonly metrics: Readonly<Record<WindowName, Metrics>>
  readonly deflatedSharpe: Deflated
  readonly profitableParts: number
  readonly neighbours: { readonly count: number; readonly profitable: number }
}

export interface Candidate {
  readonly id: string
  /** What selection saw of it: its held-out days were never looked at. */
  readonly metrics: Readonly<Record<Exclude<WindowName, 'heldOut'>, Metrics>>
  readonly reasons: readonly Rejection[]
}

export interface SearchSummary {
  readonly generations: number
  /** Different strategies that ran over the train window. */
  readonly evaluated: number
  /** What those are worth as independent trials, by the mean correlation of the final population. */
  readonly independentTrials: number
  readonly meanCorrelation: number
  /** Independent trials on validation: those that may be promoted, and all that passed the train filters. */
  readonly nomineeTrials: number
  readonly candidateTrials: number
  readonly bestFitness: number
}

export interface OverfittingSummary {
  readonly strategies: number
  readonly days: number
  readonly blocks: number
  readonly probability: number
  readonly lossProbability: number
  readonly slope: number
}

/** The same bytes for the same data and configuration, however many cores ran it and however often it was interrupted. */
export interface GeneratorReport {
  readonly version: 1
  readonly data: DataProvenance
  readonly config: GeneratorConfig
  readonly windows: Readonly<Record<WindowName, ReportedWindow>>
  readonly search: SearchSummary
  /** Over the days of validation and held-out, which evolution never saw. Null where there are too few days. */
  readonly overfitting: OverfittingSummary | null
  /** Upper bound of the share of searches of a market without any edge that promote anything. */
  readonly falsePositiveRate: number
  readonly funnel: {
    readonly population: number
    readonly passedTrain: number
    readonly passedValidation: number
    readonly survived: number
    readonly promoted: number
  }
  readonly rejectedFor: Readonly<Record<string, number>>
  readonly survivors: readonly Survivor[]
  readonly rejected: readonly Candidate[]
}
