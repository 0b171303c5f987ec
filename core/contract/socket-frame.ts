import { z } from 'zod'
import { type Link, type LinkEnd, type LinkMessage, linkEnd } from './link.ts'
import { SERVICES, type ServiceName } from './services.ts'

/** One WebSocket carries the links to all services: each frame names its service. */
export interface SocketFrame {
  readonly s: ServiceName
  readonly m: LinkMessage
}

const sub = z.int().min(0)
const seq = z.int().min(0)

const feedSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('subscribe'), sub, topic: z.string(), filter: z.string() }),
  z.object({ type: z.literal('unsubscribe'), sub }),
  z.object({ type: z.literal('ack'), sub, seq }),
  z.object({ type: z.literal('snapshot'), sub, seq, rows: z.array(z.unknown()) }),
  z.object({
    type: z.literal('patch'),
    sub,
    seq,
    upsert: z.array(z.unknown()),
    remove: z.array(z.string()),
    conflated: z.int().min(0),
  }),
  z.object({ type: z.literal('refused'), sub, reason: z.string() }),
])

const frameSchema = z.object({
  s: z.enum(SERVICES),
  m: z.discriminatedUnion('c', [
    z.object({ c: z.literal('rpc'), m: z.unknown() }),
    z.object({ c: z.literal('feed'), m: feedSchema }),
  ]),
})

/** Parses a frame from an untrusted peer; undefined when it is not one. */
export function parseSocketFrame(text: string): SocketFrame | undefined {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return undefined
  }
  const parsed = frameSchema.safeParse(value)
  return parsed.success ? parsed.data : undefined
}

/** The links of one socket, one per service. */
export interface SocketMux {
  link(service: ServiceName): Link
  receive(text: string): void
  /** The socket is gone: every link closes. */
  closed(): void
}

export function socketMux(send: (text: string) => void): SocketMux {
  const ends = new Map<ServiceName, LinkEnd>()
  let open = true
  const endOf = (service: ServiceName): LinkEnd => {
    const found = ends.get(service)
    if (found !== undefined) return found
    const made = linkEnd({
      send: (message) => {
        if (open) send(JSON.stringify({ s: service, m: message }))
      },
      close: () => ends.delete(service),
    })
    ends.set(service, made)
    return made
  }
  return {
    link: (service) => endOf(service).link,
    receive(text) {
      const frame = parseSocketFrame(text)
      if (frame !== undefined) ends.get(frame.s)?.receive(frame.m)
    },
    closed() {
      open = false
      for (const end of ends.values()) end.closed()
      ends.clear()
    },
  }
}
