import type { RawData, WebSocket } from 'ws'
import {
  type FeedRequest,
  type Link,
  type LinkMessage,
  linkEnd,
  parseSocketFrame,
  type ServiceName,
} from '../../../contract/index.ts'
import type { Clock, Logger } from '../../../ports/index.ts'
import type { Port } from '../../../services/runtime/index.ts'

export interface SocketClientOptions {
  readonly socket: WebSocket
  readonly clock: Clock
  readonly logger: Logger
  readonly connect: (service: ServiceName) => Port | undefined
  /** Serves the host's own requests and streams. */
  readonly attachHost: (link: Link) => void
}

/** Text waiting in a socket beyond which its client is taken for gone; it reconnects to fresh snapshots. */
const MOST_BUFFERED = 16 * 1024 * 1024
const RETRY = 250

/**
 * One browser window. Frames are passed between its socket and a port of its own to each service,
 * so flow control is between the window and the service. When a service restarts, its
 * subscriptions are asked for again and the window gets fresh snapshots.
 */
export function serveSocket({ socket, clock, logger, connect, attachHost }: SocketClientOptions): void {
  const ports = new Map<ServiceName, Port>()
  const subscriptions = new Map<ServiceName, Map<number, FeedRequest>>()
  let open = true

  const sendFrame = (service: ServiceName, message: unknown): void => {
    if (!open) return
    if (socket.bufferedAmount > MOST_BUFFERED) {
      logger.warn('a window does not read its socket and is cut off', { buffered: socket.bufferedAmount })
      socket.terminate()
      return
    }
    socket.send(JSON.stringify({ s: service, m: message }))
  }

  const host = linkEnd({
    send: (message) => {
      sendFrame('host', message)
    },
    close: () => undefined,
  })
  attachHost(host.link)

  const portOf = (service: ServiceName): Port | undefined => {
    const known = ports.get(service)
    if (known !== undefined) return known
    const port = connect(service)
    if (port === undefined) return undefined
    ports.set(service, port)
    port.listen((message) => {
      sendFrame(service, message)
    })
    port.onClose(() => {
      ports.delete(service)
      restore(service)
    })
    return port
  }

  const restore = (service: ServiceName): void => {
    const wanted = subscriptions.get(service)
    if (!open || wanted === undefined || wanted.size === 0) return
    const port = portOf(service)
    if (port === undefined) {
      clock.after(RETRY, () => {
        restore(service)
      })
      return
    }
    for (const request of wanted.values()) port.send({ c: 'feed', m: request })
  }

  const remember = (service: ServiceName, message: LinkMessage): void => {
    if (message.c !== 'feed' || !('type' in message.m)) return
    const mine = subscriptions.get(service) ?? new Map<number, FeedRequest>()
    subscriptions.set(service, mine)
    if (message.m.type === 'subscribe') mine.set(message.m.sub, message.m)
    else if (message.m.type === 'unsubscribe') mine.delete(message.m.sub)
  }

  socket.on('message', (data, binary) => {
    const frame = binary ? undefined : parseSocketFrame(textOf(data))
    if (frame === undefined) {
      socket.close(1008, 'not a frame of this protocol')
      return
    }
    if (frame.s === 'host') {
      host.receive(frame.m)
      return
    }
    remember(frame.s, frame.m)
    const known = ports.has(frame.s)
    const port = portOf(frame.s)
    if (port !== undefined) port.send(frame.m)
    else if (!known) restore(frame.s)
  })
  socket.on('close', () => {
    open = false
    host.closed()
    for (const port of ports.values()) port.close()
  })
  socket.on('error', (error) => {
    logger.debug('a window socket failed', { reason: error.message })
  })
}

/** ws hands a text frame over in whatever pieces it arrived. */
const textOf = (data: RawData): string =>
  Array.isArray(data)
    ? Buffer.concat(data).toString()
    : data instanceof ArrayBuffer
      ? Buffer.from(data).toString()
      : data.toString()
