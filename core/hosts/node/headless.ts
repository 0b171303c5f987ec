import { claimDataFolder } from '../../adapters/data-folder/index.ts'
import { type LogLevel, systemIds, ThreadPool } from '../../adapters/system/index.ts'
import {
  type AlertRow,
  exposeApi,
  FeedHub,
  type HostApi,
  type HostStatus,
  newestLogs,
  parseLogQuery,
  type SentinelConfig,
} from '../../contract/index.ts'
import type { FieldProblem } from '../../domain/index.ts'
import type { Clock, Logger, UserStrategyFolder } from '../../ports/index.ts'
import { liveState, ModeControl, modeApi, serviceClients } from '../../services/mode/index.ts'
import { type LogLine, type LogRelay, redactingLogger, redactor, type UnlockedKeys } from '../../services/runtime/index.ts'
import type { AccountPlace, AccountQuestion } from './account-questions.ts'
import { openGateway } from './gateway/gateway.ts'
import { keepToken } from './gateway/token.ts'
import { readLiveRisk } from './live-journal.ts'
import { Supervisor, type SupervisorOptions } from './supervisor.ts'

export interface HeadlessOptions {
  readonly config: SentinelConfig
  readonly clock: Clock
  readonly logger: Logger
  /** What this logger wrote and writes, to be shown beside the services' lines. */
  readonly ownLines?: LogRelay
  readonly logLevel: LogLevel
  readonly port: number
  readonly version: string
  readonly webRoot: string
  readonly entry: SupervisorOptions['entry']
  /** The thread that reads the journal for the gateway. */
  readonly accountEntry: URL
  /** What the prices are, in words; see HostStatus. */
  readonly source: string
  readonly sourceNote: string
  readonly userStrategies?: UserStrategyFolder
  /** The door is open: a page can be loaded while the services start behind it. */
  readonly onOpen?: (url: string) => void
  /** For trading with real money; without them the gate says what is missing. */
  readonly keys?: UnlockedKeys
}

const NO_KEYS: FieldProblem = {
  field: 'keys',
  value: 'none',
  remedy: 'start with `sentinel serve --keys NAME`; `sentinel keys add` keeps some',
}

/** How often the folder of the user's strategies is looked at, ms. */
const LOOK_EVERY = 1_000

export interface Headless {
  readonly url: string
  readonly api: string
  readonly token: string
  stop(): Promise<void>
}

/** The whole program without a window: services as workers, and the gateway for a browser. */
export async function startHeadless(options: HeadlessOptions): Promise<Headless> {
  const { config, clock } = options
  const logger = options.keys === undefined ? options.logger : redactingLogger(options.logger, redactor(options.keys))
  const release = claimDataFolder(config.dataDir)
  const undo: (() => Promise<void> | void)[] = [release]
  const startedAt = clock.now()
  try {
    const hub = new FeedHub(['system.services', 'system.alerts', 'system.logs', 'system.mode'], { clock })
    undo.push(() => {
      hub.close()
    })
    const onAlert = (alert: AlertRow): void => {
      logger[alert.severity === 'info' ? 'info' : 'warn'](alert.message, { source: alert.source, severity: alert.severity })
      hub.publish('system.alerts', alert)
    }
    const onLog = (service: string, line: LogLine): void => {
      hub.publish('system.logs', { ...line, service })
    }
    options.ownLines?.follow((line) => {
      onLog('host', line)
    })
    let files = options.userStrategies?.scan() ?? []
    const states = new Map<string, string>()
    const supervisor = new Supervisor({
      userStrategies: () => files,
      config,
      clock,
      logger,
      logLevel: options.logLevel,
      entry: options.entry,
      onRow: (row) => {
        if (states.get(row.service) !== row.state) logger.info('service state', { service: row.service, state: row.state })
        states.set(row.service, row.state)
        hub.publish('system.services', row)
      },
      onAlert,
      onLog,
      mode: () => mode.mode,
      ...(options.keys === undefined ? {} : { keys: options.keys }),
      onEnded: (service) => {
        if (service === 'trader-live') mode.liveEnded()
      },
    })
    undo.push(() => supervisor.stop())
    const status = (): HostStatus => ({
      version: options.version,
      environment: mode.mode,
      startedAt,
      uptime: clock.now() - startedAt,
      source: options.source,
      sourceNote: options.sourceNote,
      services: supervisor.rows(),
      exchanges: config.exchanges.map(({ id, endpoint, symbols }) => ({ id, endpoint: endpoint ?? '', symbols })),
      dataDir: config.dataDir,
    })
    const connect = supervisor.connect.bind(supervisor)
    const api: HostApi = {
      status: () => Promise.resolve(status()),
      // Async, so that a refusal is an answer.
      logs: async (query) => Promise.resolve(newestLogs(hub.rows('system.logs'), parseLogQuery(query))),
      ...modeApi(() => mode),
    }
    const clients = serviceClients(supervisor, api, clock)
    const ids = systemIds()
    const tell = (severity: AlertRow['severity'], message: string): void => {
      onAlert({ id: ids.next('alert'), at: clock.now(), severity, source: 'mode', message })
    }
    const mode: ModeControl = new ModeControl({
      host: {
        startLive: () => supervisor.startService('trader-live'),
        stopLive: () => supervisor.stopService('trader-live'),
        liveState: () => liveState(supervisor.rows()),
        switched: () => {
          supervisor.switched()
        },
      },
      clients,
      keys: options.keys === undefined ? { missing: NO_KEYS } : { name: options.keys.name },
      clock,
      ids,
      onRow: (row) => {
        hub.publish('system.mode', row)
      },
      alert: tell,
    })
    undo.push(() => {
      mode.close()
    })
    // The door first: a port that is taken must be found before a service writes anything.
    const token = keepToken(config.dataDir)
    const place: AccountPlace = { data: config.dataDir, environment: config.environment }
    const account = new ThreadPool<AccountQuestion, unknown>({ entry: options.accountEntry, setup: place, size: 1 })
    undo.push(() => account.close())
    const gateway = await openGateway({
      port: options.port,
      token,
      clock,
      logger,
      apis: clients,
      ids,
      account,
      mode: () => mode.mode,
      webRoot: options.webRoot,
      connect,
      attachHost: (link) => {
        hub.attach(link)
        exposeApi(api, link)
      },
    })
    undo.push(() => gateway.close())
    const origin = `http://127.0.0.1:${String(gateway.port)}`
    const url = `${origin}/#token=${token}`
    // What a page asks from now on waits in the ports of the services that are starting.
    const started = supervisor.start()
    options.onOpen?.(url)
    await started
    mode.open(
      readLiveRisk(config.dataDir, (reason) => {
        tell('critical', `nobody knows what is open with real money: the live journal cannot be read (${reason})`)
      }),
    )
    let unreadable = ''
    const look = clock.every(LOOK_EVERY, () => {
      try {
        const found = options.userStrategies?.scan() ?? files
        if (found === files) return
        files = found
        supervisor.sendUserStrategies()
        unreadable = ''
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error)
        if (reason !== unreadable) logger.warn('the folder of your strategies cannot be read', { reason })
        unreadable = reason
      }
    })
    undo.push(look)
    return { url, api: `${origin}/api`, token, stop: () => unwind(undo) }
  } catch (error) {
    await unwind(undo)
    throw error
  }
}

/** The last thing that was opened closes first. */
async function unwind(undo: (() => Promise<void> | void)[]): Promise<void> {
  for (let close = undo.pop(); close !== undefined; close = undo.pop()) await close()
}
