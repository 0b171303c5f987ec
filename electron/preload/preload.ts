import { ipcRenderer } from 'electron'
import { CONNECT, PORT } from '../transport/channels.ts'

/** Hands ports to the page and nothing else: the page gets no function of Electron or Node. */

window.addEventListener('message', (event: MessageEvent<unknown>) => {
  if (event.source !== window || typeof event.data !== 'object' || event.data === null) return
  const { type, service } = event.data as { type?: unknown; service?: unknown }
  if (type === CONNECT) ipcRenderer.send(CONNECT, service)
})

ipcRenderer.on(PORT, (event, service: unknown) => {
  window.postMessage({ type: PORT, service }, window.location.origin, event.ports)
})
