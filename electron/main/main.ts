import { fileURLToPath } from 'node:url'
import { app, BrowserWindow, ipcMain, MessageChannelMain, session, utilityProcess } from 'electron'
import { createLogger } from '../../core/adapters/system/index.ts'
import type { ModeControl } from '../../core/services/mode/index.ts'
import { portLink } from '../../core/services/runtime/index.ts'
import { PORT_MESSAGE } from '../../core/contract/index.ts'
import { mainPort } from '../transport/main-port.ts'
import { hostService } from './host-service.ts'
import { electronMode, serviceOf } from './mode.ts'
import { fenceSession } from './page-rules.ts'
import { forkFrom } from './processes.ts'
import { registerPageScheme, servePage } from './serve-page.ts'
import { loadSettings } from './settings.ts'
import { ProcessSupervisor } from './supervisor.ts'
import { acceptConnects } from './validated-ipc.ts'
import { openWindow } from './windows.ts'

/** The order of start-up, from nothing to a window; read this first. */

const dist = new URL('..', import.meta.url)
const inDist = (path: string): string => fileURLToPath(new URL(path, dist))
const logger = createLogger('info', { service: 'main' })

async function start(): Promise<void> {
  // 1. What must precede readiness: the sandbox for every process, and an origin for our page.
  app.enableSandbox()
  registerPageScheme()
  await app.whenReady()

  // 2. The page's fences stand before there is a page.
  fenceSession(session.defaultSession)
  servePage(session.defaultSession.protocol, inDist("renderer"))

  // 3. The services, joined to one another directly.
  const settings = await loadSettings(app.getPath('userData'), dist)
  const host = hostService(settings, app.getVersion(), () => mode)
  const newChannel = () => new MessageChannelMain()
  const supervisor = new ProcessSupervisor({
    config: settings.config,
    fork: forkFrom((file, args, options) => utilityProcess.fork(file, args, options), inDist('electron/processes')),
    newChannel,
    now: () => Date.now(),
    after: (ms, task) => {
      const timer = setTimeout(task, ms)
      return () => {
        clearTimeout(timer)
      }
    },
    onState: (service, state, error) => {
      logger.info('service state', { service, state, error })
      host.showService({ service, state, ...(error === undefined ? {} : { error }) })
    },
  })
  const mode: ModeControl = electronMode({
    supervisor,
    newChannel,
    rows: () => host.rows(),
    onRow: (row) => {
      host.showMode(row)
    },
    onAlert: (alert) => {
      host.showAlert(alert)
    },
    switched: () => {
      for (const each of BrowserWindow.getAllWindows()) each.webContents.reload()
    },
  })
  supervisor.start()
  mode.open({ positions: [], orders: [] })

  // 4. The page may ask for a port to a service, and for nothing else.
  acceptConnects({
    ipc: ipcMain,
    onConnect: (service, event) => {
      const { port1, port2 } = newChannel()
      if (service === 'host') host.attach(portLink(mainPort(port1)))
      else if (!supervisor.handClient(serviceOf(service, mode.mode), port1)) port1.close()
      event.senderFrame?.postMessage(PORT_MESSAGE, service, [port2])
    },
    onRefused: (reason) => {
      logger.warn('refused a message from a page', { reason })
    },
  })

  // 5. The end: services flush before the program leaves.
  let leaving = false
  app.on('window-all-closed', () => {
    app.quit()
  })
  app.on('will-quit', (event) => {
    if (leaving) return
    leaving = true
    event.preventDefault()
    void supervisor.stop().finally(() => {
      app.quit()
    })
  })

  // 6. The window, last.
  const window = await openWindow(inDist('electron/preload.cjs'))
  app.on('second-instance', () => {
    if (window.isMinimized()) window.restore()
    window.focus()
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
