import { createStore, type StoreApi } from 'zustand/vanilla'
import {
  API_METHODS,
  CallLost,
  connectApi,
  follow,
  type Link,
  type ReplicaListener,
  SERVICES,
  type ServiceApis,
  type ServiceName,
  TOPICS,
  type Topic,
  type TopicRows,
} from '../../core/contract/index.ts'
import type { Clock } from './browser-clock.ts'
import type { Transport, TransportState } from './transport.ts'

export interface ConnectionState extends TransportState {
  /** Services with an open link. */
  readonly services: readonly ServiceName[]
  /** When the connection was last won or lost, epoch ms. */
  readonly since: number
  /** Counts good connections, so that one-off reads are done again after each. */
  readonly epoch: number
}

export interface FollowListener<Row> extends ReplicaListener<Row> {
  /** The link is gone; the rows last seen stay as they are until a new snapshot. */
  onLost(): void
}

type AnyApi = Readonly<Record<string, (...args: unknown[]) => Promise<unknown>>>

interface Subscription {
  readonly service: ServiceName
  attach(link: Link): void
  lost(): void
}

/**
 * The page's end of every service. Calls go to the link of the moment or fail at once with
 * {@link CallLost}; subscriptions survive any number of reconnects.
 */
export class EngineClient {
  readonly connection: StoreApi<ConnectionState>
  readonly api: ServiceApis
  readonly #transport: Transport
  readonly #clock: Clock
  readonly #links = new Map<ServiceName, { readonly link: Link; readonly api: AnyApi }>()
  readonly #subscriptions = new Set<Subscription>()

  constructor(transport: Transport, clock: Clock) {
    this.#transport = transport
    this.#clock = clock
    this.connection = createStore<ConnectionState>(() => ({
      phase: 'connecting',
      attempt: 0,
      retryAt: 0,
      reason: '',
      services: [],
      since: clock.now(),
      epoch: 0,
    }))
    this.api = Object.fromEntries(SERVICES.map((service) => [service, this.#facade(service)])) as unknown as ServiceApis
  }

  start(): void {
    this.#transport.start({
      onLink: (service, link) => {
        this.#accept(service, link)
      },
      onState: (state) => {
        const before = this.connection.getState()
        const entered = (before.phase === 'connected') !== (state.phase === 'connected')
        const fresh = state.phase === 'connected' && entered
        this.connection.setState({
          ...state,
          since: entered ? this.#clock.now() : before.since,
          epoch: before.epoch + (fresh ? 1 : 0),
        })
      },
    })
  }

  retry(): void {
    this.#transport.retry()
  }

  stop(): void {
    this.#transport.stop()
  }

  follow<T extends Topic>(topic: T, filter: string, listener: FollowListener<TopicRows[T]>): () => void {
    let stop: () => void = () => undefined
    const subscription: Subscription = {
      service: TOPICS[topic].service,
      attach: (link) => {
        stop()
        stop = follow(link, topic, filter, listener)
      },
      lost: () => {
        listener.onLost()
      },
    }
    this.#subscriptions.add(subscription)
    const current = this.#links.get(subscription.service)
    if (current !== undefined) subscription.attach(current.link)
    return () => {
      this.#subscriptions.delete(subscription)
      stop()
    }
  }

  #accept(service: ServiceName, link: Link): void {
    this.#links.set(service, { link, api: connectApi<AnyApi>(API_METHODS[service], link, { clock: this.#clock }) })
    this.#publishServices()
    link.onClose(() => {
      if (this.#links.get(service)?.link !== link) return
      this.#links.delete(service)
      this.#publishServices()
      for (const subscription of this.#subscriptions) if (subscription.service === service) subscription.lost()
    })
    for (const subscription of this.#subscriptions) if (subscription.service === service) subscription.attach(link)
  }

  #publishServices(): void {
    this.connection.setState({ services: [...this.#links.keys()] })
  }

  #facade(service: ServiceName): AnyApi {
    const methods = API_METHODS[service].map((method) => {
      const call = (...args: unknown[]): Promise<unknown> => {
        const current = this.#links.get(service)?.api[method]
        if (current === undefined) return Promise.reject(new CallLost(`${service}.${method}`, 'not connected, nothing was sent'))
        return current(...args)
      }
      return [method, call] as const
    })
    return Object.freeze(Object.fromEntries(methods))
  }
}
