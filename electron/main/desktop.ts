import { app, dialog, Menu, Notification } from 'electron'
import type { AlertRow, SignalRow } from '../../core/contract/index.ts'
import { commandId, type OrderState } from '../../core/domain/index.ts'
import type { Clock, IdSource, Logger } from '../../core/ports/index.ts'
import { AccountWatch } from './account-watch.ts'
import type { DesktopFile } from './desktop-state.ts'
import { menuTemplate } from './menu.ts'
import type { ElectronMode } from './mode.ts'
import { type Notice, Notices } from './notices.ts'
import { type OpenRisk, QuitGuard, whyStays } from './quit-guard.ts'
import { approveUnread } from './quick-approval.ts'
import { performSafety, type SafetyAction } from './safety.ts'
import { TrayIcon } from './tray.ts'

export interface DesktopOptions {
  readonly trading: ElectronMode
  readonly file: DesktopFile
  readonly clock: Clock
  readonly ids: IdSource
  readonly logger: Logger
  readonly showTerminal: () => void
  readonly showKeys: () => void
  readonly locked: () => boolean
  readonly leave: () => void
  /** Absent where the program was not installed, so that nothing updates it. */
  readonly checkUpdates?: () => void
}

/** Everything of the terminal that stands on the desktop beside its windows, and works with all of them closed. */
export interface Desktop {
  readonly guard: QuitGuard
  /** What is open with real money; rejects when nobody knows. */
  risk(): Promise<OpenRisk>
  alert(alert: AlertRow): void
  modeShown(): void
  switched(): void
  /** What to say when the last window closed; undefined: nothing keeps the program. */
  staysFor(): string | undefined
  note(title: string, body: string): void
  close(): void
}

/** Notifications that still stand: what nobody refers to loses its clicks. */
const MOST_SHOWN = 50
/** Orders in these states have a request on its way. */
const MOVING: readonly OrderState[] = ['created', 'submitted', 'cancelling', 'unknown']

export function openDesktop(options: DesktopOptions): Desktop {
  const { checkUpdates, clock, file, ids, leave, locked, logger, showKeys, showTerminal, trading } = options
  const { clients, mode } = trading
  const shown = new Set<Notification>()

  const show = (notice: Notice): void => {
    if (!Notification.isSupported()) return
    const actions = notice.actions.map(({ text }) => ({ type: 'button' as const, text }))
    const notification = new Notification({
      title: notice.title,
      body: notice.body,
      actions: process.platform === 'linux' ? [] : actions,
      ...(notice.urgent ? { urgency: 'critical' as const } : {}),
    })
    notification.on('click', notice.open)
    notification.on('action', (details, index) => {
      notice.actions[details.actionIndex ?? index]?.act()
    })
    notification.on('close', () => shown.delete(notification))
    notification.on('failed', (_event, error) => {
      logger.warn('a notification was not shown', { error })
    })
    shown.add(notification)
    for (const oldest of shown) {
      if (shown.size <= MOST_SHOWN) break
      shown.delete(oldest)
    }
    notification.show()
  }
  const note = (title: string, body: string): void => {
    show({ title, body, urgent: false, actions: [], open: showTerminal })
  }
  const safety = (action: SafetyAction): void => {
    void performSafety(action, { clients, mode: () => mode.row(), ids }).then(({ done, said }) => {
      logger[done ? 'info' : 'error'](`${action} from the desktop`, { said })
      const title = action === 'kill' ? 'Kill switch' : 'Flatten'
      show({ title: done ? title : `${title} was NOT done`, body: said, urgent: !done, actions: [], open: showTerminal })
    })
  }
  const approve = (signal: SignalRow): void => {
    approveUnread(clients.api('trader'), signal, commandId(ids.next('approve'))).then(
      ({ said, look }) => {
        note(`${signal.action.toUpperCase()} ${signal.instrument}`, said)
        if (look) showTerminal()
      },
      (error: unknown) => {
        note(`${signal.instrument}: not approved`, error instanceof Error ? error.message : String(error))
      },
    )
  }
  const notices = new Notices({ clock, show, open: showTerminal, approve, locked })

  const risk = async (): Promise<OpenRisk> => {
    const { live, openRisk } = mode.row()
    if (live !== 'running') return { positions: openRisk, orders: 0, watched: live !== 'off' }
    const { positions, orders } = await clients.control('trader-live').standing()
    return { positions, orders, watched: true }
  }
  const guard = new QuitGuard({
    risk,
    clock,
    leave,
    perform: (action) => performSafety(action, { clients, mode: () => ({ mode: 'live', live: 'running' }), ids }),
    settled: async () => {
      const orders = await clients.api('trader-live').orders({ limit: 2_000 })
      return orders.every(({ state }) => !MOVING.includes(state))
    },
    ask: async ({ message, detail, buttons, confirm }) => {
      const answer = await dialog.showMessageBox({
        type: 'warning',
        title: 'Sentinel',
        message,
        detail,
        buttons: [...buttons],
        defaultId: 0,
        cancelId: 0,
        noLink: true,
        ...(confirm === undefined ? {} : { checkboxLabel: confirm, checkboxChecked: false }),
      })
      return { button: buttons[answer.response] ?? '', confirmed: answer.checkboxChecked }
    },
    tell: (message) => {
      show({ title: 'Sentinel goes on', body: message, urgent: true, actions: [], open: showTerminal })
    },
  })
  const quit = (): void => {
    app.quit()
  }
  const setMenu = (): void => {
    const keepInTray = {
      on: file.state.keepInTray,
      set: (on: boolean) => {
        file.change({ keepInTray: on })
      },
    }
    const beta = {
      on: file.state.updateChannel === 'beta',
      set: (on: boolean) => {
        file.change({ updateChannel: on ? 'beta' : 'latest' })
      },
    }
    const updates = checkUpdates === undefined ? {} : { updates: { check: checkUpdates, beta } }
    const actions = { open: showTerminal, safety, keys: showKeys, keepInTray, quit, ...updates }
    Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(process.platform === 'darwin', actions)))
  }
  setMenu()
  const tray = new TrayIcon({ row: mode.row(), portfolio: undefined }, { open: showTerminal, safety, quit })
  const watch = new AccountWatch({
    connect: (name) => trading.connect(name),
    clock,
    onPortfolio: (portfolio) => {
      tray.show({ portfolio })
    },
    onSignals: (rows, first) => {
      notices.signals(rows, first)
    },
  })
  watch.start()

  return {
    guard,
    risk,
    note,
    alert: (alert) => {
      notices.alert(alert)
    },
    modeShown: () => {
      tray.show({ row: mode.row() })
    },
    switched: () => {
      tray.show({ portfolio: undefined })
      watch.switched()
    },
    staysFor: () => whyStays(mode.row(), file.state.keepInTray),
    close: () => {
      watch.stop()
      notices.close()
      tray.close()
    },
  }
}
