import { InputError, type SettingSchema } from '../../domain/index.ts'

/** Parameters of one trial by name. */
export type Point = Readonly<Record<string, number | string>>

/** A number from min to max, both allowed. */
export interface NumberDimension {
  readonly kind: 'integer' | 'number'
  readonly name: string
  readonly min: number
  readonly max: number
  /** Only min, min + step, and so on. A whole number without one has steps of 1, any other number none. */
  readonly step?: number
}

export interface ChoiceDimension {
  readonly kind: 'choice'
  readonly name: string
  readonly choices: readonly string[]
}

export type Dimension = NumberDimension | ChoiceDimension

/** A range this many times as high as low is searched evenly in its logarithm: a period of 5 or 10 differs more than one of 495 or 500. */
const LOGARITHMIC = 20
/** Digits of a number that has no step: more say nothing to a person, and a trial is repeated from what is printed. */
const DIGITS = 6

type Spec = SettingSchema[string]

/** The range that a parameter declares. */
export const declaredDimension = (name: string, spec: Spec): Dimension =>
  spec.kind === 'choice'
    ? { kind: 'choice', name, choices: spec.choices }
    : { kind: spec.kind, name, min: spec.min, max: spec.max }

/**
 * What a person asks for: `[min, max]`, `[min, max, step]`, or a list of choices, inside what is declared.
 * Throws InputError for anything else.
 */
export function narrowedDimension(name: string, spec: Spec, given: unknown): Dimension {
  if (spec.kind === 'choice') return narrowedChoice(name, spec.choices, given)
  const { kind, min, max } = spec
  const whole = kind === 'integer'
  const remedy = `give [min, max] or [min, max, step]${whole ? ' of whole numbers' : ''} inside ${String(min)} to ${String(max)}`
  const problem = new InputError({ field: `--space.${name}`, value: JSON.stringify(given) ?? 'undefined', remedy })
  if (!Array.isArray(given) || given.length < 2 || given.length > 3) throw problem
  const numbers: readonly unknown[] = given
  if (!numbers.every((each) => typeof each === 'number' && Number.isFinite(each) && (!whole || Number.isInteger(each))))
    throw problem
  const [low = 0, high = 0, step] = numbers as readonly number[]
  if (low < min || high > max || low > high || (step !== undefined && step <= 0)) throw problem
  return { kind, name, min: low, max: high, ...(step === undefined ? {} : { step }) }
}

function narrowedChoice(name: string, choices: readonly string[], given: unknown): ChoiceDimension {
  const wanted: readonly unknown[] = Array.isArray(given) ? given : []
  const known = wanted.filter((each): each is string => choices.some((choice) => choice === each))
  if (known.length === 0 || known.length !== wanted.length || new Set(known).size !== known.length)
    throw new InputError({
      field: `--space.${name}`,
      value: JSON.stringify(given) ?? 'undefined',
      remedy: `give a list of some of ${choices.join(', ')}`,
    })
  return { kind: 'choice', name, choices: known }
}

const stepOf = ({ kind, step }: NumberDimension): number | undefined => step ?? (kind === 'integer' ? 1 : undefined)

/** How many values it has; Infinity where it has no step. */
export function valueCount(dimension: Dimension): number {
  if (dimension.kind === 'choice') return dimension.choices.length
  if (dimension.min === dimension.max) return 1
  const step = stepOf(dimension)
  // What rounding takes off the last step is given back.
  return step === undefined ? Infinity : Math.floor((dimension.max - dimension.min) / step + 1e-9) + 1
}

/** The value at a place from 0 to valueCount - 1. */
export function nthValue(dimension: Dimension, place: number): number | string {
  if (dimension.kind === 'choice') return dimension.choices[place] ?? ''
  return place === 0 ? dimension.min : rounded(dimension, dimension.min + place * (stepOf(dimension) ?? 0), 12)
}

function rounded({ min, max }: NumberDimension, value: number, digits: number): number {
  return Math.min(max, Math.max(min, Number(value.toPrecision(digits))))
}

const isLogarithmic = ({ min, max, step }: NumberDimension): boolean => step === undefined && min > 0 && max / min >= LOGARITHMIC

/** The value at a place in [0, 1], where every value has an equal share of it, or of its logarithm. */
export function valueAt(dimension: Dimension, place: number): number | string {
  const count = valueCount(dimension)
  if (dimension.kind === 'number' && count === Infinity) return rounded(dimension, spread(dimension, place, 0), DIGITS)
  if (dimension.kind !== 'choice' && isLogarithmic(dimension))
    return rounded(dimension, Math.round(spread(dimension, place, 0.5)), 12)
  return nthValue(dimension, Math.min(count - 1, Math.floor(place * count)))
}

/** Whole numbers own half a step on either side. */
function spread({ min, max, ...dimension }: NumberDimension, place: number, half: number): number {
  const [low, high] = [min - half, max + half]
  return isLogarithmic({ ...dimension, min, max }) ? low * (high / low) ** place : low + (high - low) * place
}

/** The middle of the places that have this value: the inverse of {@link valueAt}. */
export function placeOf(dimension: Dimension, value: number | string): number {
  const count = valueCount(dimension)
  if (dimension.kind === 'choice') return (dimension.choices.indexOf(String(value)) + 0.5) / count
  const number = Number(value)
  if (dimension.min === dimension.max) return 0.5
  const half = dimension.kind === 'integer' ? 0.5 : 0
  const [low, high] = [dimension.min - half, dimension.max + half]
  if (isLogarithmic(dimension)) return Math.log(number / low) / Math.log(high / low)
  if (count === Infinity) return (number - low) / (high - low)
  return (Math.round((number - dimension.min) / (stepOf(dimension) ?? 1)) + 0.5) / count
}
