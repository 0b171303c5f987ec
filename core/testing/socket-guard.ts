import net from 'node:net'

/** Hosts a test may reach. */
const LOOPBACK = new Set(['127.0.0.1', 'localhost', '::1', '::ffff:127.0.0.1'])

export interface SocketGuard {
  /** Every host that was asked for, loopback included. */
  readonly contacted: ReadonlySet<string>
  /** Hosts outside loopback; each such connection failed. */
  readonly refused: ReadonlySet<string>
  remove(): void
}

/** The host among the arguments of `Socket.connect`, in each of their shapes; undefined for a pipe. */
function hostOf(args: readonly unknown[]): string | undefined {
  const [first, second] = args
  if (Array.isArray(first)) return hostOf(first)
  if (typeof first === 'number') return typeof second === 'string' ? second : 'localhost'
  if (typeof first !== 'object' || first === null) return undefined
  if ('path' in first && typeof first.path === 'string' && !('port' in first)) return undefined
  return 'host' in first && typeof first.host === 'string' ? first.host : 'localhost'
}

/**
 * Lets this process connect to loopback only, whatever the library: every TCP and TLS client of
 * Node goes through `Socket.connect`. A breach fails with an error and is listed. `onContact` is told
 * of every host before anything is sent.
 */
export function installSocketGuard(onContact: (host: string) => void = () => undefined): SocketGuard {
  const contacted = new Set<string>()
  const refused = new Set<string>()
  const { connect: original } = net.Socket.prototype as { readonly connect: (this: net.Socket, ...args: never[]) => net.Socket }
  net.Socket.prototype.connect = function guarded(this: net.Socket, ...args: unknown[]) {
    const host = hostOf(args)
    if (host !== undefined) {
      contacted.add(host)
      onContact(host)
      if (!LOOPBACK.has(host)) {
        refused.add(host)
        this.destroy(new Error(`socket guard: a connection to ${host} was refused`))
        return this
      }
    }
    return Reflect.apply(original, this, args) as net.Socket
  }
  return {
    contacted,
    refused,
    remove: () => {
      net.Socket.prototype.connect = original
    },
  }
}
