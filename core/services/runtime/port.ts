import type { Link, LinkMessage } from '../../contract/index.ts'

/** One end of a structured-clone channel, whatever the host makes it of. Messages sent before `listen` wait. */
export interface Port {
  send(message: unknown, transfer?: readonly unknown[]): void
  listen(listener: (message: unknown) => void): void
  onClose(listener: () => void): void
  close(): void
}

/** A client's connection over a port: the messages are plain JSON data already. Nothing is lost before the first listener. */
export function portLink(port: Port): Link {
  const messages = new Set<(message: LinkMessage) => void>()
  const closes = new Set<() => void>()
  let open = true
  let started = false
  const shut = (): void => {
    if (!open) return
    open = false
    for (const listener of [...closes]) listener()
  }
  /** What waits in the port is for all who listen by the end of this turn, not for the first alone. */
  const start = async (): Promise<void> => {
    await Promise.resolve()
    port.listen((message) => {
      for (const listener of [...messages]) listener(message as LinkMessage)
    })
  }
  port.onClose(shut)
  return {
    send: (message) => {
      if (open) port.send(message)
    },
    onMessage: (listener) => {
      messages.add(listener)
      if (!started) {
        started = true
        start().catch(shut)
      }
      return () => messages.delete(listener)
    },
    onClose: (listener) => {
      closes.add(listener)
      return () => closes.delete(listener)
    },
    close: () => {
      port.close()
      shut()
    },
  }
}
