import { MessageChannel, Worker } from 'node:worker_threads'
import type { LogLevel } from '../../adapters/system/index.ts'
import type { AlertRow, Mode, SentinelConfig, ServiceName, ServiceRow } from '../../contract/index.ts'
import { InputError } from '../../domain/index.ts'
import type { Clock, Logger, UserStrategyFile } from '../../ports/index.ts'
import type { TraderName } from '../../services/mode/index.ts'
import {
  keysMessage,
  type LogLine,
  lostService,
  PEERS,
  type Port,
  type Redact,
  Restarts,
  redactor,
  type ServiceToHost,
  SILENT_AFTER,
  STOP_ORDER,
  STOP_PATIENCE,
  type UnlockedKeys,
} from '../../services/runtime/index.ts'
import { THREAD_LIMITS } from './thread-limits.ts'
import { nodePort } from './worker-port.ts'

/** `trader` is the paper trader here; which of both a client gets is the mode's matter. */
type Service = Exclude<ServiceName, 'host' | 'trader-paper'>

export interface SupervisorOptions {
  readonly config: SentinelConfig
  readonly clock: Clock
  readonly logger: Logger
  readonly logLevel: LogLevel
  /** The worker file of a service in this environment. */
  readonly entry: (service: Service) => URL
  readonly onRow: (row: ServiceRow) => void
  readonly onAlert: (alert: AlertRow) => void
  readonly onLog?: (service: Service, line: LogLine) => void
  /** Which to run; all of them unless told. */
  readonly services?: readonly Service[]
  readonly onTally?: (message: Extract<ServiceToHost, { type: 'tally' }>) => void
  /** To whom a client is led that asks for the trader; to the paper trader unless told. */
  readonly mode?: () => Mode
  /** What the live trader is handed at each start. */
  readonly keys?: UnlockedKeys
  /** A service that was running ended by itself. */
  readonly onEnded?: (service: Service) => void
  /** The user's own strategies as they are now; the strategy service gets them at each start. */
  readonly userStrategies?: () => readonly UserStrategyFile[]
}

interface Running {
  readonly service: Service
  worker: Worker | undefined
  row: ServiceRow
  /** Our ends of the connections to the running worker. */
  readonly clients: Set<Port>
  readonly restarts: Restarts
  ready: PromiseWithResolvers<void>
  stopped: PromiseWithResolvers<void>
  /** Started when it is asked for: not brought back when its first start failed or its end was asked for. */
  readonly onDemand: boolean
  wanted: boolean
}

export const SERVICES_RUN: readonly Service[] = ['recorder', 'trader', 'strategy', 'feed', 'research']

/**
 * Starts the services as worker threads, pairs their ports, watches them and restarts what dies,
 * with back-off, while the others go on. The trader folds its journal on each start, so it comes
 * back with its books or not at all.
 */
export class Supervisor {
  readonly #options: SupervisorOptions
  readonly #running = new Map<Service, Running>()
  readonly #redact: Redact
  /** Of those who asked for the trader of the mode. */
  readonly #modeClients = new Set<Port>()
  #stopping = false
  #watch: () => void = () => undefined

  constructor(options: SupervisorOptions) {
    this.#options = options
    this.#redact = options.keys === undefined ? (text) => text : redactor(options.keys)
  }

