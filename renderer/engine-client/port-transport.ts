import {
  CONNECT_MESSAGE,
  isServiceName,
  type Link,
  type LinkMessage,
  linkEnd,
  PORT_MESSAGE,
  SERVICES,
  type ServiceName,
} from '../../core/contract/index.ts'
import type { Transport, TransportListener } from './transport.ts'

/** A link over a MessagePort; closed when the port says so or when a newer port replaces it. */
export function portLink(port: MessagePort): Link {
  const end = linkEnd({
    send: (message) => {
      port.postMessage(message)
    },
    close: () => {
      port.close()
    },
  })
  port.addEventListener('message', (event: MessageEvent<LinkMessage>) => {
    end.receive(event.data)
  })
  port.addEventListener('close', () => {
    end.closed()
  })
  port.start()
  return end.link
}

const serviceOf = (data: unknown): ServiceName | undefined => {
  if (data === null || typeof data !== 'object' || Reflect.get(data, 'type') !== PORT_MESSAGE) return undefined
  const service: unknown = Reflect.get(data, 'service')
  return typeof service === 'string' && isServiceName(service) ? service : undefined
}

/** Electron: the preload posts one MessagePort per service, again after a service was restarted. */
export class PortTransport implements Transport {
  readonly #window: Window
  readonly #links = new Map<ServiceName, Link>()
  #stop: () => void = () => undefined

  constructor(target: Window) {
    this.#window = target
  }

  start(listener: TransportListener): void {
    listener.onState({ phase: 'connecting', attempt: 0, retryAt: 0, reason: '' })
    const receive = (event: MessageEvent): void => {
      const service = event.source === this.#window ? serviceOf(event.data) : undefined
      const port = event.ports[0]
      if (service === undefined || port === undefined) return
      this.#links.get(service)?.close()
      const link = portLink(port)
      this.#links.set(service, link)
      link.onClose(() => {
        if (this.#links.get(service) !== link) return
        this.#links.delete(service)
        const reason = `The ${service} service went away; it is being restarted.`
        listener.onState({ phase: this.#links.size === 0 ? 'disconnected' : 'connected', attempt: 1, retryAt: 0, reason })
      })
      listener.onState({ phase: 'connected', attempt: 0, retryAt: 0, reason: '' })
      listener.onLink(service, link)
    }
    this.#window.addEventListener('message', receive)
    this.#stop = () => {
      this.#window.removeEventListener('message', receive)
    }
    this.retry()
  }

  /** Asks for a port to every service; those that are up answer. */
  retry(): void {
    const { origin } = this.#window.location
    for (const service of SERVICES) {
      this.#window.postMessage({ type: CONNECT_MESSAGE, service }, origin === 'null' ? '*' : origin)
    }
  }

  stop(): void {
    this.#stop()
    for (const link of [...this.#links.values()]) link.close()
    this.#links.clear()
  }
}
