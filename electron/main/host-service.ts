import {
  type AlertRow,
  exposeApi,
  FeedHub,
  type HostApi,
  type Link,
  type LogRow,
  type ModeRow,
  newestLogs,
  parseLogQuery,
  type ServiceRow,
} from '../../core/contract/index.ts'
import type { Clock } from '../../core/ports/index.ts'
import { type ModeControl, modeApi } from '../../core/services/mode/index.ts'
import type { Settings } from './settings.ts'

export interface HostService {
  attach(link: Link): void
  showService(row: ServiceRow): void
  showMode(row: ModeRow): void
  showAlert(alert: AlertRow): void
  showLog(row: LogRow): void
}

export interface HostOptions {
  readonly settings: Settings
  readonly version: string
  readonly clock: Clock
  readonly mode: () => ModeControl
  readonly rows: () => readonly ServiceRow[]
}

/** What the page asks the host itself: version, source of prices, state of the services. */
export function hostService({ settings, version, clock, mode, rows }: HostOptions): HostService {
  const startedAt = clock.now()
  const hub = new FeedHub(['system.services', 'system.alerts', 'system.logs', 'system.mode'], { clock })
  const api: HostApi = {
    status: () =>
      Promise.resolve({
        version,
        environment: mode().mode,
        startedAt,
        uptime: clock.now() - startedAt,
        source: settings.source,
        sourceNote: settings.sourceNote,
        services: rows(),
        exchanges: settings.config.exchanges.map(({ id, endpoint, symbols }) => ({ id, endpoint: endpoint ?? '', symbols })),
        dataDir: settings.config.dataDir,
      }),
    // Async, so that a refusal is an answer.
    logs: async (query) => Promise.resolve(newestLogs(hub.rows('system.logs'), parseLogQuery(query))),
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
    showLog: (row) => {
      hub.publish('system.logs', row)
    },
    showService: (row) => {
      hub.publish('system.services', row)
    },
  }
}
