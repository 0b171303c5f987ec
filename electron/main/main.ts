import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { app, ipcMain, MessageChannelMain, powerMonitor, protocol, safeStorage, session, utilityProcess } from 'electron'
import { createLogger, systemClock, systemIds } from '../../core/adapters/system/index.ts'
import type { AlertRow, ServiceName } from '../../core/contract/index.ts'
import { keysMessage, LogRelay, portLink } from '../../core/services/runtime/index.ts'
import { mainPort } from '../transport/main-port.ts'
import { Credentials } from './credentials.ts'
import { type Desktop, openDesktop } from './desktop.ts'
import { DesktopFile } from './desktop-state.ts'
import { type HostService, hostService } from './host-service.ts'
import { acceptKeys } from './keys-door.ts'
import { KeysWindow } from './keys-window.ts'
import { type ElectronMode, electronMode, mayArm, serviceOf } from './mode.ts'
import { PagePorts } from './page-ports.ts'
import { fenceSession, lockPage } from './page-rules.ts'
import { watchPower } from './power.ts'
import { forkFrom, killOutright } from './processes.ts'
import { registerPageScheme, servePage } from './serve-page.ts'
import { loadSettings } from './settings.ts'
import { ProcessSupervisor } from './supervisor.ts'
import { unlockedName } from './unlocked-name.ts'
import { beginVersion, openUpdates } from './updates/electron-updates.ts'
import { type UpdateTalk, watchHealth } from './updates/index.ts'
import { acceptConnects } from './validated-ipc.ts'
import { TerminalWindows } from './windows.ts'

/** The order of start-up, from nothing to a window, and of the end; read this first. */

const dist = new URL('..', import.meta.url)
const inDist = (path: string): string => fileURLToPath(new URL(path, dist))
const [clock, ids] = [systemClock(), systemIds()]
const ownLines = new LogRelay({ clock, ids })
const logger = createLogger('info', { service: 'main' }, (record) => {
  ownLines.take(record)
})

