import { API_METHODS, connectApi, type Api, CallLost, type ServiceApis, type ServiceName } from '../../contract/index.ts'
import type { Clock } from '../../ports/index.ts'
import { type Port, portLink } from '../../services/runtime/index.ts'

/** The host's own clients of the services: made when first used and again after a restart. */
export function serviceClients(connect: (service: ServiceName) => Port | undefined, host: ServiceApis['host'], clock: Clock) {
  const clients = new Map<ServiceName, unknown>()
  return {
    api<S extends keyof ServiceApis>(service: S): ServiceApis[S] {
      if (service === 'host') return host as ServiceApis[S]
      const known = clients.get(service)
      if (known !== undefined) return known as ServiceApis[S]
      const port = connect(service)
      if (port === undefined) throw new CallLost(service, 'the service is down')
      const link = portLink(port)
      link.onClose(() => clients.delete(service))
      const client = connectApi<Api>(API_METHODS[service], link, { clock })
      clients.set(service, client)
      return client as unknown as ServiceApis[S]
    },
  }
}
