import { systemClock } from '../../core/adapters/system/index.ts'
import { exposeApi, FeedHub, type HostApi, type Link, type ServiceRow } from '../../core/contract/index.ts'
import type { Settings } from './settings.ts'

export interface HostService {
  attach(link: Link): void
  showService(row: Pick<ServiceRow, 'service' | 'state'> & { readonly error?: string }): void
}

/** What the page asks the host itself: version, source of prices, state of the services. */
export function hostService(settings: Settings, version: string): HostService {
  const clock = systemClock()
  const startedAt = clock.now()
  const hub = new FeedHub(['system.services', 'system.alerts'], { clock })
  const rows = new Map<string, ServiceRow>()
  const api: HostApi = {
    status: () =>
      Promise.resolve({
        version,
        environment: settings.config.environment,
        startedAt,
        uptime: clock.now() - startedAt,
        source: settings.source,
        sourceNote: settings.sourceNote,
        services: [...rows.values()],
        exchanges: settings.config.exchanges.map(({ id, endpoint, symbols }) => ({ id, endpoint: endpoint ?? '', symbols })),
        dataDir: settings.config.dataDir,
      }),
  }
  return {
    attach(link) {
      hub.attach(link)
      exposeApi(api, link)
    },
    showService(change) {
      const before = rows.get(change.service)
      const restarts = (before?.restarts ?? 0) + (change.state === 'restarting' ? 1 : 0)
      const row: ServiceRow = { heartbeatAt: clock.now(), loopLag: 0, memory: 0, ...change, restarts }
      rows.set(change.service, row)
      hub.publish('system.services', row)
    },
  }
}
