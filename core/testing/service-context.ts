import { countedIds, silentLogger } from '../adapters/memory/index.ts'
import { type ConfigInput, type Link, linkPair, parseConfig } from '../contract/index.ts'
import type { Clock, IdSource, Logger, Stopwatch } from '../ports/index.ts'
import { type Port, redactor, type ServiceContext, type UnlockedKeys } from '../services/runtime/index.ts'

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

/** Of a service that is handed no keys. */
export const KEYLESS = {
  mayArm: true,
  onControl: () => undefined,
  onWoken: () => undefined,
  keys: new Promise<UnlockedKeys>(() => undefined),
  redact: (text: string) => text,
} satisfies Partial<ServiceContext>

/** A service's surroundings in a test: its peers and clients are joined by hand, its alerts are kept. */
export function serviceContext(options: {
  readonly clock: Clock & Stopwatch
  readonly dataDir: string
  readonly config?: Partial<ConfigInput>
  /** Handed over to a live trader. */
  readonly keys?: UnlockedKeys
  readonly ids?: IdSource
  readonly logger?: Logger
  readonly mayArm?: boolean
}) {
  const peers = new Map<string, (port: Port) => void>()
  const waiting: { readonly name: string; readonly port: Port }[] = []
  const alerts: string[] = []
  let client: ((link: Link) => void) | undefined
  let control: ((link: Link) => void) | undefined
  const join = (name: string, port: Port): void => {
    const listener = peers.get(name)
    if (listener === undefined) waiting.push({ name, port })
    else listener(port)
  }
  const context: ServiceContext = {
    config: {
      ...parseConfig({ exchanges: [{ id: 'binance', symbols: ['BTC/USDT'] }], ...options.config }),
      dataDir: options.dataDir,
      environment: 'paper',
    },
    mayArm: options.mayArm ?? true,
    clock: options.clock,
    ids: options.ids ?? countedIds(),
    logger: options.logger ?? silentLogger(),
    onUserStrategies: () => undefined,
    onWoken: KEYLESS.onWoken,
    onPeer: (name, listener) => {
      peers.set(name, listener)
      for (const each of waiting.splice(0)) join(each.name, each.port)
    },
    onClient: (listener) => {
      client = listener
    },
    onControl: (listener) => {
      control = listener
    },
    keys: options.keys === undefined ? KEYLESS.keys : Promise.resolve(options.keys),
    redact: options.keys === undefined ? KEYLESS.redact : redactor(options.keys),
    alert: ({ severity, message }) => alerts.push(`${severity}: ${message}`),
  }
  return {
    context,
    alerts,
    /** Hands the service its end of a channel to the named peer. */
    join,
    /** A client's end of a connection to the service. */
    connect: (): Link => joined((far) => client?.(far)),
    /** The host's own end. */
    control: (): Link => joined((far) => control?.(far)),
  }
}

function joined(hand: (far: Link) => void): Link {
  const [near, far] = linkPair((task) => {
    queueMicrotask(task)
  })
  hand(far)
  return near
}
