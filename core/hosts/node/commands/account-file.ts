import { join } from 'node:path'
import { sqliteJournalReader } from '../../../adapters/sqlite/index.ts'
import { ENVIRONMENTS, type Environment, InputError } from '../../../domain/index.ts'
import { type AccountRecord, accountRecord } from '../../../journal/index.ts'
import type { Journal, JournalReader } from '../../../ports/index.ts'
import { choiceOption } from './arguments.ts'
import { dataFolder } from './market-options.ts'

/** The options of every command that reads an account. */
export const ACCOUNT_OPTIONS = { data: { type: 'string' }, environment: { type: 'string' } } as const

export const ACCOUNT_HELP = [
  ['--data DIR', 'folder of the databases (default: the place for application data)'],
  ['--environment NAME', `${ENVIRONMENTS.join(' or ')} (default paper)`],
] as const

export type OpenJournal = JournalReader & Pick<Journal, 'replay' | 'read'>

/** A journal to look into, also while a terminal writes it. Throws InputError for one that cannot be read. */
export function openJournal(file: string): OpenJournal {
  try {
    return sqliteJournalReader(file)
  } catch (error) {
    if (error instanceof InputError) throw error
    const reason = error instanceof Error ? error.message : String(error)
    throw new InputError({ field: '--data', value: file, remedy: `cannot be read (${reason}); choose another folder` })
  }
}

/** Where the journal of an environment is. */
export const journalFile = (place: { readonly data?: string | undefined; readonly environment: Environment }): string =>
  join(dataFolder(place.data), place.environment, 'journal.db')

/** The account of a data folder, also while a terminal trades on it. Throws InputError where there is none. */
export function readAccount(values: {
  readonly data?: string | undefined
  readonly environment?: string | undefined
}): AccountRecord {
  const environment: Environment = choiceOption('--environment', values.environment, ENVIRONMENTS) ?? 'paper'
  const file = journalFile({ data: values.data, environment })
  const journal = openJournal(file)
  try {
    const record = accountRecord(journal, environment)
    if (record !== undefined) return record
  } finally {
    journal.close()
  }
  throw new InputError({ field: '--data', value: file, remedy: 'holds no account yet; start the terminal once on this folder' })
}
