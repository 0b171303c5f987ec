import type { AlertRow, Link, SentinelConfig } from '../../contract/index.ts'
import { InputError } from '../../domain/index.ts'
import type { Clock, IdSource, Logger, LogRecord, Stopwatch, UserStrategyFile } from '../../ports/index.ts'
import { keysOf, type Redact, redactingLogger, redactor, type UnlockedKeys } from './keys.ts'
import { LogRelay } from './log-relay.ts'
import type { HostToService, ServiceToHost, Vitals } from './messages.ts'
import { type Port, portLink } from './port.ts'

/** Everything a service gets from its host. */
export interface ServiceContext {
  readonly config: SentinelConfig
  /** False where another trader is armed already. */
  readonly mayArm: boolean
  readonly clock: Clock & Stopwatch
  readonly ids: IdSource
  readonly logger: Logger
  /** Called for every connection to the named peer, also when the peer was restarted. */
  onPeer(name: string, listener: (port: Port) => void): void
  /** Called for every client that wants this service's requests and streams. */
  onClient(listener: (link: Link) => void): void
  /** Called for every connection of the host itself. Only traders have any. */
  onControl(listener: (link: Link) => void): void
  /** The keys that the host hands over; never settles where it hands over none. Only the live trader is sent any. */
  readonly keys: Promise<UnlockedKeys>
  /** Takes the keys out of a text, once there are any. */
  readonly redact: Redact
  /** Called with the newest list, at once when there is one. Only the strategy service is sent any. */
  onUserStrategies(listener: (files: readonly UserStrategyFile[]) => void): void
  /** Called when the host knows that the machine slept. */
  onWoken(listener: () => void): void
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
  /** The log of this process, which tells what it writes once it is clean. */
  readonly logger: (onRecord: (record: LogRecord) => void) => Logger
  readonly vitals: () => Vitals
}

const HEARTBEAT = 1_000

interface Links {
  readonly listeners: ((link: Link) => void)[]
  readonly waiting: Link[]
}

function expect({ listeners, waiting }: Links, listener: (link: Link) => void): void {
  listeners.push(listener)
  for (const link of waiting.splice(0)) listener(link)
}

function arrived({ listeners, waiting }: Links, link: Link): void {
  if (listeners.length === 0) waiting.push(link)
  for (const listener of listeners) listener(link)
}

/** The life of one service under any host: boot, heartbeat, peers, clients, stop. */
export function runService(start: StartService, host: HostChannel, tools: ServiceTools): void {
  const { clock } = tools
  let hide: Redact = (text) => text
  const redact: Redact = (text) => hide(text)
  const relay = new LogRelay({ clock, ids: tools.ids })
  relay.follow((line) => {
    host.send({ type: 'log', line })
  })
  const logger = redactingLogger(
    tools.logger((record) => {
      relay.take(record)
    }),
    redact,
  )
  const keys = Promise.withResolvers<UnlockedKeys>()
  const peers = new Map<string, { listeners: ((port: Port) => void)[]; waiting: Port[] }>()
  const clients: Links = { listeners: [], waiting: [] }
  const controls: Links = { listeners: [], waiting: [] }
  const peer = (name: string) => {
    const found = peers.get(name) ?? { listeners: [], waiting: [] }
    peers.set(name, found)
    return found
  }
  const strategies: { files?: readonly UserStrategyFile[]; listeners: ((files: readonly UserStrategyFile[]) => void)[] } = {
    listeners: [],
  }
  const woken: (() => void)[] = []
  let running: Promise<RunningService> | undefined
  let heartbeat = (): void => undefined

  const boot = (config: SentinelConfig, mayArm: boolean): void => {
    const context: ServiceContext = {
      config,
      mayArm,
      clock,
      ids: tools.ids,
      logger,
      onPeer(name, listener) {
        const entry = peer(name)
        entry.listeners.push(listener)
        for (const port of entry.waiting.splice(0)) listener(port)
      },
      onClient: (listener) => {
        expect(clients, listener)
      },
      onControl: (listener) => {
        expect(controls, listener)
      },
      keys: keys.promise,
      redact,
      onUserStrategies(listener) {
        strategies.listeners.push(listener)
        if (strategies.files !== undefined) listener(strategies.files)
      },
      onWoken: (listener) => {
        woken.push(listener)
      },
      alert: (alert) => {
        host.send({
          type: 'alert',
          alert: { ...alert, message: redact(alert.message), id: tools.ids.next('alert'), at: clock.now() },
        })
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
    const message = redact(error instanceof Error ? error.message : String(error))
    logger.error('the service failed', { reason: message })
    const given = error instanceof InputError ? error.problem : undefined
    const problem = given && { ...given, value: redact(given.value), remedy: redact(given.remedy) }
    relay.flush()
    host.send({ type: 'failed', message, ...(problem === undefined ? {} : { problem }) })
  }

  const stop = async (): Promise<void> => {
    heartbeat()
    try {
      await (await running)?.stop()
    } catch (error) {
      logger.error('the service did not stop cleanly', { reason: String(error) })
    }
    relay.flush()
    host.send({ type: 'stopped' })
  }

  host.listen((message) => {
    switch (message.type) {
      case 'boot':
        boot(message.config, message.mayArm ?? true)
        return
      case 'peer': {
        const entry = peer(message.name)
        if (entry.listeners.length === 0) entry.waiting.push(message.port)
        for (const listener of entry.listeners) listener(message.port)
        return
      }
      case 'client':
        arrived(clients, portLink(message.port))
        return
      case 'control':
        arrived(controls, portLink(message.port))
        return
      case 'keys': {
        const unlocked = keysOf(message)
        hide = redactor(unlocked)
        keys.resolve(unlocked)
        return
      }
      case 'user-strategies':
        strategies.files = message.files
        for (const listener of strategies.listeners) listener(message.files)
        return
      case 'woken':
        for (const listener of woken) listener()
        return
      case 'stop':
        stop().catch(fail)
    }
  })
}
