import {
  InputError,
  type Millis,
  resolveParameters,
  type SettingSchema,
  type SettingValues,
  type Stance,
  TIMEFRAMES,
  type Timeframe,
} from '../../domain/index.ts'
import type { FeatureRequest, FeatureValue } from '../../features/index.ts'

/** All that a strategy may look at. It sees no positions, no money and no clock but `at`. */
export interface StrategyView {
  /** When this step happens: the close of the bar, or the event's time for a strategy on the book's cadence. */
  readonly at: Millis
  /** Close of the newest closed candle; null before the first. */
  readonly close: number | null
  /** Middle of the best bid and ask; null while there is no book. */
  readonly mid: number | null
  /** This strategy's own stance at its last step, `neutral` at first: enough for hysteresis. */
  readonly previous: Stance
  /** A feature by the alias under which it was declared. Throws RangeError for any other. */
  feature(alias: string): FeatureValue
}

/** One feature's part in a verdict, in any unit: the host scales the parts to shares of the confidence. */
export interface Reason {
  /** The alias under which the feature was declared. */
  readonly feature: string
  /** Signed: above zero speaks for the stance. */
  readonly contribution: number
}

/** What a step answers. Stop and target are doubles in price units; the host puts them on the tick grid. */
export interface Verdict {
  readonly stance: Stance
  /** 0 to 1; 0 for neutral. */
  readonly confidence: number
  readonly reasons: readonly Reason[]
  readonly stop?: number
  readonly target?: number
  /** The stop follows the highest price so far at this distance, a fraction of it above 0 and below 1. */
  readonly trail?: number
}

/**
 * When a strategy steps. `bar`: once for each closed candle. `book`: at most once in `every` ms,
 * at the first book, quote or trade of each such span. Each step renews or replaces the opinion.
 */
export type Cadence = { readonly on: 'bar' } | { readonly on: 'book'; readonly every: number }

export interface StrategyDefinition<Schema extends SettingSchema> {
  readonly id: string
  readonly version: number
  readonly title: string
  readonly family: string
  readonly idea: string
  /** The market in which it does well. */
  readonly suits: string
  readonly weakness: string
  readonly timeframe: Timeframe
  readonly parameters: Schema
  constraint?(
    parameters: SettingValues<Schema>,
  ): { readonly field: string; readonly value: string; readonly remedy: string } | undefined
  cadence(parameters: SettingValues<Schema>): Cadence
  /** Closed candles until every candle feature has a value. */
  warmUp(parameters: SettingValues<Schema>): number
  /** Alias to feature. */
  features(parameters: SettingValues<Schema>): Readonly<Record<string, FeatureRequest>>
  /** Pure: the same view gives the same verdict. */
  step(view: StrategyView, parameters: SettingValues<Schema>): Verdict
}

/** Plain data for catalogues and screens; features and warm-up are those of the default parameters. */
export interface StrategyDescriptor {
  readonly id: string
  readonly version: number
  readonly title: string
  readonly family: string
  readonly idea: string
  readonly suits: string
  readonly weakness: string
  readonly timeframe: Timeframe
  readonly timeframes: readonly Timeframe[]
  readonly cadence: Cadence
  readonly parameters: SettingSchema
  readonly features: Readonly<Record<string, FeatureRequest>>
  /** Closed candles until every candle feature has a value. */
  readonly warmUp: number
}

/** What a strategy sees at the close of a bar, but for its own last stance. */
export interface BarView {
  readonly at: Millis
  readonly close: number | null
  readonly features: Readonly<Record<string, FeatureValue>>
}

/** The closes of bars that follow each other, to be stepped on one after the other. */
export interface BarSteps {
  readonly views: readonly BarView[]
  /** The stance before the first of them. */
  readonly standing: { readonly stance: Stance; readonly expiresAt: Millis }
  /** How long a stance stands, ms. */
  readonly life: number
}

/** A strategy with its parameters fixed. */
export interface ConfiguredStrategy {
  readonly parameters: Readonly<Record<string, number | string>>
  readonly cadence: Cadence
  readonly features: Readonly<Record<string, FeatureRequest>>
  readonly warmUp: number
  step(view: StrategyView): Verdict
  /**
   * Only where a single step is dear: the verdicts that `step` would give one after the other, at least one unless the
   * first step failed, and why it went no further if one failed.
   */
  steps?(run: BarSteps): { readonly verdicts: readonly Verdict[]; readonly failure?: Error }
}

export interface Strategy {
  readonly descriptor: StrategyDescriptor
  /** Throws InputError for an unknown parameter or a value out of range. */
  configure(given?: Readonly<Record<string, unknown>>): ConfiguredStrategy
}

export function defineStrategy<Schema extends SettingSchema>(definition: StrategyDefinition<Schema>): Strategy {
  const configure = (given: Readonly<Record<string, unknown>> = {}): ConfiguredStrategy => {
    const parameters = resolveParameters(definition.parameters, given, definition.id)
    const problem = definition.constraint?.(parameters)
    if (problem !== undefined) throw new InputError({ ...problem, field: `${definition.id}.${problem.field}` })
    return {
      parameters,
      cadence: definition.cadence(parameters),
      features: definition.features(parameters),
      warmUp: definition.warmUp(parameters),
      step: (view) => definition.step(view, parameters),
    }
  }
  const { id, version, title, family, idea, suits, weakness, timeframe, parameters } = definition
  const { cadence, features, warmUp } = configure()
  return {
    descriptor: {
      id,
      version,
      title,
      family,
      idea,
      suits,
      weakness,
      timeframe,
      timeframes: TIMEFRAMES,
      cadence,
      parameters,
      features,
      warmUp,
    },
    configure,
  }
}
