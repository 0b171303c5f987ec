import type { MenuItemConstructorOptions } from 'electron'
import type { SafetyAction } from './safety.ts'

export interface MenuActions {
  readonly open: () => void
  readonly safety: (action: SafetyAction) => void
  readonly keys: () => void
  readonly keepInTray: { readonly on: boolean; readonly set: (on: boolean) => void }
  readonly quit: () => void
  readonly updates?: {
    readonly check: () => void
    /** Whether versions that are not finished are offered too; takes effect at the next start. */
    readonly beta: { readonly on: boolean; readonly set: (on: boolean) => void }
  }
}

/** Standard roles where the system has them; nothing that reloads into another page or opens developer tools. */
export function menuTemplate(isMac: boolean, actions: MenuActions): MenuItemConstructorOptions[] {
  const line: MenuItemConstructorOptions = { type: 'separator' }
  const quit: MenuItemConstructorOptions = {
    label: 'Quit Sentinel',
    accelerator: 'CmdOrCtrl+Q',
    click: actions.quit,
  }
  const app: MenuItemConstructorOptions = {
    label: 'Sentinel',
    submenu: [{ role: 'about' }, line, { role: 'hide' }, { role: 'hideOthers' }, { role: 'unhide' }, line, quit],
  }
  return [
    ...(isMac ? [app] : []),
    {
      label: 'File',
      submenu: [
        { label: 'Open terminal', accelerator: 'CmdOrCtrl+Shift+T', click: actions.open },
        { label: 'Exchange keys…', click: actions.keys },
        {
          label: 'Keep running in the tray',
          type: 'checkbox',
          checked: actions.keepInTray.on,
          click: ({ checked }) => actions.keepInTray.set(checked),
        },
        line,
        { role: 'close' },
        ...(isMac ? [] : [quit]),
      ],
    },
    { role: 'editMenu' },
    {
      label: 'View',
      submenu: [{ role: 'resetZoom' }, { role: 'zoomIn' }, { role: 'zoomOut' }, line, { role: 'togglefullscreen' }],
    },
    {
      label: 'Safety',
      submenu: [
        { label: 'Kill: stop all trading now', click: () => actions.safety('kill') },
        { label: 'Flatten', submenu: [{ label: 'Sell every position now', click: () => actions.safety('flatten') }] },
      ],
    },
    { role: 'windowMenu' },
    { role: 'help', submenu: [{ role: 'about' }, ...updateItems(actions.updates)] },
  ]
}

function updateItems(updates: MenuActions['updates']): MenuItemConstructorOptions[] {
  if (updates === undefined) return []
  const { beta, check } = updates
  return [
    { type: 'separator' },
    { label: 'Look for updates…', click: check },
    {
      label: 'Offer unfinished versions too (from the next start)',
      type: 'checkbox',
      checked: beta.on,
      click: ({ checked }) => {
        beta.set(checked)
      },
    },
  ]
}
