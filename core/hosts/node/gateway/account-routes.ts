import type { Mode } from '../../../contract/index.ts'
import { ENVIRONMENTS, InputError } from '../../../domain/index.ts'
import { BREAKDOWNS } from '../../../performance/index.ts'
import { LOT_METHODS, LOT_SCOPES } from '../../../portfolio/index.ts'
import { type TaskPool, TaskFailed } from '../../../ports/index.ts'
import type { AccountQuestion } from '../account-questions.ts'
import { queryWhole, type Reply, reply } from './routes.ts'

export type AccountPool = TaskPool<AccountQuestion, unknown>

function chosen<T extends string>(query: URLSearchParams, field: string, choices: readonly T[], fallback?: T): T {
  const text = query.get(field) ?? fallback
  const found = choices.find((choice) => choice === text)
  if (found === undefined) throw new InputError({ field, value: text ?? 'missing', remedy: `use one of ${choices.join(', ')}` })
  return found
}

function idOf(query: URLSearchParams): string {
  const id = query.get('id')
  if (id === null || id === '')
    throw new InputError({ field: 'id', value: 'missing', remedy: 'give the id of an order, a signal or a fill' })
  return id
}

/** Undefined for a path that asks nothing of an account. Throws InputError for a query that makes no sense. */
export function questionOf({ pathname, searchParams }: URL): AccountQuestion | undefined {
  if (pathname === '/api/portfolio/breakdown') return { about: 'breakdown', by: chosen(searchParams, 'by', BREAKDOWNS) }
  if (pathname === '/api/why') return { about: 'why', id: idOf(searchParams) }
  if (pathname !== '/api/tax-lots') return undefined
  const year = searchParams.has('year') ? queryWhole(searchParams, 'year', 0, { min: 1970, max: 9_999 }) : undefined
  return {
    about: 'tax-lots',
    method: chosen(searchParams, 'method', LOT_METHODS),
    scope: chosen(searchParams, 'scope', LOT_SCOPES, 'instrument'),
    ...(year === undefined ? {} : { year }),
  }
}

/**
 * `GET /api/tax-lots`, `/api/portfolio/breakdown` and `/api/why`, answered from the journal of the named environment, or else of
 * the mode's; undefined for any other path.
 */
export async function answerAccountRoutes(pool: AccountPool, url: URL, mode: Mode): Promise<Reply | undefined> {
  const asked = questionOf(url)
  if (asked === undefined) return undefined
  const question = { ...asked, environment: chosen(url.searchParams, 'environment', ENVIRONMENTS, mode) }
  try {
    const [answer] = await pool.run([question])
    return reply(answer)
  } catch (error) {
    if (error instanceof TaskFailed && error.cause instanceof InputError) throw error.cause
    throw error
  }
}
