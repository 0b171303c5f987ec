import * as Comlink from 'comlink'
import { z } from 'zod'
import type { Clock } from '../ports/index.ts'
import type { Link } from './link.ts'

/** A service API: flat, asynchronous, plain data in and out. */
export type Api = Readonly<Record<string, (...args: never[]) => Promise<unknown>>>

interface MessageLike {
  readonly data: unknown
}
type Listener = (event: MessageLike) => void

/** The one request that is served: call a method by its name with plain arguments. */
const callSchema = z.object({
  id: z.string().min(1),
  type: z.literal('APPLY'),
  path: z.tuple([z.string()]),
  argumentList: z.array(z.object({ type: z.literal('RAW'), value: z.unknown() })).optional(),
})

/** comlink's endpoint over a link; comlink sees events and of those only what `admits` lets through. */
function endpointOf(link: Link, admits: (message: unknown) => boolean = () => true): Comlink.Endpoint {
  const stops = new Map<unknown, () => void>()
  return {
    postMessage: (message: unknown) => {
      link.send({ c: 'rpc', m: message })
    },
    addEventListener: (_type: string, listener: unknown) => {
      const deliver = (typeof listener === 'function' ? listener : Reflect.get(Object(listener), 'handleEvent')) as Listener
      stops.set(
        listener,
        link.onMessage((message) => {
          if (message.c === 'rpc' && admits(message.m)) deliver({ data: message.m })
        }),
      )
    },
    removeEventListener: (_type: string, listener: unknown) => {
      stops.get(listener)?.()
      stops.delete(listener)
    },
  }
}

/**
 * Serves `api` on a link. comlink itself follows any path from the object, prototypes included, and
 * also sets and constructs; from a client that may be anybody only calls of the named methods pass.
 */
export function exposeApi<T extends Api>(api: T, link: Link): void {
  const served = Object.freeze({ ...api })
  const admits = (message: unknown): boolean => {
    const call = callSchema.safeParse(message)
    if (!call.success) return false
    const [method] = call.data.path
    if (Object.hasOwn(served, method)) return true
    const value = { isError: true, value: { name: 'Error', message: `no method "${method.slice(0, 80)}" here` } }
    link.send({ c: 'rpc', m: { id: call.data.id, type: 'HANDLER', name: 'throw', value } })
    return false
  }
  Comlink.expose(served, endpointOf(link, admits))
}

/** The call was not answered: the link closed or the time ran out. The outcome is not known. */
export class CallLost extends Error {
  constructor(method: string, reason: string) {
    super(`no answer from ${method}: ${reason}`)
    this.name = 'CallLost'
  }
}

export interface ConnectOptions {
  readonly clock: Clock
  /** Per call, in ms. */
  readonly timeout?: number
}

/** A typed client for the methods named in `methods`. Every call settles: answer, error, or {@link CallLost}. */
export function connectApi<T extends Api>(methods: readonly (keyof T & string)[], link: Link, options: ConnectOptions): T {
  const remote = Comlink.wrap<Record<string, (...args: unknown[]) => unknown>>(endpointOf(link))
  const pending = new Set<(error: Error) => void>()
  let closed = false
  link.onClose(() => {
    closed = true
    for (const fail of [...pending]) fail(new Error('the connection closed'))
  })
  const client: Record<string, (...args: unknown[]) => Promise<unknown>> = {}
  for (const method of methods) {
    client[method] = (...args: unknown[]) =>
      new Promise((resolve, reject) => {
        if (closed) {
          reject(new CallLost(method, 'the connection is closed'))
          return
        }
        const settle = (): void => {
          cancel()
          pending.delete(fail)
        }
        const fail = (error: Error): void => {
          settle()
          reject(new CallLost(method, error.message))
        }
        const cancel = options.clock.after(options.timeout ?? 15_000, () => {
          fail(new Error('time ran out'))
        })
        pending.add(fail)
        const call = remote[method] as unknown as (...args: unknown[]) => Promise<unknown>
        call(...args).then(
          (value) => {
            settle()
            resolve(value)
          },
          (error: unknown) => {
            settle()
            reject(error instanceof Error ? error : new Error(String(error)))
          },
        )
      })
  }
  return client as unknown as T
}
