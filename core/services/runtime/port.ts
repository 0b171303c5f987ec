import { type Link, type LinkMessage, linkEnd } from '../../contract/index.ts'

/** One end of a structured-clone channel, whatever the host makes it of. Messages sent before `listen` wait. */
export interface Port {
  send(message: unknown, transfer?: readonly unknown[]): void
  listen(listener: (message: unknown) => void): void
  onClose(listener: () => void): void
  close(): void
}

/** A client's connection over a port: the messages are plain JSON data already. */
export function portLink(port: Port): Link {
  const end = linkEnd({
    send: (message) => {
      port.send(message)
    },
    close: () => {
      port.close()
    },
  })
  port.listen((message) => {
    end.receive(message as LinkMessage)
  })
  port.onClose(() => {
    end.closed()
  })
  return end.link
}
