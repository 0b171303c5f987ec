import { isServiceName, type Link, type LinkMessage, type ServiceName } from '../../core/contract/index.ts'
import type { Transport, TransportListener } from './transport.ts'

/** A link over a MessagePort; closed when the port says so or when a newer port replaces it. */
export function portLink(port: MessagePort): Link {
  const messages = new Set<(message: LinkMessage) => void>()
  const closes = new Set<() => void>()
  let open = true
  const close = (): void => {
    if (!open) return
    open = false
    port.close()
    for (const listener of [...closes]) listener()
  }
  port.addEventListener('message', (event: MessageEvent<LinkMessage>) => {
    for (const listener of [...messages]) listener(event.data)
  })
  port.addEventListener('close', close)
  port.start()
  return {
    send: (message) => {
      if (open) port.postMessage(message)
    },
    onMessage: (listener) => {
      messages.add(listener)
      return () => messages.delete(listener)
    },
    onClose: (listener) => {
      closes.add(listener)
      return () => closes.delete(listener)
    },
    close,
  }
}

const serviceOf = (data: unknown): ServiceName | undefined => {
  if (data === null || typeof data !== 'object' || Reflect.get(data, 'type') !== 'sentinel-port') return undefined
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

  /** Says that this page listens now; the preload answers with the ports. */
  retry(): void {
    this.#window.postMessage(
      { type: 'sentinel-ready' },
      this.#window.location.origin === 'null' ? '*' : this.#window.location.origin,
    )
  }

  stop(): void {
    this.#stop()
    for (const link of [...this.#links.values()]) link.close()
    this.#links.clear()
  }
}
