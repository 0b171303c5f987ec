import type { AlertRow, Link, SentinelConfig } from '../../contract/index.ts'
import { InputError } from '../../domain/index.ts'
import type { Clock, IdSource, Logger, Stopwatch, UserStrategyFile } from '../../ports/index.ts'
import type { HostToService, ServiceToHost, Vitals } from './messages.ts'
import { type Port, portLink } from './port.ts'

/** Everything a service gets from its host. */
export interface ServiceContext {
  readonly config: SentinelConfig
  readonly clock: Clock & Stopwatch
  readonly ids: IdSource
  readonly logger: Logger
  /** Called for every connection to the named peer, also when the peer was restarted. */
  onPeer(name: string, listener: (port: Port) => void): void
  /** Called for every client that wants this service's requests and streams. */
  onClient(listener: (link: Link) => void): void
  /** Called with the newest list, at once when there is one. Only the strategy service is sent any. */
  onUserStrategies(listener: (files: readonly UserStrategyFile[]) => void): void
  alert(alert: Omit<AlertRow, 'id' | 'at'>): void
}

export interface RunningService {
  /** Flushes and closes everything; the service does nothing afterwards. */
  stop(): Promise<void>
}

export type StartService = (context: ServiceContext) => Promise<RunningService>

/** The typed side of the channel to the host; ports arrive already wrapped. */
export interface HostChannel {
  send(message: ServiceToHost): void
  listen(listener: (message: HostToService) => void): void
}

export interface ServiceTools {
  readonly clock: Clock & Stopwatch
  readonly ids: IdSource
  readonly logger: Logger
  readonly vitals: () => Vitals
}

const HEARTBEAT = 1_000

/** The life of one service under any host: boot, heartbeat, peers, clients, stop. */
export function runService(start: StartService, host: HostChannel, tools: ServiceTools): void {
  const { clock, logger } = tools
  const peers = new Map<string, { listeners: ((port: Port) => void)[]; waiting: Port[] }>()
  const clients: { listeners: ((link: Link) => void)[]; waiting: Link[] } = { listeners: [], waiting: [] }
  const peer = (name: string) => {
    const found = peers.get(name) ?? { listeners: [], waiting: [] }
    peers.set(name, found)
    return found
  }
  const strategies: { files?: readonly UserStrategyFile[]; listeners: ((files: readonly UserStrategyFile[]) => void)[] } = {
    listeners: [],
  }
  let running: Promise<RunningService> | undefined
  let heartbeat = (): void => undefined

  const boot = (config: SentinelConfig): void => {
    const context: ServiceContext = {
      config,
      clock,
      ids: tools.ids,
      logger,
      onPeer(name, listener) {
        const entry = peer(name)
        entry.listeners.push(listener)
        for (const port of entry.waiting.splice(0)) listener(port)
      },
      onClient(listener) {
        clients.listeners.push(listener)
        for (const link of clients.waiting.splice(0)) listener(link)
      },
      onUserStrategies(listener) {
        strategies.listeners.push(listener)
        if (strategies.files !== undefined) listener(strategies.files)
      },
      alert: (alert) => {
        host.send({ type: 'alert', alert: { ...alert, id: tools.ids.next('alert'), at: clock.now() } })
      },
    }
    // A start that throws at once fails like one that rejects.
    running = (async () => await start(context))()
    running.then(
      () => {
        heartbeat = clock.every(HEARTBEAT, () => {
          host.send({ type: 'heartbeat', vitals: tools.vitals() })
        })
        host.send({ type: 'ready' })
      },
      (error: unknown) => {
        fail(error)
      },
    )
  }

  const fail = (error: unknown): void => {
    const message = error instanceof Error ? error.message : String(error)
    logger.error('the service failed', { reason: message })
    host.send({ type: 'failed', message, ...(error instanceof InputError ? { problem: error.problem } : {}) })
  }

  const stop = async (): Promise<void> => {
    heartbeat()
    try {
      await (await running)?.stop()
    } catch (error) {
      logger.error('the service did not stop cleanly', { reason: String(error) })
    }
    host.send({ type: 'stopped' })
  }

  host.listen((message) => {
    switch (message.type) {
      case 'boot':
        boot(message.config)
        return
      case 'peer': {
        const entry = peer(message.name)
        if (entry.listeners.length === 0) entry.waiting.push(message.port)
        for (const listener of entry.listeners) listener(message.port)
        return
      }
      case 'client': {
        const link = portLink(message.port)
        if (clients.listeners.length === 0) clients.waiting.push(link)
        for (const listener of clients.listeners) listener(link)
        return
      }
      case 'user-strategies':
        strategies.files = message.files
        for (const listener of strategies.listeners) listener(message.files)
        return
      case 'stop':
        stop().catch(fail)
    }
  })
}
