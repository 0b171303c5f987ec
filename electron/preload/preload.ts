import { ipcRenderer } from 'electron'
import { CONNECT_MESSAGE, PORT_MESSAGE } from '../../core/contract/window-ports.ts'

/** Hands ports to the page and nothing else: the page gets no function of Electron or Node. */

window.addEventListener('message', (event: MessageEvent<unknown>) => {
  if (event.source !== window || typeof event.data !== 'object' || event.data === null) return
  const { type, service } = event.data as { type?: unknown; service?: unknown }
  if (type === CONNECT_MESSAGE) ipcRenderer.send(CONNECT_MESSAGE, service)
})

ipcRenderer.on(PORT_MESSAGE, (event, service: unknown) => {
  window.postMessage({ type: PORT_MESSAGE, service }, window.location.origin, event.ports)
})
