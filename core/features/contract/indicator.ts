import {
  type FieldProblem,
  InputError,
  type ParameterSchema,
  type ParameterValues,
  resolveParameters,
} from '../../domain/index.ts'
import { type IndicatorInputs, type InputKind, refuseNonFinite } from './input.ts'

/** The streaming rule itself: one input, one value, or `undefined` while the formula has none. */
export interface Step<Input, Value> {
  next(input: Input): Value | undefined
  /** For rules over a span of time: lets old data leave the span when nothing new has come. `time` is in epoch ms. */
  advance?(time: number): Value | undefined
}

/** What an author writes: everything about one indicator, in one place. */
export interface IndicatorDefinition<Kind extends InputKind, Schema extends ParameterSchema, Value> {
  readonly id: string
  readonly title: string
  readonly family: string
  /** Where the formula comes from and which convention was chosen. */
  readonly formula: string
  readonly input: Kind
  readonly parameters: Schema
  /** Named readers of a value; the first is the principal output. */
  readonly outputs: Readonly<Record<string, (value: Value) => number | undefined>>
  /** How many inputs it takes until the first value: it comes with exactly this input. */
  warmUp(parameters: ParameterValues<Schema>): number
  /** A rule between parameters, such as fast below slow. */
  constraint?(parameters: ParameterValues<Schema>): FieldProblem | undefined
  create(parameters: ParameterValues<Schema>): Step<IndicatorInputs[Kind], Value>
}

/** Plain data for catalogues and screens. */
export interface IndicatorDescriptor {
  readonly id: string
  readonly title: string
  readonly family: string
  readonly formula: string
  readonly input: InputKind
  readonly parameters: ParameterSchema
  readonly outputs: readonly string[]
}

/** One running indicator. */
export interface IndicatorRun<Kind extends InputKind> {
  readonly warmUp: number
  /** The principal output after this input. Throws RangeError for NaN or an infinity and stays as it was. */
  next(input: IndicatorInputs[Kind]): number | undefined
  /** The principal output as of `time`, epoch ms, with no new input. */
  advance(time: number): number | undefined
  /** Any output of the latest step. */
  output(name: string): number | undefined
}

/** A definition with its value type sealed in, so that all indicators of one input are of one type. */
export interface Indicator<Kind extends InputKind> {
  readonly input: Kind
  readonly descriptor: IndicatorDescriptor
  /** Defaults filled in and checked. Throws InputError. */
  resolve(given: Readonly<Record<string, unknown>>): Readonly<Record<string, number>>
  warmUp(given?: Readonly<Record<string, unknown>>): number
  create(given?: Readonly<Record<string, unknown>>): IndicatorRun<Kind>
}

export type AnyIndicator = { [Kind in InputKind]: Indicator<Kind> }[InputKind]

function run<Kind extends InputKind, Schema extends ParameterSchema, Value>(
  definition: IndicatorDefinition<Kind, Schema, Value>,
  parameters: ParameterValues<Schema>,
): IndicatorRun<Kind> {
  const step = definition.create(parameters)
  const readers = new Map(Object.entries(definition.outputs))
  const [principal] = Object.values(definition.outputs)
  let latest: Value | undefined
  const read = (reader: ((value: Value) => number | undefined) | undefined): number | undefined =>
    latest === undefined || reader === undefined ? undefined : reader(latest)
  return {
    warmUp: definition.warmUp(parameters),
    next(input) {
      refuseNonFinite(input, definition.id)
      latest = step.next(input)
      return read(principal)
    },
    advance(time) {
      if (step.advance !== undefined) latest = step.advance(time)
      return read(principal)
    },
    output: (name) => read(readers.get(name)),
  }
}

export function defineIndicator<Kind extends InputKind, Schema extends ParameterSchema, Value>(
  definition: IndicatorDefinition<Kind, Schema, Value>,
): Indicator<Kind> {
  const resolve = (given: Readonly<Record<string, unknown>>): ParameterValues<Schema> => {
    const parameters = resolveParameters(definition.parameters, given, definition.id)
    const problem = definition.constraint?.(parameters)
    if (problem !== undefined) throw new InputError({ ...problem, field: `${definition.id}.${problem.field}` })
    return parameters
  }
  const { id, title, family, formula, input, parameters } = definition
  return {
    input,
    descriptor: { id, title, family, formula, input, parameters, outputs: Object.keys(definition.outputs) },
    resolve,
    warmUp: (given = {}) => definition.warmUp(resolve(given)),
    create: (given = {}) => run(definition, resolve(given)),
  }
}

/** The outputs of an indicator that has only one. */
export const single = { value: (value: number): number => value }

/** Adapts a rule over numbers to candles: it sees the close. */
export const onClose = <Value>(step: Step<number, Value>): Step<{ readonly close: number }, Value> => ({
  next: (bar) => step.next(bar.close),
})
