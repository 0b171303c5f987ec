import { app } from './app.ts'
import { BrowserWindow } from './browser-window.ts'
import type { ControlAnswer, ControlRequest, DeskView } from './control-words.ts'
import { labelsOf, Menu, Notification, questions, Tray } from './desk.ts'
import { powerMonitor } from './machine.ts'
import { pageLink } from './page-link.ts'
import { session } from './session.ts'
import { runningProcesses } from './utility-process.ts'
import type { Frame } from './web-contents.ts'

function view(): DeskView {
  const tray = Tray.current
  return {
    endpoint: pageLink.endpoint,
    windows: BrowserWindow.getAllWindows().map((window) => ({
      id: window.id,
      url: window.webContents.getURL(),
      visible: window.isVisible(),
      bounds: window.getBounds(),
    })),
    tray: tray === undefined ? null : { toolTip: tray.toolTip, labels: labelsOf(tray.menu?.items ?? []) },
    menu: labelsOf(Menu.getApplicationMenu()?.items ?? []),
    notifications: Notification.shown.map(({ options }) => ({
      title: options.title ?? '',
      body: options.body ?? '',
      actions: (options.actions ?? []).map(({ text }) => text ?? ''),
    })),
    questions: questions.map(({ options }) => ({
      message: options.message,
      detail: options.detail ?? '',
      buttons: options.buttons ?? [],
    })),
    services: runningProcesses().map(({ serviceName, pid }) => ({ name: serviceName, pid: pid ?? 0 })),
  }
}

function windowOf(id: number): BrowserWindow {
  const window = BrowserWindow.fromId(id)
  if (window === null) throw new Error(`no window has the id ${String(id)}`)
  return window
}

function permissions(name: string): unknown {
  const { handlers } = session.defaultSession
  const ask = (kind: string, ...args: unknown[]): unknown => handlers.get(kind)?.(...(args as never[]))
  let requested: unknown
  ask('request', {}, name, (granted: unknown) => {
    requested = granted
  })
  let streams: unknown = 'not answered'
  ask('display-media', {}, (given: unknown) => {
    streams = given
  })
  return { requested, checked: ask('check', null, name, '', {}), device: ask('device', {}), streams, kinds: [...handlers.keys()] }
}

async function hostile(request: Extract<ControlRequest, { do: 'ipc' }>): Promise<unknown> {
  const { webContents } = windowOf(request.window)
  const { frame } = request
  const posted: string[] = []
  const made: Frame | null =
    frame === 'own'
      ? webContents.mainFrame
      : frame && {
          url: frame.url,
          origin: '',
          parent: frame.inner ? webContents.mainFrame : null,
          postMessage: (channel) => posted.push(channel),
        }
  if (request.invoke) return await webContents.invoke(request.channel, request.args, made)
  webContents.ipc(request.channel, request.args, made)
  return posted
}

async function perform(request: ControlRequest): Promise<unknown> {
  switch (request.do) {
    case 'view':
      return view()
    case 'tray':
      if (!Tray.current?.menu) throw new Error('there is no tray with a menu')
      Tray.current.menu.click(request.label)
      return undefined
    case 'menu':
      Menu.getApplicationMenu()?.click(request.label)
      return undefined
    case 'notification':
      if (request.action === 'click') Notification.shown[request.index]?.emit('click', {})
      else Notification.shown[request.index]?.emit('action', { actionIndex: request.action }, request.action)
      return undefined
    case 'answer':
      if (questions[0] === undefined) throw new Error('nothing is asked')
      questions[0].answer(request.button, request.checked)
      return undefined
    case 'close-window':
      windowOf(request.id).close()
      return undefined
    case 'move-window': {
      const { x, y, width, height } = request
      windowOf(request.id).setBounds({ x, y, width, height })
      return undefined
    }
    case 'crash-window':
      windowOf(request.id).webContents.forcefullyCrashRenderer()
      return undefined
    case 'quit':
      app.quit()
      return undefined
    case 'power':
      powerMonitor.emit(request.event)
      return undefined
    case 'ipc':
      return await hostile(request)
    case 'permission':
      return permissions(request.name)
    case 'freeze':
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, request.ms)
      return undefined
  }
}

/** A test that forked this program drives it so; without one there is nobody to listen to. */
if (process.send !== undefined) {
  process.on('message', (raw) => {
    const { control, request } = raw as { control: number; request: ControlRequest }
    const answer = (ok: boolean, value: unknown): void => {
      const message: ControlAnswer = { control, ok, value }
      process.send?.(message)
    }
    perform(request).then(
      (value) => answer(true, value),
      (error: unknown) => answer(false, String(error)),
    )
  })
  process.on('disconnect', () => app.exit(1))
}
