import { systemClock } from '../../core/adapters/system/index.ts'
import {
  type AlertRow,
  exposeApi,
  FeedHub,
  type HostApi,
  type Link,
  type ModeRow,
  type ServiceRow,
} from '../../core/contract/index.ts'
import { type ModeControl, modeApi } from '../../core/services/mode/index.ts'
import type { Settings } from './settings.ts'

export interface HostService {
  attach(link: Link): void
  showService(row: Pick<ServiceRow, 'service' | 'state'> & { readonly error?: string }): void
  showMode(row: ModeRow): void
  showAlert(alert: AlertRow): void
  rows(): readonly ServiceRow[]
}

/** What the page asks the host itself: version, source of prices, state of the services. */
export function hostService(settings: Settings, version: string, mode: () => ModeControl): HostService {
  const clock = systemClock()
  const startedAt = clock.now()
  const hub = new FeedHub(['system.services', 'system.alerts', 'system.mode'], { clock })
  const rows = new Map<string, ServiceRow>()
  const api: HostApi = {
    status: () =>
      Promise.resolve({
        version,
        environment: mode().mode,
        startedAt,
        uptime: clock.now() - startedAt,
        source: settings.source,
        sourceNote: settings.sourceNote,
        services: [...rows.values()],
        exchanges: settings.config.exchanges.map(({ id, endpoint, symbols }) => ({ id, endpoint: endpoint ?? '', symbols })),
        dataDir: settings.config.dataDir,
      }),
    ...modeApi(mode),
  }
  return {
    attach(link) {
      hub.attach(link)
      exposeApi(api, link)
    },
    showMode: (row) => {
      hub.publish('system.mode', row)
    },
    showAlert: (alert) => {
      hub.publish('system.alerts', alert)
    },
    rows: () => [...rows.values()],
    showService(change) {
      const before = rows.get(change.service)
      const restarts = (before?.restarts ?? 0) + (change.state === 'restarting' ? 1 : 0)
      const row: ServiceRow = { heartbeatAt: clock.now(), loopLag: 0, memory: 0, ...change, restarts }
      rows.set(change.service, row)
      hub.publish('system.services', row)
    },
  }
}
