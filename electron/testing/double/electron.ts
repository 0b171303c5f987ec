/**
 * The Electron modules in use, for a program that imports `electron`: real processes, real ports between them and a
 * real Chromium page, and refusals where Electron refuses. See ../README.md for what it cannot show.
 */
import './control.ts'
import { type PortEnd, channelOf } from './ports.ts'
import { SocketPairs } from './socket-pair.ts'

export { app } from './app.ts'
export { BrowserWindow } from './browser-window.ts'
export { dialog, Menu, nativeImage, Notification, Tray } from './desk.ts'
export { ipcMain } from './ipc-main.ts'
export { powerMonitor, safeStorage, screen } from './machine.ts'
export { protocol, session } from './session.ts'
export { utilityProcess } from './utility-process.ts'

const pairs = new SocketPairs()

export class MessageChannelMain {
  readonly port1: PortEnd
  readonly port2: PortEnd

  constructor() {
    ;({ port1: this.port1, port2: this.port2 } = channelOf(pairs))
  }
}
