import type { SentinelConfig } from '../../core/contract/index.ts'
import type { ServiceToHost } from '../../core/services/runtime/index.ts'
import { connectPeers, type NewChannel, reconnectPeersOf } from './connect-ports.ts'
import type { Fork, ServiceProcess } from './processes.ts'

export const SERVICES_RUN = ['recorder', 'trader', 'strategy', 'feed', 'research'] as const

/** Restarts wait 250 ms, doubling up to 15 s; after eight in a row the service is left down. */
const FIRST_DELAY = 250
const LONGEST_DELAY = 15_000
const MOST_RESTARTS = 8

export interface SupervisorOptions {
  readonly config: SentinelConfig
  readonly fork: Fork
  readonly newChannel: NewChannel
  /** Runs the task after some milliseconds; returns the function that cancels it. */
  readonly after: (ms: number, task: () => void) => () => void
  readonly report: (service: string, what: 'ready' | 'ended' | 'crashed' | 'given up', detail: string) => void
}

/** Keeps the services alive as utility processes. An end that was asked for is not a crash. */
export class ProcessSupervisor {
  readonly #options: SupervisorOptions
  readonly #running = new Map<string, ServiceProcess>()
  readonly #restarts = new Map<string, number>()
  readonly #asked = new Set<string>()
  readonly #cancels = new Set<() => void>()

  constructor(options: SupervisorOptions) {
    this.#options = options
  }

  start(): void {
    for (const service of SERVICES_RUN) this.#spawn(service)
    connectPeers(this.#running, this.#options.newChannel)
  }

  running(service: string): ServiceProcess | undefined {
    return this.#running.get(service)
  }

  /** Asks every service to flush and end by itself. */
  stop(): void {
    for (const cancel of this.#cancels) cancel()
    for (const [service, process] of this.#running) {
      this.#asked.add(service)
      process.postMessage({ type: 'stop' })
    }
  }

  #spawn(service: string): void {
    const process = this.#options.fork(service)
    this.#running.set(service, process)
    process.on('message', (message) => {
      this.#heard(service, message as ServiceToHost)
    })
    process.on('exit', (code) => {
      this.#exited(service, process, code)
    })
    process.postMessage({ type: 'boot', config: this.#options.config })
  }

  #heard(service: string, message: ServiceToHost): void {
    if (message.type === 'ready') {
      this.#restarts.delete(service)
      this.#options.report(service, 'ready', '')
    }
    if (message.type === 'failed') this.#options.report(service, 'crashed', message.message)
  }

  #exited(service: string, process: ServiceProcess, code: number): void {
    if (this.#running.get(service) !== process) return
    this.#running.delete(service)
    if (this.#asked.delete(service)) {
      this.#options.report(service, 'ended', '')
      return
    }
    const tries = (this.#restarts.get(service) ?? 0) + 1
    this.#restarts.set(service, tries)
    if (tries > MOST_RESTARTS) {
      this.#options.report(service, 'given up', `${tries} ends in a row, the last with code ${code}`)
      return
    }
    this.#options.report(service, 'crashed', `exit code ${code}`)
    const cancel = this.#options.after(Math.min(FIRST_DELAY * 2 ** (tries - 1), LONGEST_DELAY), () => {
      this.#cancels.delete(cancel)
      this.#spawn(service)
      reconnectPeersOf(service, this.#running, this.#options.newChannel)
    })
    this.#cancels.add(cancel)
  }
}
