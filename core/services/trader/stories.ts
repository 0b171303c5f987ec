import { inThreadPool } from '../../adapters/memory/index.ts'
import { sqliteJournalReader } from '../../adapters/sqlite/journal.ts'
import { serveTasks, ThreadPool } from '../../adapters/system/index.ts'
import type { WhyRow } from '../../contract/index.ts'
import { InputError, toWire } from '../../domain/index.ts'
import { why } from '../../journal/index.ts'
import { type Journal, TaskFailed, type TaskPool } from '../../ports/index.ts'

/** Ids to stories, from the journal of a file. */
export type OpenStories = (file: string) => TaskPool<string, WhyRow>

/** Throws InputError for an id that the journal does not know. */
export const storyIn = (journal: Pick<Journal, 'replay' | 'read'>, id: string): WhyRow => toWire(why(journal, id))

const openFile =
  (file: string) =>
  (id: string): WhyRow => {
    const journal = sqliteJournalReader(file)
    try {
      return storyIn(journal, id)
    } finally {
      journal.close()
    }
  }

/** The whole of a thread that tells stories; the hosts' files of that name call it. */
export const runStoryThread = (): void => {
  serveTasks(openFile)
}

/**
 * A long journal takes seconds to go through, and no order waits for it: a thread of the trader's process reads it. `beside`
 * is the address of that process's own file.
 */
export const storyThreads = (beside: string): OpenStories => {
  const entry = new URL(beside.endsWith('.ts') ? './stories.ts' : './stories.js', beside)
  return (file) => new ThreadPool({ entry, setup: file, size: 1 })
}

/** Where one thread does everything. */
export const storiesHere: OpenStories = (file) => inThreadPool(openFile, file)

/** Throws InputError for what is no id, and for one that the journal does not know. */
export async function tellStory(stories: TaskPool<string, WhyRow>, id: unknown): Promise<WhyRow> {
  if (typeof id !== 'string' || id === '')
    throw new InputError({ field: 'id', value: JSON.stringify(id), remedy: 'give the id of an order, a signal or a fill' })
  try {
    const [story] = await stories.run([id])
    if (story === undefined) throw new Error('a task has a result')
    return story
  } catch (error) {
    if (error instanceof TaskFailed && error.cause instanceof InputError) throw error.cause
    throw error
  }
}
