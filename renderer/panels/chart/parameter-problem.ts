import type { IndicatorDescription } from '../../../core/contract/index.ts'
import { InputError, resolveParameters } from '../../../core/domain/index.ts'

/** What is wrong with a parameter as typed: field, value and remedy, by the check that the services make. */
export function parameterProblem(description: IndicatorDescription, name: string, text: string): string | undefined {
  const spec = description.parameters[name]
  if (spec === undefined) return undefined
  const value = text.trim() === '' ? Number.NaN : Number(text)
  try {
    resolveParameters({ [name]: spec }, { [name]: Number.isNaN(value) ? text : value }, description.id)
    return undefined
  } catch (error) {
    if (error instanceof InputError) return error.message
    throw error
  }
}
