import { InputError } from './result.ts'

/** One tunable number. `integer` parameters accept whole numbers only; both ends of the range are allowed. */
export interface ParameterSpec {
  readonly title: string
  readonly kind: 'integer' | 'number'
  readonly min: number
  readonly max: number
  readonly default: number
  /** Unit for a person, such as `bars`, `bps` or `ms`. */
  readonly unit: string
}

/** One of a few named ways. */
export interface ChoiceSpec<Choice extends string = string> {
  readonly title: string
  readonly kind: 'choice'
  readonly choices: readonly Choice[]
  readonly default: Choice
}

/** Numbers only. */
export type ParameterSchema = Readonly<Record<string, ParameterSpec>>
/** Numbers and choices. */
export type SettingSchema = Readonly<Record<string, ParameterSpec | ChoiceSpec>>
export type ParameterValues<Schema extends ParameterSchema> = { readonly [Name in keyof Schema]: number }
export type SettingValues<Schema extends SettingSchema> = {
  readonly [Name in keyof Schema]: Schema[Name] extends ChoiceSpec<infer Choice> ? Choice : number
}

type Range = readonly [min: number, max: number]

export const integerParameter = (title: string, fallback: number, [min, max]: Range, unit = 'bars'): ParameterSpec => ({
  title,
  kind: 'integer',
  min,
  max,
  default: fallback,
  unit,
})

export const decimalParameter = (title: string, fallback: number, [min, max]: Range, unit = ''): ParameterSpec => ({
  title,
  kind: 'number',
  min,
  max,
  default: fallback,
  unit,
})

/** The first choice is the default. */
export const choiceParameter = <const Choice extends string>(
  title: string,
  choices: readonly [Choice, ...Choice[]],
): ChoiceSpec<Choice> => ({ title, kind: 'choice', choices, default: choices[0] })

/** JSON has no NaN and no infinities. */
const shown = (value: unknown): string => (typeof value === 'number' ? String(value) : JSON.stringify(value))

function problemOf(spec: ParameterSpec | ChoiceSpec, value: unknown): string | undefined {
  if (spec.kind === 'choice')
    return spec.choices.some((choice) => choice === value) ? undefined : `use one of ${spec.choices.join(', ')}`
  const wanted = `give ${spec.kind === 'integer' ? 'a whole number' : 'a number'} from ${String(spec.min)} to ${String(spec.max)}`
  if (typeof value !== 'number' || !Number.isFinite(value)) return wanted
  if (spec.kind === 'integer' && !Number.isInteger(value)) return wanted
  return value < spec.min || value > spec.max ? wanted : undefined
}

/**
 * Fills in defaults and checks every value. `owner` names the unit in the error's field.
 * Throws InputError for an unknown name, a wrong type or a value out of range.
 */
export function resolveParameters<Schema extends ParameterSchema>(
  schema: Schema,
  given: Readonly<Record<string, unknown>>,
  owner: string,
): ParameterValues<Schema>
export function resolveParameters<Schema extends SettingSchema>(
  schema: Schema,
  given: Readonly<Record<string, unknown>>,
  owner: string,
): SettingValues<Schema>
export function resolveParameters(
  schema: SettingSchema,
  given: Readonly<Record<string, unknown>>,
  owner: string,
): Readonly<Record<string, number | string>> {
  const names = Object.keys(schema)
  for (const [name, value] of Object.entries(given))
    if (!Object.hasOwn(schema, name))
      throw new InputError({
        field: `${owner}.${name}`,
        value: shown(value),
        remedy: names.length === 0 ? 'it takes no parameters' : `use one of ${names.join(', ')}`,
      })
  const resolved: Record<string, number | string> = {}
  for (const [name, spec] of Object.entries(schema)) {
    const value = given[name] ?? spec.default
    const remedy = problemOf(spec, value)
    if (remedy !== undefined)
      throw new InputError({
        field: `${owner}.${name}`,
        value: shown(value),
        remedy,
      })
    resolved[name] = value as number | string
  }
  return resolved
}
