import {
  API_METHODS,
  type Api,
  CallLost,
  CONTROL_METHODS,
  connectApi,
  type ServiceApis,
  type ServiceName,
  type TraderControl,
} from '../../contract/index.ts'
import type { Clock } from '../../ports/index.ts'
import { type Port, portLink } from '../runtime/index.ts'

/** How long an answer is waited for, ms; the gate waits for the account itself. */
const USUAL = 15_000
const GATE = 90_000

export type TraderName = 'trader-paper' | 'trader-live'

/** How a host makes connections; undefined while a service is down. */
export interface Connections {
  connect(service: ServiceName): Port | undefined
  /** For {@link TraderControl}. */
  control(trader: TraderName): Port | undefined
}

export interface ServiceClients {
  api<S extends keyof ServiceApis>(service: S): ServiceApis[S]
  control(trader: TraderName): TraderControl
}

/** The host's own clients of the services, and the host itself where it has use for that: made when first used and again after a restart. */
export function serviceClients(connections: Connections, host: ServiceApis['host'] | undefined, clock: Clock): ServiceClients {
  const clients = new Map<string, unknown>()
  const client = (key: string, methods: readonly string[], connect: () => Port | undefined, timeout = USUAL): unknown => {
    const known = clients.get(key)
    if (known !== undefined) return known
    const port = connect()
    if (port === undefined) throw new CallLost(key, 'the service is down')
    const link = portLink(port)
    link.onClose(() => clients.delete(key))
    const made = connectApi<Api>(methods, link, { clock, timeout })
    clients.set(key, made)
    return made
  }
  return {
    api<S extends keyof ServiceApis>(service: S): ServiceApis[S] {
      if (service === 'host') return host as ServiceApis[S]
      const timeout = service === 'trader-live' ? GATE : USUAL
      return client(service, API_METHODS[service], () => connections.connect(service), timeout) as ServiceApis[S]
    },
    control: (trader) => client(`control of ${trader}`, CONTROL_METHODS, () => connections.control(trader)) as TraderControl,
  }
}
