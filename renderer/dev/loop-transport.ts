import { type Link, linkPair, SERVICES, type ServiceName } from '../../core/contract/index.ts'
import type { Transport, TransportListener } from '../engine-client/index.ts'

export interface LoopTransportOptions {
  readonly defer: (task: () => void) => void
  /** The service's end of a new link. */
  readonly accept: (service: ServiceName, link: Link) => void
}

/** Joins the client to services in the same page; can be cut and joined again to see what happens. */
export class LoopTransport implements Transport {
  readonly #options: LoopTransportOptions
  #listener: TransportListener | undefined
  #links: Link[] = []

  constructor(options: LoopTransportOptions) {
    this.#options = options
  }

  start(listener: TransportListener): void {
    this.#listener = listener
    this.retry()
  }

  retry(): void {
    if (this.#links.length > 0) return
    this.#listener?.onState({ phase: 'connected', attempt: 0, retryAt: 0, reason: '' })
    for (const service of SERVICES) {
      const [near, far] = linkPair(this.#options.defer)
      this.#options.accept(service, far)
      this.#links.push(near)
      this.#listener?.onLink(service, near)
    }
  }

  cut(): void {
    const links = this.#links
    this.#links = []
    for (const link of links) link.close()
    this.#listener?.onState({ phase: 'disconnected', attempt: 1, retryAt: 0, reason: 'Cut on purpose.' })
  }

  stop(): void {
    this.cut()
  }
}
