import { err, type FieldProblem, ok, type Result } from '../../core/domain/index.ts'
import { type Arrangement, readArrangement } from './arrangement.ts'
import { SHIPPED } from './layout-plans.ts'

const KIND = 'sentinel layout'
const VERSION = 1
const MOST_TEXT = 500_000
export const NAME_LENGTH = 40

export interface NamedArrangement extends Arrangement {
  readonly name: string
}

/** A layout for a file, to be read by {@link readLayoutFile} here or elsewhere. */
export const layoutFile = (name: string, layout: unknown): string =>
  JSON.stringify({ kind: KIND, version: VERSION, name, layout }, undefined, 2)

/** What speaks against a name for a layout; undefined when nothing does. */
export function nameProblem(name: string): FieldProblem | undefined {
  const refused = (remedy: string): FieldProblem => ({ field: 'name', value: name.slice(0, NAME_LENGTH), remedy })
  if (name.trim() === '') return refused('a layout needs a name')
  if (name.length > NAME_LENGTH) return refused(`a name has at most ${String(NAME_LENGTH)} characters`)
  if (SHIPPED.some((shipped) => shipped.toLowerCase() === name.toLowerCase()))
    return refused('the layouts that ship keep their names; take another')
  return undefined
}

const part = (value: unknown, name: string): unknown =>
  value !== null && typeof value === 'object' ? Reflect.get(value, name) : undefined

export function readLayoutFile(text: string, isKnown: (panel: string) => boolean): Result<NamedArrangement, FieldProblem> {
  if (text.length > MOST_TEXT)
    return err({
      field: 'file',
      value: `${String(text.length)} characters`,
      remedy: 'no layout is that long; choose another file',
    })
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    return err({ field: 'file', value: text.slice(0, 40), remedy: `this is no JSON: ${String(error)}` })
  }
  const [kind, version, name] = [part(value, 'kind'), part(value, 'version'), part(value, 'name')]
  if (kind !== KIND)
    return err({ field: 'kind', value: String(kind), remedy: 'choose a file that Sentinel exported as a layout' })
  if (version !== VERSION)
    return err({ field: 'version', value: String(version), remedy: `this program reads version ${String(VERSION)}` })
  if (typeof name !== 'string') return err({ field: 'name', value: String(name), remedy: 'a layout needs a name' })
  const trimmed = name.trim()
  const problem = nameProblem(trimmed)
  if (problem !== undefined) return err(problem)
  const read = readArrangement(part(value, 'layout'), isKnown)
  return read.ok ? ok({ ...read.value, name: trimmed }) : err({ ...read.error, field: `layout.${read.error.field}` })
}
