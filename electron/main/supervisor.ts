import type { MessagePortMain } from 'electron'
import { type AlertRow, CallLost, type SentinelConfig, type ServiceRow } from '../../core/contract/index.ts'
import { InputError, type Millis } from '../../core/domain/index.ts'
import type { Clock } from '../../core/ports/index.ts'
import {
  type HostToService,
  type LogLine,
  lostService,
  Restarts,
  type ServiceToHost,
  SILENT_AFTER,
  STOP_ORDER,
  STOP_PATIENCE,
} from '../../core/services/runtime/index.ts'
import { connectPeers, type NewChannel, reconnectPeersOf } from './connect-ports.ts'
import type { Fork, ServiceProcess } from './processes.ts'

const SERVICES_RUN = ['recorder', 'trader', 'strategy', 'feed', 'research'] as const
/** `trader` is the paper trader here; which of both a client gets is the mode's matter. */
export type Service = (typeof SERVICES_RUN)[number] | 'trader-live'

/** What ignores a polite end for so long, ms, is killed outright. */
const KILL_PATIENCE = 2_000
const LOOK_EVERY = 1_000

export interface SupervisorOptions {
  readonly config: SentinelConfig
  readonly fork: Fork
  /** Ends a process that does not react to anything any more. */
  readonly killOutright: (process: ServiceProcess) => void
  readonly newChannel: NewChannel
  readonly clock: Clock
  /** What a service is handed after its boot, at each start of it. */
  readonly firstWord?: (service: Service) => Promise<HostToService | undefined>
  /** False for a trader that comes back while another one is armed. */
  readonly mayArm?: (service: Service) => boolean
  readonly onRow: (row: ServiceRow) => void
  readonly onAlert: (alert: AlertRow) => void
  readonly onLog?: (service: Service, line: LogLine) => void
  /** A service that was running ended by itself. */
  readonly onEnded?: (service: Service) => void
}

interface Entry {
  readonly service: Service
  row: ServiceRow
  process: ServiceProcess | undefined
  readonly restarts: Restarts
  /** Started on demand and not ready yet. */
  ready: PromiseWithResolvers<void> | undefined
  /** Its end was asked for. */
  ending: PromiseWithResolvers<void> | undefined
  /** Cancels the restart that is due. */
  revival: () => void
}

/**
 * Keeps the services alive as utility processes: restarts with back-off what crashed or hangs, while the others go on.
 * An end that was asked for is not a crash. A trader folds its journal at each start, so it comes back with its books
 * or not at all.
 */
export class ProcessSupervisor {
  readonly #options: SupervisorOptions
  readonly #entries = new Map<Service, Entry>()
  #watch = (): void => undefined
  #stopping = false

  constructor(options: SupervisorOptions) {
    this.#options = options
  }

