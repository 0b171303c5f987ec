import childProcess from 'node:child_process'
import dgram from 'node:dgram'
import dns from 'node:dns'
import http from 'node:http'
import https from 'node:https'
import { syncBuiltinESMExports } from 'node:module'
import { installSocketGuard } from './socket-guard.ts'

export interface NetworkCount {
  /** What this process asked of the network, or of another process, in order: `fetch`, `socket 127.0.0.1`. */
  readonly asked: readonly string[]
  remove(): void
}

type Call = (...args: never[]) => unknown

/** Counts every way out of a process that Node has. Nothing is kept from happening but what the socket guard refuses. */
export function countNetwork(): NetworkCount {
  const asked: string[] = []
  const undo: (() => void)[] = []
  const count = <Name extends string>(owner: Record<Name, Call>, name: Name, what: string): void => {
    const original = owner[name]
    owner[name] = function counted(this: unknown, ...args: never[]): unknown {
      asked.push(what)
      return Reflect.apply(original, this, args) as unknown
    }
    undo.push(() => {
      owner[name] = original
    })
  }
  const guard = installSocketGuard((host) => asked.push(`socket ${host}`))
  count(globalThis as unknown as Record<'fetch', Call>, 'fetch', 'fetch')
  count(http as unknown as Record<'request', Call>, 'request', 'http request')
  count(https as unknown as Record<'request', Call>, 'request', 'https request')
  count(dns as unknown as Record<'lookup', Call>, 'lookup', 'dns lookup')
  count(dgram.Socket.prototype as unknown as Record<'send', Call>, 'send', 'datagram')
  for (const name of ['spawn', 'exec', 'execFile', 'fork'] as const)
    count(childProcess as unknown as Record<typeof name, Call>, name, 'process')
  syncBuiltinESMExports()
  return {
    asked,
    remove: () => {
      for (const each of undo.splice(0)) each()
      guard.remove()
      syncBuiltinESMExports()
    },
  }
}