  /** Resolves when every service is ready; rejects with the first that cannot start. */
  async start(): Promise<void> {
    for (const service of this.#options.services ?? SERVICES_RUN) this.#running.set(service, this.#fresh(service))
    for (const entry of this.#running.values()) this.#spawn(entry)
    for (const [a, b] of PEERS) this.#pair(a, b)
    this.#watch = this.#options.clock.every(1_000, () => {
      this.#checkSilence()
    })
    await Promise.all([...this.#running.values()].map((entry) => entry.ready.promise))
  }

  /** A connection to a service for one client; undefined while the service is down. */
  connect(name: ServiceName): Port | undefined {
    if (name === 'host') return undefined
    if (name === 'trader-paper') return this.#join('trader', 'client')
    if (name !== 'trader') return this.#join(name, 'client')
    const port = this.#join(this.#options.mode?.() === 'live' ? 'trader-live' : 'trader', 'client')
    if (port !== undefined) {
      this.#modeClients.add(port)
      port.onClose(() => this.#modeClients.delete(port))
    }
    return port
  }

  /** The host's own connection to a trader. */
  control(trader: TraderName): Port | undefined {
    return this.#join(trader === 'trader-paper' ? 'trader' : trader, 'control')
  }

  /** Whoever asked for the trader of the mode has to ask again. */
  switched(): void {
    for (const port of [...this.#modeClients]) port.close()
  }

  /** Starts a service that is not always there; resolves when it is ready. A first start that fails is not tried again. */
  async startService(service: Service): Promise<void> {
    const known = this.#running.get(service)
    if (known?.worker !== undefined) {
      await known.ready.promise
      return
    }
    // One that waits to be brought back, or was left down: now, instead of later or never.
    if (known !== undefined) known.wanted = false
    const entry = this.#fresh(service, true)
    this.#running.set(service, entry)
    this.#spawn(entry)
    this.#pairAll(service)
    await entry.ready.promise
  }

  async stopService(service: Service): Promise<void> {
    const entry = this.#running.get(service)
    if (entry === undefined) return
    entry.wanted = false
    await this.#end(entry)
  }

  #join(service: Service, type: 'client' | 'control'): Port | undefined {
    const entry = this.#running.get(service)
    if (entry?.worker === undefined) return undefined
    const { port1, port2 } = new MessageChannel()
    entry.worker.postMessage({ type, port: port2 }, [port2])
    const port = nodePort(port1)
    entry.clients.add(port)
    port.onClose(() => entry.clients.delete(port))
    return port
  }

  rows(): readonly ServiceRow[] {
    return [...this.#running.values()].map((entry) => entry.row)
  }

  /** Asks every service to flush and end; those that do not are ended after a while. */
  async stop(): Promise<void> {
    this.#stopping = true
    this.#watch()
    for (const service of STOP_ORDER) {
      const entry = this.#running.get(service)
      if (entry !== undefined) await this.#end(entry)
    }
  }

  async #end(entry: Running): Promise<void> {
    const { worker, service } = entry
    if (worker === undefined) {
      // It waits to be brought back.
      if (!entry.wanted) this.#forget(entry)
      return
    }
    worker.postMessage({ type: 'stop' })
    const patience = this.#options.clock.after(STOP_PATIENCE, () => {
      this.#options.logger.error('a service did not stop in time and is ended', { service })
      worker.terminate().catch((error: unknown) => {
        this.#options.logger.error('a service could not be ended', { service, reason: String(error) })
      })
    })
    await entry.stopped.promise
    patience()
    // Ports to its peers would keep the thread alive; everything is flushed by now.
    await worker.terminate()
  }

  #fresh(service: Service, onDemand = false): Running {
    const ready = Promise.withResolvers<void>()
    // A failure before anybody waits must not end the process as unhandled.
    ready.promise.catch(() => undefined)
    const row: ServiceRow = {
      service,
      state: 'starting',
      restarts: 0,
      heartbeatAt: this.#options.clock.now(),
      loopLag: 0,
      memory: 0,
    }
    const stopped = Promise.withResolvers<void>()
    const restarts = new Restarts()
    return { service, worker: undefined, row, clients: new Set(), restarts, ready, stopped, onDemand, wanted: true }
  }

  #spawn(entry: Running): void {
    const { config, logLevel } = this.#options
    const { service } = entry
    const worker = new Worker(this.#options.entry(service), {
      workerData: { service, logLevel },
      // Research makes much in short bursts, and is fastest with all the room there is.
      ...(service === 'research' ? {} : { resourceLimits: THREAD_LIMITS }),
    })
    entry.worker = worker
    worker.on('message', (message: ServiceToHost) => {
      this.#heard(entry, message)
    })
    worker.on('error', (error: Error) => {
      // What a thread says last may be anything.
      const reason = this.#redact(error.message)
      this.#options.logger.error('a service crashed', { service: entry.service, reason })
      this.#show(entry, { error: reason })
    })
    worker.on('exit', () => {
      this.#exited(entry, worker)
    })
    worker.postMessage({ type: 'boot', config, mayArm: service !== 'trader' || this.#options.mode?.() !== 'live' })
    if (service === 'trader-live' && this.#options.keys !== undefined) worker.postMessage(keysMessage(this.#options.keys))
    if (entry.service === 'strategy') this.sendUserStrategies()
  }

  /** Hands the strategy service the user's strategies; one that is down gets them when it starts again. */
  sendUserStrategies(): void {
    const files = this.#options.userStrategies?.()
    if (files !== undefined) this.#running.get('strategy')?.worker?.postMessage({ type: 'user-strategies', files })
  }

  #pairAll(service: Service): void {
    for (const [a, b] of PEERS) if (a === service || b === service) this.#pair(a, b)
  }

  #pair(a: Service, b: Service): void {
    const one = this.#running.get(a)?.worker
    const two = this.#running.get(b)?.worker
    if (one === undefined || two === undefined) return
    const { port1, port2 } = new MessageChannel()
    one.postMessage({ type: 'peer', name: b, port: port1 }, [port1])
    two.postMessage({ type: 'peer', name: a, port: port2 }, [port2])
  }

