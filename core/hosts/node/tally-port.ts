import { parentPort, threadId } from 'node:worker_threads'
import type { WriteTallyRows } from '../../recording/index.ts'
import type { ServiceToHost } from '../../services/runtime/index.ts'

/** Tells the host what this thread has written. A thread's id is its life: a restart counts from zero. */
export function postTally(tally: WriteTallyRows): void {
  const message: ServiceToHost = { type: 'tally', life: threadId, tally }
  parentPort?.postMessage(message)
}
