import type { Port } from '../../core/services/runtime/index.ts'

/** What we use of Electron's MessagePortMain; the real one fits, and so does the test double. */
export interface MainPortLike {
  postMessage(message: unknown): void
  on(event: 'message', listener: (event: { data: unknown }) => void): unknown
  on(event: 'close', listener: () => void): unknown
  start(): void
  close(): void
}

/**
 * A MessagePortMain as a service port. Its events are `{data, ports}`. Messages that transfer
 * ArrayBuffers are reported to vanish on this port, so the transfer list is dropped and buffers are copied.
 */
export function mainPort(port: MainPortLike): Port {
  const closes = new Set<() => void>()
  let listening = false
  port.on('close', () => {
    for (const each of [...closes]) each()
  })
  return {
    send: (message) => {
      port.postMessage(message)
    },
    listen(listener) {
      if (listening) throw new Error('this port has a listener already')
      listening = true
      port.on('message', (event) => {
        listener(event.data)
      })
      // Until started, Electron queues: nothing sent before this is lost.
      port.start()
    },
    onClose: (listener) => {
      closes.add(listener)
    },
    close: () => {
      port.close()
    },
  }
}
