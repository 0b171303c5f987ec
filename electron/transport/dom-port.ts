import type { Link, LinkMessage } from '../../core/contract/index.ts'

/** The page's end of a connection: a DOM MessagePort as a link. */
export function domPortLink(port: MessagePort): Link {
  const messages = new Set<(message: LinkMessage) => void>()
  const closes = new Set<() => void>()
  let open = true
  const shut = (): void => {
    if (!open) return
    open = false
    for (const listener of [...closes]) listener()
  }
  port.addEventListener('message', (event: MessageEvent<LinkMessage>) => {
    for (const listener of [...messages]) listener(event.data)
  })
  port.addEventListener('close', shut)
  port.start()
  return {
    send: (message) => {
      if (open) port.postMessage(message)
    },
    onMessage: (listener) => {
      messages.add(listener)
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