  start(): void {
    for (const service of SERVICES_RUN) this.#spawn(this.#entry(service))
    connectPeers(this.#running(), this.#options.newChannel)
    this.#watch = this.#options.clock.every(LOOK_EVERY, () => {
      this.#checkSilence()
    })
  }

  rows(): readonly ServiceRow[] {
    return [...this.#entries.values()].map(({ row }) => row)
  }

  /** Gives the service one end of a client's channel, or of the host's own; false while the service is down. */
  handClient(service: Service, port: MessagePortMain, type: 'client' | 'control' = 'client'): boolean {
    const process = this.#entries.get(service)?.process
    process?.postMessage({ type }, [port])
    return process !== undefined
  }

  /** Says something to every service that runs. */
  tellAll(message: Extract<HostToService, { type: 'woken' }>): void {
    for (const { process } of this.#entries.values()) process?.postMessage(message)
  }

  /** Starts a service that is not always there; resolves when it is ready. A first start that fails is not tried again. */
  async startService(service: Service): Promise<void> {
    const entry = this.#entry(service)
    // One that waits to be brought back: now, instead of later.
    entry.revival()
    if (entry.process === undefined) {
      entry.ready = Promise.withResolvers()
      this.#spawn(entry)
      reconnectPeersOf(service, this.#running(), this.#options.newChannel)
    }
    await entry.ready?.promise
  }

  /** Asks it to flush and end; what does not in time is killed. */
  async stopService(service: Service): Promise<void> {
    const entry = this.#entries.get(service)
    if (entry === undefined) return
    entry.revival()
    const { process } = entry
    if (process === undefined) return
    entry.ending ??= Promise.withResolvers()
    process.postMessage({ type: 'stop' })
    const cancel = this.#options.clock.after(STOP_PATIENCE, () => {
      this.#kill(entry, process)
    })
    await entry.ending.promise
    cancel()
  }

  async stop(): Promise<void> {
    this.#stopping = true
    this.#watch()
    for (const service of STOP_ORDER) await this.stopService(service)
  }

  #entry(service: Service): Entry {
    const known = this.#entries.get(service)
    if (known !== undefined) return known
    const now = this.#options.clock.now()
    const entry: Entry = {
      service,
      row: { service, state: 'stopped', restarts: 0, heartbeatAt: now, loopLag: 0, memory: 0 },
      process: undefined,
      restarts: new Restarts(),
      ready: undefined,
      ending: undefined,
      revival: () => undefined,
    }
    this.#entries.set(service, entry)
    return entry
  }

  #running(): ReadonlyMap<string, ServiceProcess> {
    const running = [...this.#entries.values()].flatMap(({ service, process }) =>
      process === undefined ? [] : [[service, process] as const],
    )
    return new Map(running)
  }

  #spawn(entry: Entry): void {
    const { clock, config, fork, mayArm } = this.#options
    const { service } = entry
    const { error: _, ...row } = entry.row
    entry.row = { ...row, heartbeatAt: clock.now() }
    this.#show(entry, { state: 'starting' })
    const process = fork(service)
    entry.process = process
    process.on('message', (message) => {
      if (entry.process === process) this.#heard(entry, process, message as ServiceToHost)
    })
    process.on('exit', (code) => {
      if (entry.process === process) this.#exited(entry, code)
    })
    process.postMessage({ type: 'boot', config, mayArm: mayArm?.(service) ?? true })
    this.#sayFirst(entry, process).catch((error: unknown) => {
      this.#show(entry, { error: error instanceof Error ? error.message : String(error) })
      entry.ready?.reject(error)
    })
  }

  async #sayFirst(entry: Entry, process: ServiceProcess): Promise<void> {
    const word = await this.#options.firstWord?.(entry.service)
    if (word !== undefined && entry.process === process) process.postMessage(word)
  }

  #heard(entry: Entry, process: ServiceProcess, message: ServiceToHost): void {
    const heartbeatAt = this.#options.clock.now()
    if (message.type === 'ready') {
      this.#show(entry, { state: 'running', heartbeatAt })
      entry.ready?.resolve()
      entry.ready = undefined
    } else if (message.type === 'heartbeat') this.#show(entry, { ...message.vitals, heartbeatAt })
    else if (message.type === 'alert') this.#options.onAlert(message.alert)
    else if (message.type === 'log') this.#options.onLog?.(entry.service, message.line)
    else if (message.type === 'failed') {
      this.#show(entry, { error: message.message })
      entry.ready?.reject(message.problem === undefined ? new Error(message.message) : new InputError(message.problem))
      this.#kill(entry, process)
    }
  }

  #exited(entry: Entry, code: number): void {
    const { clock, onAlert, onEnded } = this.#options
    const { ready, ending, service } = entry
    entry.process = undefined
    entry.ready = undefined
    entry.ending = undefined
    ready?.reject(new CallLost(service, 'the service ended before it was ready'))
    if (ending !== undefined || ready !== undefined || this.#stopping) {
      this.#show(entry, { state: 'stopped' })
      ending?.resolve()
      return
    }
    onEnded?.(service)
    const now = clock.now()
    const delay = entry.restarts.ended(now)
    const error = entry.row.error ?? `ended unexpectedly with code ${code}`
    onAlert(lostService(service, now, delay !== null))
    if (delay === null) {
      this.#show(entry, { state: 'failed', error })
      return
    }
    this.#show(entry, { state: 'restarting', restarts: entry.row.restarts + 1, error })
    const cancel = clock.after(delay, () => {
      entry.revival = () => undefined
      this.#spawn(entry)
      reconnectPeersOf(service, this.#running(), this.#options.newChannel)
    })
    entry.revival = () => {
      cancel()
      entry.revival = () => undefined
    }
  }

  #checkSilence(): void {
    const now: Millis = this.#options.clock.now()
    for (const entry of this.#entries.values()) {
      if (entry.process === undefined || entry.row.state !== 'running' || now - entry.row.heartbeatAt < SILENT_AFTER) continue
      this.#show(entry, {
        error: `said nothing for ${String(Math.round((now - entry.row.heartbeatAt) / 1_000))} s and was ended`,
      })
      this.#kill(entry, entry.process)
    }
  }

  /** Once is enough: what is being killed is not asked again. */
  #kill(entry: Entry, process: ServiceProcess): void {
    process.kill()
    this.#options.clock.after(KILL_PATIENCE, () => {
      if (entry.process === process) this.#options.killOutright(process)
    })
  }

  #show(entry: Entry, change: Partial<ServiceRow>): void {
    entry.row = { ...entry.row, ...change }
    this.#options.onRow(entry.row)
  }
}
