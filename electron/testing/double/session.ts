import { mustBeReady, mustNotBeReady } from './readiness.ts'

type Handler = (...args: never[]) => unknown
type ProtocolHandler = (request: Request) => Response | Promise<Response>
type BeforeRequest = (details: { url: string; method: string }, answer: (response: { cancel?: boolean }) => void) => void

const privileged = new Set<string>()
let registered = false

class Protocol {
  readonly #handlers = new Map<string, ProtocolHandler>()

  registerSchemesAsPrivileged(schemes: readonly { readonly scheme: string }[]): void {
    mustNotBeReady('protocol.registerSchemesAsPrivileged')
    if (registered) throw new Error('protocol.registerSchemesAsPrivileged can only be called once')
    registered = true
    for (const { scheme } of schemes) privileged.add(scheme)
  }

  handle(scheme: string, handler: ProtocolHandler): void {
    mustBeReady('protocol.handle')
    if (this.#handlers.has(scheme)) throw new Error(`Failed to register protocol: ${scheme}`)
    if (!privileged.has(scheme)) throw new Error(`${scheme} was not registered as privileged, and has no origin`)
    this.#handlers.set(scheme, handler)
  }

  unhandle(scheme: string): void {
    this.#handlers.delete(scheme)
  }

  isProtocolHandled(scheme: string): boolean {
    return this.#handlers.has(scheme)
  }

  answer(url: string, method: string): Promise<Response> | undefined {
    const handler = this.#handlers.get(new URL(url).protocol.slice(0, -1))
    return handler === undefined ? undefined : Promise.resolve(handler(new Request(url, { method })))
  }
}

/** The fences that a program may set; what it set can be asked for, and a test sees what is missing. */
class Session {
  readonly protocol = new Protocol()
  readonly handlers = new Map<string, Handler>()
  #beforeRequest: BeforeRequest | undefined
  readonly webRequest = {
    onBeforeRequest: (filterOrListener: unknown, listener?: BeforeRequest): void => {
      this.#beforeRequest = listener ?? (filterOrListener as BeforeRequest)
    },
  }

  setPermissionRequestHandler(handler: Handler): void {
    this.handlers.set('request', handler)
  }

  setPermissionCheckHandler(handler: Handler): void {
    this.handlers.set('check', handler)
  }

  setDevicePermissionHandler(handler: Handler): void {
    this.handlers.set('device', handler)
  }

  setDisplayMediaRequestHandler(handler: Handler): void {
    this.handlers.set('display-media', handler)
  }

  setBluetoothPairingHandler(handler: Handler): void {
    this.handlers.set('bluetooth', handler)
  }

  setSpellCheckerEnabled(_enabled: boolean): void {
    // No dictionary is fetched here anyway.
  }

  on(event: string, listener: Handler): this {
    this.handlers.set(event, listener)
    return this
  }

  /** True when the program lets the request pass. */
  lets(url: string, method: string): boolean {
    let cancelled = false
    this.#beforeRequest?.({ url, method }, ({ cancel }) => {
      cancelled = cancel === true
    })
    return !cancelled
  }
}

const partitions = new Map<string, Session>()
const defaultSession = new Session()

export const session = {
  get defaultSession(): Session {
    mustBeReady('Session')
    return defaultSession
  },
  fromPartition(partition: string): Session {
    mustBeReady('Session')
    const found = partitions.get(partition) ?? new Session()
    partitions.set(partition, found)
    return found
  },
}
export const protocol = defaultSession.protocol
export type { Session }
