import { appendFileSync } from 'node:fs'
import { isMainThread } from 'node:worker_threads'
import { installSocketGuard } from './socket-guard.ts'

/**
 * For `node --import`: guards every thread of a program and writes each host that is asked for,
 * and each thread that is guarded, to the file SENTINEL_SOCKET_LOG. Lines are `main` or `worker`, a space, a host or `guarded`.
 */
const file = process.env['SENTINEL_SOCKET_LOG']
if (file === undefined) throw new Error('SENTINEL_SOCKET_LOG: missing: name the file for the list of hosts')
const thread = isMainThread ? 'main' : 'worker'
const note = (what: string): void => {
  appendFileSync(file, `${thread} ${what}\n`)
}
note('guarded')
installSocketGuard(note)
