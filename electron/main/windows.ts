import { BrowserWindow } from 'electron'
import { lockPage, PAGE_ORIGIN } from './page-rules.ts'

/** The terminal's window: sandboxed, isolated, and shown only when there is something to see. */
export async function openWindow(preload: string): Promise<BrowserWindow> {
  const window = new BrowserWindow({
    width: 1600,
    height: 1000,
    minWidth: 960,
    minHeight: 600,
    show: false,
    backgroundColor: '#0b0e14',
    title: 'Sentinel',
    webPreferences: {
      preload,
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      webviewTag: false,
      spellcheck: false,
    },
  })
  lockPage(window.webContents)
  window.once('ready-to-show', () => {
    window.show()
  })
  await window.loadURL(`${PAGE_ORIGIN}/index.html`)
  return window
}
