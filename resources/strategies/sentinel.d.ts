/** What a strategy of your own is made of. Copy this file beside your strategy and your editor knows the types too. */
declare module 'sentinel' {
  export type Timeframe = '1s' | '1m' | '5m' | '15m' | '1h' | '4h' | '1d'
  /** long: own it; flat: do not own it; neutral: no view. */
  export type Stance = 'long' | 'flat' | 'neutral'

  export interface NumberParameter {
    readonly title: string
    readonly kind: 'integer' | 'number'
    readonly min: number
    readonly max: number
    readonly default: number
    readonly unit: string
  }
  export interface ChoiceParameter<Choice extends string = string> {
    readonly title: string
    readonly kind: 'choice'
    readonly choices: readonly Choice[]
    readonly default: Choice
  }
  export type Parameters = Readonly<Record<string, NumberParameter | ChoiceParameter>>
  export type Values<Given extends Parameters> = {
    readonly [Name in keyof Given]: Given[Name] extends ChoiceParameter<infer Choice> ? Choice : number
  }

  /** A whole number; both ends of the range are allowed. */
  export function integerParameter(
    title: string,
    fallback: number,
    range: readonly [min: number, max: number],
    unit?: string,
  ): NumberParameter
  export function decimalParameter(
    title: string,
    fallback: number,
    range: readonly [min: number, max: number],
    unit?: string,
  ): NumberParameter
  /** One of a few names; the first is the default. */
  export function choiceParameter<const Choice extends string>(
    title: string,
    choices: readonly [Choice, ...Choice[]],
  ): ChoiceParameter<Choice>

  /** Which number you want: `sentinel features` lists indicators, parameters and outputs. */
  export interface FeatureRequest {
    readonly indicator: string
    readonly parameters?: Readonly<Record<string, number>>
    /** The principal output by default. */
    readonly output?: string
    /** Only for indicators of external series. */
    readonly series?: string
  }
  export interface FeatureValue {
    readonly feature: string
    /** null while it is missing: warming up, no data, a feed that is not there. Never 0 for missing. */
    readonly value: number | null
    readonly source: string
    /** Epoch ms of the newest datum behind it. */
    readonly asOf: number
    /** Ms since that datum was received; null where there is none. */
    readonly age: number | null
  }

  /** All that a strategy may look at. */
  export interface StrategyView {
    /** Epoch ms: the close of the bar, or the time of the event on the book's cadence. There is no other clock. */
    readonly at: number
    /** Close of the newest closed candle. */
    readonly close: number | null
    /** Middle of the best bid and ask. */
    readonly mid: number | null
    /** Your own stance at the last step. */
    readonly previous: Stance
    /** A feature by the name under which you declared it; throws for any other. */
    feature(alias: string): FeatureValue
  }

  export interface Reason {
    /** The name under which you declared the feature. */
    readonly feature: string
    /** Its part in the verdict, in any unit; above zero speaks for the stance. */
    readonly contribution: number
  }
  export interface Verdict {
    readonly stance: Stance
    /** 0 to 1; 0 for neutral. */
    readonly confidence: number
    readonly reasons: readonly Reason[]
    /** Prices; for a long view the stop lies below and the target above. */
    readonly stop?: number
    readonly target?: number
    /** The stop follows the highest price so far at this distance: a fraction of it above 0 and below 1. */
    readonly trail?: number
  }

  /** When it steps: at each closed candle, or on the book at most once in `every` ms. */
  export type Cadence = { readonly on: 'bar' } | { readonly on: 'book'; readonly every: number }

  export interface StrategyDefinition<Given extends Parameters> {
    /** The file's name without `.ts`. */
    readonly id: string
    /** Raise it when the strategy changes its mind about the same market. */
    readonly version: number
    readonly title: string
    readonly family: string
    readonly idea: string
    /** The market in which it does well. */
    readonly suits: string
    readonly weakness: string
    readonly timeframe: Timeframe
    readonly parameters: Given
    /** A rule between parameters, such as fast below slow. */
    constraint?(
      parameters: Values<Given>,
    ): { readonly field: string; readonly value: string; readonly remedy: string } | undefined
    /** Each closed candle by default. */
    cadence?(parameters: Values<Given>): Cadence
    /** Closed candles until every feature has a value. */
    warmUp(parameters: Values<Given>): number
    /** Your name for each feature that you look at. */
    features(parameters: Values<Given>): Readonly<Record<string, FeatureRequest>>
    /** Pure: the same view gives the same verdict. */
    step(view: StrategyView, parameters: Values<Given>): Verdict
  }
  export function defineStrategy<const Given extends Parameters>(definition: StrategyDefinition<Given>): StrategyDefinition<Given>

  export function clamp(value: number, low: number, high: number): number
  /** No view, with the features that were looked at. */
  export function neutral(...looked: readonly string[]): Verdict
  /** The values of these features, or null where any of them is missing. */
  export function values<Alias extends string>(
    view: StrategyView,
    aliases: readonly Alias[],
  ): Readonly<Record<Alias, number>> | null
  /** Stop below and target above a price, in average true ranges. */
  export function aroundByAtr(
    price: number,
    atr: number,
    distances: { readonly stopAtr: number; readonly targetAtr: number },
  ): { readonly stop: number; readonly target: number }
}
