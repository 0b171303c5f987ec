import { existsSync } from 'node:fs'
import { threadId, workerData } from 'node:worker_threads'

/** Loaded into every thread of a program under test: the live trader dies with a secret on its lips once a file appears. */
const { LEAK_FILE = '', LEAK_SECRET = '' } = process.env
const { service } = (workerData ?? {}) as { readonly service?: string }
if (threadId !== 0 && service === 'trader-live') {
  let leaked = existsSync(LEAK_FILE)
  setInterval(() => {
    if (leaked || !existsSync(LEAK_FILE)) return
    leaked = true
    throw new Error(`the request signed with ${LEAK_SECRET} failed`)
  }, 20).unref()
}
