import type { MessagePortMain } from 'electron'
import type { SentinelConfig, ServiceRow } from '../../core/contract/index.ts'
import type { HostToService, ServiceToHost } from '../../core/services/runtime/index.ts'
import { connectPeers, type NewChannel, reconnectPeersOf } from './connect-ports.ts'
import type { Fork, ServiceProcess } from './processes.ts'

const SERVICES_RUN = ['recorder', 'trader', 'strategy', 'feed', 'research'] as const
/** `trader` is the paper trader here; which of both a client gets is the mode's matter. */
export type Service = (typeof SERVICES_RUN)[number] | 'trader-live'

const FIRST_DELAY = 250
const LONGEST_DELAY = 15_000
/** A service that ends this often within ten minutes is left down and reported. */
const MOST_RESTARTS = 8
const RESTART_WINDOW = 600_000
const STOP_PATIENCE = 10_000

export interface SupervisorOptions {
  readonly config: SentinelConfig
  readonly fork: Fork
  readonly newChannel: NewChannel
  readonly now: () => number
  /** Runs the task after some milliseconds; returns the function that cancels it. */
  readonly after: (ms: number, task: () => void) => () => void
  /** What a service is handed right after its boot, at each start of it. */
  readonly firstWord?: (service: Service) => HostToService | undefined
  readonly onState: (service: Service, state: ServiceRow['state'], error?: string) => void
}

/** Keeps the services alive as utility processes. An end that was asked for is not a crash. */
export class ProcessSupervisor {
  readonly #options: SupervisorOptions
  readonly #running = new Map<Service, ServiceProcess>()
  readonly #ends = new Map<Service, readonly number[]>()
  readonly #cancels = new Set<() => void>()
  /** Services that were started on demand and are not ready yet. */
  readonly #onDemand = new Map<Service, PromiseWithResolvers<void>>()
  /** Services whose end was asked for. */
  readonly #ending = new Map<Service, () => void>()
  #stopping = false
  #allGone: () => void = () => undefined

  constructor(options: SupervisorOptions) {
    this.#options = options
  }

  start(): void {
    for (const service of SERVICES_RUN) this.#spawn(service)
    connectPeers(this.#running, this.#options.newChannel)
  }

  /** Gives the service one end of a client's channel, or of the host's own; false while the service is down. */
  handClient(service: Service, port: MessagePortMain, type: 'client' | 'control' = 'client'): boolean {
    const process = this.#running.get(service)
    process?.postMessage({ type }, [port])
    return process !== undefined
  }

  /** Starts a service that is not always there; resolves when it is ready. A first start that fails is not tried again. */
  async startService(service: Service): Promise<void> {
    if (this.#running.has(service)) return
    const ready = Promise.withResolvers<void>()
    this.#onDemand.set(service, ready)
    this.#spawn(service)
    reconnectPeersOf(service, this.#running, this.#options.newChannel)
    await ready.promise
  }

  /** Asks it to flush and end. */
  stopService(service: Service): Promise<void> {
    const process = this.#running.get(service)
    if (process === undefined) return Promise.resolve()
    const gone = new Promise<void>((resolve) => {
      this.#ending.set(service, resolve)
    })
    process.postMessage({ type: 'stop' })
    const cancel = this.#options.after(STOP_PATIENCE, () => process.kill())
    return gone.then(cancel)
  }

  /** Asks every service to flush and end; those that do not within ten seconds are killed. */
  async stop(): Promise<void> {
    this.#stopping = true
    for (const cancel of this.#cancels) cancel()
    if (this.#running.size === 0) return
    const gone = new Promise<void>((resolve) => {
      this.#allGone = resolve
    })
    for (const process of this.#running.values()) process.postMessage({ type: 'stop' })
    const cancel = this.#options.after(STOP_PATIENCE, () => {
      for (const process of this.#running.values()) process.kill()
    })
    await gone
    cancel()
  }

  #spawn(service: Service): void {
    this.#options.onState(service, 'starting')
    const process = this.#options.fork(service)
    this.#running.set(service, process)
    process.on('message', (message) => {
      const told = message as ServiceToHost
      if (told.type === 'ready') {
        this.#options.onState(service, 'running')
        this.#onDemand.get(service)?.resolve()
        this.#onDemand.delete(service)
      } else if (told.type === 'failed') this.#onDemand.get(service)?.reject(new Error(told.message))
    })
    process.on('exit', (code) => {
      this.#exited(service, process, code)
    })
    process.postMessage({ type: 'boot', config: this.#options.config })
    const first = this.#options.firstWord?.(service)
    if (first !== undefined) process.postMessage(first)
  }

  #exited(service: Service, process: ServiceProcess, code: number): void {
    if (this.#running.get(service) !== process) return
    this.#running.delete(service)
    if (this.#stopping) {
      this.#options.onState(service, 'stopped')
      if (this.#running.size === 0) this.#allGone()
      return
    }
    const unready = this.#onDemand.get(service)
    const asked = this.#ending.get(service)
    if (unready !== undefined || asked !== undefined) {
      this.#onDemand.delete(service)
      this.#ending.delete(service)
      this.#options.onState(service, 'stopped')
      unready?.reject(new Error(`the ${service} service ended before it was ready`))
      asked?.()
      return
    }
    const now = this.#options.now()
    const ends = [...(this.#ends.get(service) ?? []).filter((time) => time > now - RESTART_WINDOW), now]
    this.#ends.set(service, ends)
    const error = `ended unexpectedly with code ${code}`
    if (ends.length > MOST_RESTARTS) {
      this.#options.onState(service, 'failed', error)
      return
    }
    this.#options.onState(service, 'restarting', error)
    const cancel = this.#options.after(Math.min(FIRST_DELAY * 2 ** (ends.length - 1), LONGEST_DELAY), () => {
      this.#cancels.delete(cancel)
      this.#spawn(service)
      reconnectPeersOf(service, this.#running, this.#options.newChannel)
    })
    this.#cancels.add(cancel)
  }
}