async function start(): Promise<void> {
  // 0. An update that does not start leads back to the version before. Only what was installed is ever updated.
  const wayBack = app.isPackaged ? beginVersion(app.getPath('userData'), logger) : undefined
  if (app.isPackaged && wayBack === undefined) {
    app.exit(0)
    return
  }

  // 1. What must precede readiness: the sandbox for every process, an origin for our page, a lock on whatever shows one.
  app.enableSandbox()
  // As the installer registers it: without it Windows shows no notification.
  app.setAppUserModelId('app.sentinel.terminal')
  registerPageScheme(protocol)
  app.on('web-contents-created', (_event, contents) => {
    lockPage(contents)
    contents.on('destroyed', () => {
      pagePorts.gone(contents.id)
    })
  })
  await app.whenReady()

  // 2. The page's fences stand before there is a page.
  fenceSession(session.defaultSession)
  servePage(session.defaultSession.protocol, inDist('renderer'))
  const keysWindow = new KeysWindow(inDist('electron/keys-preload.cjs'))
  keysWindow.prepare()

  // 3. The folder is ours alone, and what it says is open with real money.
  const userData = app.getPath('userData')
  const settings = await loadSettings(userData, dist)
  const { claimDataFolder, readLiveRisk } = await import('./account-files.ts')
  const release = claimDataFolder(settings.config.dataDir, 'storage.dataDir')
  const credentials = new Credentials({
    file: join(userData, 'keys.json'),
    keychain: safeStorage,
    platform: process.platform,
  })

  // 4. The services, joined to one another directly, and the mode that says which trader is commanded.
  let leaving: 'no' | 'allowed' | 'stopped' = 'no'
  const newChannel = () => new MessageChannelMain()
  const alert = (row: AlertRow): void => {
    logger[row.severity === 'info' ? 'info' : 'warn'](row.message, { source: row.source, severity: row.severity })
    host.showAlert(row)
    beside.desktop?.alert(row)
  }
  const tell = (severity: AlertRow['severity'], message: string): void => {
    alert({ id: ids.next('alert'), at: clock.now(), severity, source: 'host', message })
  }
  const supervisor = new ProcessSupervisor({
    config: settings.config,
    clock,
    newChannel,
    killOutright,
    fork: forkFrom((file, args, options) => utilityProcess.fork(file, args, options), inDist('electron/processes'), process.env),
    // Opened for this one message; main keeps nothing of it.
    firstWord: async (service) =>
      service === 'trader-live' ? keysMessage(await credentials.open(trading.mode.row().keys)) : undefined,
    mayArm: (service) => mayArm(service, trading.mode.mode),
    onRow: (row) => {
      host.showService(row)
      if (row.state === 'running' && states.get(row.service) !== 'running')
        pagePorts.renew((name) => leadsTo(name) === row.service)
      if (states.get(row.service) !== row.state) logger.info('service state', { service: row.service, state: row.state })
      states.set(row.service, row.state)
    },
    onAlert: alert,
    onLog: (service, line) => {
      host.showLog({ ...line, service })
    },
    onEnded: (service) => {
      if (service === 'trader-live') trading.mode.liveEnded()
    },
  })
  const states = new Map<string, string>()
  const leadsTo = (name: ServiceName): string => (name === 'host' ? '' : serviceOf(name, trading.mode.mode))
  /** Stands once there is a mode to show; what happens before is told to the windows alone. */
  const beside: { desktop?: Desktop } = {}
  const trading: ElectronMode = electronMode({
    supervisor,
    newChannel,
    clock,
    ids,
    keys: await unlockedName(credentials),
    onRow: (row) => {
      host.showMode(row)
      beside.desktop?.modeShown()
    },
    onAlert: alert,
    switched: () => {
      pagePorts.renew((name) => name === 'trader')
      beside.desktop?.switched()
    },
  })
  const host: HostService = hostService({
    settings,
    version: app.getVersion(),
    clock,
    mode: () => trading.mode,
    rows: () => supervisor.rows(),
  })
  ownLines.follow((line) => {
    host.showLog({ ...line, service: 'host' })
  })
  const pagePorts = new PagePorts({
    newChannel,
    hand: (name, port) => {
      if (name !== 'host') return supervisor.handClient(serviceOf(name, trading.mode.mode), port)
      host.attach(portLink(mainPort(port)))
      return true
    },
  })
  supervisor.start()
  trading.mode.open(
    readLiveRisk(settings.config.dataDir, (reason) => {
      tell('critical', `nobody knows what is open with real money: the live journal cannot be read (${reason})`)
    }),
  )

  // 5. The doors into this process: a page may ask for a port to a service, the keys' window may hand over keys.
  const onRefused = (reason: string): void => {
    logger.warn('refused a message from a page', { reason })
  }
  acceptConnects({
    ipc: ipcMain,
    clock,
    onConnect: (name, { sender }, frame) => {
      pagePorts.asked(name, sender, frame)
    },
    onRefused,
  })
  acceptKeys({
    ipc: ipcMain,
    credentials,
    clock,
    isAsker: (event) => keysWindow.isAsker(event),
    onChanged: () => {
      void unlockedName(credentials).then((keys) => {
        trading.mode.unlocked(keys)
      })
    },
    onRefused,
  })

  // 6. The windows where they were, and what stands beside them: tray, menu, notifications.
  const file = new DesktopFile(join(userData, 'desktop.json'), (reason) => {
    tell('warning', `where the windows were is forgotten: ${reason}`)
  })
  const windows = new TerminalWindows({
    preload: inDist('electron/preload.cjs'),
    file,
    leaving: () => leaving !== 'no',
    onFailed: (reason) => {
      tell('critical', `a window does not load: ${reason}`)
    },
  })
  const leave = (): void => {
    leaving = 'allowed'
    app.quit()
  }
  const power = watchPower({
    monitor: powerMonitor,
    clock,
    woken: () => {
      supervisor.tellAll({ type: 'woken' })
    },
    tell: (message) => {
      tell('warning', message)
    },
    shutdown: leave,
  })
  const desktop = openDesktop({
    trading,
    file,
    clock,
    ids,
    logger,
    showTerminal: () => {
      windows.showMain()
    },
    showKeys: () => {
      keysWindow.open()
    },
    locked: power.locked,
    leave,
    ...(wayBack === undefined
      ? {}
      : {
          checkUpdates: () => {
            void talk?.asked()
          },
        }),
  })
  beside.desktop = desktop
  windows.restore()
  let talk: UpdateTalk | undefined
  if (wayBack !== undefined) {
    const needed = ['feed', 'strategy', 'trader', 'recorder'] as const
    const runs = (): boolean => needed.every((service) => states.get(service) === 'running')
    watchHealth(clock, runs, () => {
      wayBack.healthy()
    })
    const shutDown = async (): Promise<void> => {
      leaving = 'stopped'
      await end()
    }
    // Trading does not wait for it, and goes on without it.
    openUpdates({ wayBack, clock, channel: file.state.updateChannel, liveRisk: () => desktop.risk(), shutDown }).then(
      (opened) => {
        talk = opened
      },
      (error: unknown) => {
        logger.warn('updates are not looked for', { reason: error instanceof Error ? error.message : String(error) })
      },
    )
  }
  app.on('second-instance', () => {
    windows.showMain()
  })
  app.on('activate', () => {
    windows.showMain()
  })
  app.on('render-process-gone', (_event, contents, { reason }) => {
    if (reason === 'clean-exit') return
    tell('critical', `a window's process ended (${reason}) and is started again; trading goes on without it`)
    if (!contents.isDestroyed()) contents.reload()
  })
  app.on('child-process-gone', (_event, { type, reason, exitCode, name }) => {
    logger.warn('a process ended', { type, reason, exitCode, name })
  })

  // 7. The end: with real money open it is refused; then services flush before the program leaves.
  app.on('window-all-closed', () => {
    const why = desktop.staysFor()
    if (why === undefined && process.platform !== 'darwin') app.quit()
    else if (why !== undefined) desktop.note('Sentinel goes on in the tray', why)
  })
  app.on('before-quit', (event) => {
    if (leaving !== 'no') return
    event.preventDefault()
    void desktop.guard.wanted()
  })
  const end = async (): Promise<void> => {
    desktop.close()
    trading.mode.close()
    wayBack?.left()
    try {
      await supervisor.stop()
    } finally {
      release()
    }
  }
  app.on('will-quit', (event) => {
    if (leaving === 'stopped') return
    event.preventDefault()
    void end().finally(() => {
      leaving = 'stopped'
      app.quit()
    })
  })
}

if (app.requestSingleInstanceLock()) {
  start().catch((error: unknown) => {
    logger.error('the terminal could not start', { reason: error instanceof Error ? error.message : String(error) })
    app.exit(1)
  })
} else {
  logger.info('the terminal is running already; its window comes to the front')
  app.quit()
}
