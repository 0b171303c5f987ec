import { createHash } from 'node:crypto'
import { stripTypeScriptTypes } from 'node:module'
import type { UserStrategyFile } from '../../ports/index.ts'

const ID = /^[a-z][a-z0-9-]{1,39}$/

/** Node says once in each process that this function is experimental; that is no news to a user, and logs are JSON. */
function withoutTypes(text: string): string {
  const emitWarning = process.emitWarning.bind(process)
  process.emitWarning = () => undefined
  try {
    return stripTypeScriptTypes(text, { mode: 'strip' })
  } finally {
    process.emitWarning = emitWarning
  }
}

/** The error's stack opens with `:line`, some source lines and carets under the place. */
function placed(file: string, error: unknown): string {
  if (!(error instanceof Error)) return `${file}: ${String(error)}`
  const [first = '', ...rest] = (error.stack ?? '').split('\n')
  const carets = rest.find((each) => /^\s*\^+\s*$/.test(each))
  const line = /:(\d+)$/.exec(first)?.[1] ?? '1'
  const column = carets === undefined ? 1 : carets.indexOf('^') + 1
  return `${file}:${line}:${String(column)}: ${error.message}`
}

export const strategyIdOf = (file: string): string => file.replace(/\.ts$/, '')

/** TypeScript to JavaScript with the lines and columns unchanged. Types are not checked here, they are taken away. */
export function compileStrategy(file: string, text: string): UserStrategyFile {
  const id = strategyIdOf(file)
  const base = { id, file, revision: createHash('sha256').update(text).digest('hex').slice(0, 8) }
  if (!ID.test(id)) {
    const problem = `${file}: name the file with small letters, digits and dashes, such as my-idea.ts`
    return { ...base, code: null, problem }
  }
  try {
    return { ...base, code: withoutTypes(text.replace(/^\uFEFF/, '')), problem: null }
  } catch (error) {
    return { ...base, code: null, problem: placed(file, error) }
  }
}
