import {
  type FieldProblem,
  InputError,
  type ParameterSchema,
  type ParameterValues,
  required,
  resolveParameters,
} from '../../domain/index.ts'
import type { BarColumns, CheckedColumns } from './bar-columns.ts'
import { driveColumns } from './drive-columns.ts'
import { type Bar, INPUT_MEANING, type IndicatorInputs, type InputKind, REFUSE_NON_FINITE } from './input.ts'

/** The streaming rule itself: one input, one value, or `undefined` while the formula has none. */
export interface Step<Input, Value> {
  /** The input may be filled anew for the next step: a step keeps numbers of it, never the object. */
  next(input: Input): Value | undefined
  /** For rules over a span of time: lets old data leave the span when nothing new has come. `time` is in epoch ms. */
  advance?(time: number): Value | undefined
  /**
   * All outputs over a whole history, NaN for none, from a fresh step: a loop in the step's own file, which the engine
   * compiles for it alone, or columns of other steps. Only where that pays; a test proves it equal to `next` to the bit.
   */
  columns?(history: BarColumns): readonly Float64Array[]
}

/** A rule over numbers, which may bring the loop over a column of them. */
export interface NumberStep extends Step<number, number> {
  column?(values: Float64Array): Float64Array
}

/** One that does, also over a column whose rows before `from` have no value: it never sees those. */
export interface ColumnStep extends NumberStep {
  column(values: Float64Array, from?: number): Float64Array
}

type Reader<Value> = (value: Value) => number | undefined
type Bounds = readonly [least: number, most: number]

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
  readonly outputs: Readonly<Record<string, Reader<Value>>>
  /** Outputs that can never leave a range. */
  readonly bounds?: Readonly<Record<string, Bounds>>
  /** How many inputs it takes until the first value: it comes with exactly this input. */
  warmUp(parameters: ParameterValues<Schema>): number
  /** Names the parameter with the session's hours where `warmUp` counts whole sessions instead of inputs. */
  readonly sessionParameter?: keyof Schema & string
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
  /** Which market facts it sees; candles are always closed ones. */
  readonly sees: string
  readonly parameters: ParameterSchema
  readonly outputs: readonly string[]
  readonly bounds: Readonly<Record<string, Bounds>>
  /** Inputs until the first value with the default parameters, or whole sessions where `session` names their length. */
  readonly warmUp: number
  readonly session: string | null
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
  /** The same step over a whole history: the named outputs, NaN where there is no value. RangeError unless fed by candles. */
  columns(given: Readonly<Record<string, unknown>>, history: CheckedColumns, outputs: readonly string[]): readonly Float64Array[]
}

export type AnyIndicator = { [Kind in InputKind]: Indicator<Kind> }[InputKind]

function run<Kind extends InputKind, Schema extends ParameterSchema, Value>(
  definition: IndicatorDefinition<Kind, Schema, Value>,
  parameters: ParameterValues<Schema>,
): IndicatorRun<Kind> {
  const step = definition.create(parameters)
  const readers = new Map(Object.entries(definition.outputs))
  const [principal] = Object.values(definition.outputs)
  const refuse = REFUSE_NON_FINITE[definition.input]
  let latest: Value | undefined
  const read = (reader: Reader<Value> | undefined): number | undefined =>
    latest === undefined || reader === undefined ? undefined : reader(latest)
  return {
    warmUp: definition.warmUp(parameters),
    next(input) {
      refuse(input, definition.id)
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

function columnsOf<Kind extends InputKind, Schema extends ParameterSchema, Value>(
  definition: IndicatorDefinition<Kind, Schema, Value>,
  parameters: ParameterValues<Schema>,
  history: CheckedColumns,
  names: readonly string[],
): readonly Float64Array[] {
  const { id, input, outputs } = definition
  if (input !== 'bar' && input !== 'close') throw new RangeError(`${id} is not made from candles`)
  // The kind was just seen to be one that is fed bars.
  const step = definition.create(parameters) as Step<Bar, Value>
  const readers = names.map((name) => {
    const reader = outputs[name]
    if (reader !== undefined) return reader
    throw new InputError({ field: `${id}.output`, value: name, remedy: `use one of ${Object.keys(outputs).join(', ')}` })
  })
  const whole = step.columns?.(history)
  if (whole !== undefined) {
    const order = Object.keys(outputs)
    return names.map((name) => required(whole[order.indexOf(name)], `${id} fills each of its outputs`))
  }
  const plain = readers.length === 1 && readers[0] === single.value
  return driveColumns({ step, readers: plain ? undefined : readers, closeOnly: input === 'close' }, history)
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
    descriptor: {
      id,
      title,
      family,
      formula,
      input,
      sees: INPUT_MEANING[input],
      parameters,
      outputs: Object.keys(definition.outputs),
      bounds: definition.bounds ?? {},
      warmUp: definition.warmUp(resolve({})),
      session: definition.sessionParameter ?? null,
    },
    resolve,
    warmUp: (given = {}) => definition.warmUp(resolve(given)),
    create: (given = {}) => run(definition, resolve(given)),
    columns: (given, history, outputs) => columnsOf(definition, resolve(given), history, outputs),
  }
}

/** The outputs of an indicator that has only one. */
export const single = { value: (value: number): number => value }

/** Adapts a rule over numbers to candles: it sees the close. */
export function onClose<Value>(step: Step<number, Value> & Pick<NumberStep, 'column'>): Step<Bar, Value> {
  const next = (bar: Bar): Value | undefined => step.next(bar.close)
  const column = step.column?.bind(step)
  return column === undefined ? { next } : { next, columns: ({ close }) => [column(close)] }
}
