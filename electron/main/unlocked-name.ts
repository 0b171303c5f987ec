import { InputError } from '../../core/domain/index.ts'
import type { UnlockedName } from '../../core/services/mode/index.ts'
import type { Credentials } from './credentials.ts'

/** The keys that live trading would use: the newest that were kept; or what is to be done to have some. */
export async function unlockedName(credentials: Pick<Credentials, 'backend' | 'list'>): Promise<UnlockedName> {
  try {
    const newest = credentials.list().at(-1)
    const { name, problem } = await credentials.backend()
    if (problem !== '') return { missing: { field: 'keys', value: name, remedy: problem } }
    if (newest !== undefined) return { name: newest.id }
    return { missing: { field: 'keys', value: 'none', remedy: 'add them by the menu: File, Exchange keys' } }
  } catch (error) {
    if (error instanceof InputError) return { missing: error.problem }
    throw error
  }
}
