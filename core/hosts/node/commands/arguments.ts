import { type ParseArgsOptionsConfig, parseArgs } from 'node:util'
import { InputError } from '../../../domain/index.ts'

/** One command of the command line. */
export interface CommandSpec {
  readonly name: string
  readonly summary: string
  readonly usage: string
  /** What each option does, for --help. */
  readonly options: readonly (readonly [option: string, meaning: string])[]
  /** Returns the exit code. */
  run(args: readonly string[]): Promise<number>
}

export const helpOf = (spec: CommandSpec): string => {
  const width = Math.max(...spec.options.map(([option]) => option.length))
  const rows = spec.options.map(([option, meaning]) => `  ${option.padEnd(width)}  ${meaning}`)
  return [spec.summary, '', `Usage: sentinel ${spec.usage}`, '', ...rows, ''].join('\n')
}

/** parseArgs with errors that name the option, its value and what to do. */
export function parseOptions<T extends ParseArgsOptionsConfig>(args: readonly string[], options: T) {
  try {
    return parseArgs({ args: [...args], options, strict: true, allowPositionals: false }).values
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    const given = /'(-[^' ]*)/.exec(message)?.[1] ?? args.find((each) => !each.startsWith('-')) ?? '(arguments)'
    throw new InputError({
      field: given,
      value: args.join(' ') || '(none)',
      remedy: `${message.split('. ')[0] ?? message}; see --help`,
    })
  }
}

export function wholeOption(
  field: string,
  text: string | undefined,
  fallback: number,
  range: { readonly min: number; readonly max: number },
): number {
  if (text === undefined) return fallback
  const value = Number(text)
  if (!/^\d{1,9}$/.test(text) || value < range.min || value > range.max) {
    throw new InputError({ field, value: text, remedy: `use a whole number from ${String(range.min)} to ${String(range.max)}` })
  }
  return value
}

export function numberOption(
  field: string,
  text: string | undefined,
  fallback: number,
  range: { readonly min: number; readonly max: number },
): number {
  if (text === undefined) return fallback
  const value = Number(text)
  if (text.trim() === '' || !Number.isFinite(value) || value < range.min || value > range.max) {
    throw new InputError({ field, value: text, remedy: `use a number from ${String(range.min)} to ${String(range.max)}` })
  }
  return value
}

/** An exact decimal above zero. */
export function decimalOption<Value extends bigint>(
  field: string,
  text: string | undefined,
  parse: (text: string) => Value,
): Value | undefined {
  if (text === undefined) return undefined
  const problem = new InputError({ field, value: text, remedy: 'give a decimal number above 0, such as 0.01' })
  let value: Value
  try {
    value = parse(text)
  } catch {
    throw problem
  }
  if (value <= 0n) throw problem
  return value
}

export function choiceOption<T extends string>(field: string, text: string | undefined, choices: readonly T[]): T | undefined {
  if (text === undefined) return undefined
  const found = choices.find((choice) => choice === text)
  if (found === undefined) throw new InputError({ field, value: text, remedy: `use one of ${choices.join(', ')}` })
  return found
}

/** Throws InputError unless the text is a JSON object; whoever takes it checks what is in it. */
export function jsonObject(field: string, text: string | undefined, example: string): Readonly<Record<string, unknown>> {
  if (text === undefined) return {}
  const problem = { field, value: text, remedy: `give a JSON object such as ${example}` }
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw new InputError(problem)
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new InputError(problem)
  return value as Readonly<Record<string, unknown>>
}

export const parameterObject = (text: string | undefined): Readonly<Record<string, unknown>> =>
  jsonObject('--params', text, '{"period": 14}')
