import { countedIds, silentLogger } from '../adapters/memory/index.ts'
import { type ConfigInput, type Link, linkPair, parseConfig } from '../contract/index.ts'
import type { Clock, Stopwatch } from '../ports/index.ts'
import type { Port, ServiceContext } from '../services/runtime/index.ts'

/** Two ends of a channel without delay; what is sent before the other end listens waits. */
export function portPair(): readonly [Port, Port] {
  const ends = [0, 1].map(() => ({ waiting: [] as unknown[], listener: undefined as ((message: unknown) => void) | undefined }))
  const closes: (() => void)[] = []
  const end = (mine: number): Port => ({
    send: (message) => {
      const other = ends[1 - mine]
      if (other?.listener === undefined) other?.waiting.push(message)
      else other.listener(message)
    },
    listen: (listener) => {
      const own = ends[mine]
      if (own === undefined) return
      own.listener = listener
      for (const message of own.waiting.splice(0)) listener(message)
    },
    onClose: (listener) => void closes.push(listener),
    close: () => {
      for (const each of closes.splice(0)) each()
    },
  })
  return [end(0), end(1)]
}

/** A service's surroundings in a test: its peers and clients are joined by hand, its alerts are kept. */
export function serviceContext(options: {
  readonly clock: Clock & Stopwatch
  readonly dataDir: string
  readonly config?: Partial<ConfigInput>
}) {
  const peers = new Map<string, (port: Port) => void>()
  const alerts: string[] = []
  let client: ((link: Link) => void) | undefined
  const context: ServiceContext = {
    config: {
      ...parseConfig({ exchanges: [{ id: 'binance', symbols: ['BTC/USDT'] }], ...options.config }),
      dataDir: options.dataDir,
      environment: 'paper',
    },
    clock: options.clock,
    ids: countedIds(),
    logger: silentLogger(),
    onUserStrategies: () => undefined,
    onPeer: (name, listener) => void peers.set(name, listener),
    onClient: (listener) => {
      client = listener
    },
    alert: ({ severity, message }) => alerts.push(`${severity}: ${message}`),
  }
  return {
    context,
    alerts,
    /** Hands the service its end of a channel to the named peer. */
    join: (name: string, port: Port) => {
      peers.get(name)?.(port)
    },
    /** A client's end of a connection to the service. */
    connect: (): Link => {
      const [near, far] = linkPair((task) => {
        queueMicrotask(task)
      })
      client?.(far)
      return near
    },
  }
}