  #heard(entry: Running, message: ServiceToHost): void {
    const heartbeatAt = this.#options.clock.now()
    switch (message.type) {
      case 'ready':
        this.#show(entry, { state: 'running', heartbeatAt })
        entry.ready.resolve()
        return
      case 'heartbeat':
        this.#show(entry, { ...message.vitals, heartbeatAt })
        return
      case 'alert':
        this.#options.onAlert(message.alert)
        return
      case 'log':
        this.#options.onLog?.(entry.service, message.line)
        return
      case 'tally':
        this.#options.onTally?.(message)
        return
      case 'failed':
        this.#show(entry, { state: 'failed', error: message.message })
        entry.ready.reject(message.problem === undefined ? new Error(message.message) : new InputError(message.problem))
        entry.worker?.terminate().catch(() => undefined)
        return
      case 'stopped':
        entry.stopped.resolve()
    }
  }

  #exited(entry: Running, worker: Worker): void {
    if (entry.worker !== worker) return
    entry.worker = undefined
    // A thread that was already dying may never have taken its end of a connection, which then stays open for ever.
    for (const port of [...entry.clients]) port.close()
    const began = entry.row.state === 'running' || entry.restarts.any
    entry.stopped.resolve()
    entry.ready.reject(new Error(`the ${entry.service} service ended before it was ready`))
    if (this.#stopping) {
      this.#show(entry, { state: 'stopped' })
      return
    }
    if (entry.onDemand && !(entry.wanted && began)) {
      this.#forget(entry)
      return
    }
    const { clock } = this.#options
    this.#options.onEnded?.(entry.service)
    const now = clock.now()
    const delay = entry.restarts.ended(now)
    this.#options.onAlert(lostService(entry.service, now, delay !== null))
    if (delay === null) {
      this.#show(entry, { state: 'failed' })
      return
    }
    this.#show(entry, { state: 'restarting', restarts: entry.row.restarts + 1 })
    clock.after(delay, () => {
      if (!this.#stopping && entry.wanted) this.#revive(entry)
    })
  }

  #revive(entry: Running): void {
    entry.ready = Promise.withResolvers<void>()
    entry.ready.promise.catch(() => undefined)
    entry.stopped = Promise.withResolvers<void>()
    this.#spawn(entry)
    this.#pairAll(entry.service)
  }

  #forget(entry: Running): void {
    this.#running.delete(entry.service)
    this.#show(entry, { state: 'stopped' })
  }

  #checkSilence(): void {
    const now = this.#options.clock.now()
    for (const entry of this.#running.values()) {
      if (entry.row.state !== 'running' || now - entry.row.heartbeatAt < SILENT_AFTER) continue
      this.#options.logger.error('a service is silent and is ended', {
        service: entry.service,
        silentMs: now - entry.row.heartbeatAt,
      })
      entry.worker?.terminate().catch(() => undefined)
    }
  }

  #show(entry: Running, change: Partial<ServiceRow>): void {
    entry.row = { ...entry.row, ...change }
    this.#options.onRow(entry.row)
  }
}
