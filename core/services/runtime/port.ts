import { type Link, type LinkMessage, linkEnd } from '../../contract/index.ts'

/** One end of a structured-clone channel, whatever the host makes it of. Messages sent before `listen` wait. */
export interface Port {
  send(message: unknown, transfer?: readonly unknown[]): void
  listen(listener: (message: unknown) => void): void
  onClose(listener: () => void): void
  close(): void
}

/** A client's connection over a port: the messages are plain JSON data already. Nothing is lost before the first listener. */
export function portLink(port: Port): Link {
  const end = linkEnd({
    send: (message) => {
      port.send(message)
    },
    close: () => {
      port.close()
    },
  })
  let started = false
  /** What waits in the port is for all who listen by the end of this turn, not for the first alone. */
  const start = async (): Promise<void> => {
    await Promise.resolve()
    port.listen((message) => {
      end.receive(message as LinkMessage)
    })
  }
  port.onClose(() => {
    end.closed()
  })
  return {
    ...end.link,
    onMessage: (listener) => {
      const stop = end.link.onMessage(listener)
      if (!started) {
        started = true
        start().catch(() => {
          end.closed()
        })
      }
      return stop
    },
  }
}
