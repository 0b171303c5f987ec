import type { FeedRequest, Link, LinkMessage } from '../../core/contract/index.ts'

/**
 * How a service's end of a link behaves: `bare` services have no rows and empty lists, `silent` ones answer nothing,
 * `refusing` ones refuse every topic and call. What lists the markets is always answered.
 */
export type Impairment = 'none' | 'bare' | 'silent' | 'refusing'

/** Read once per connection; without them no panel of a market could say what it waits for. */
const REFERENCE: ReadonlySet<string> = new Set(['instruments', 'status', 'catalog'])
/** A new account has these rows too. */
const ALWAYS: ReadonlySet<string> = new Set(['trading.state', 'system.mode'])

export interface Exceptions {
  /** Not even the rows of a new account are there. */
  readonly topics?: 'none'
  /** Not even the markets are listed. */
  readonly unlisted?: boolean
}

const callOf = (message: unknown): { readonly id: string; readonly method: string } => {
  const path: unknown = Reflect.get(Object(message), 'path')
  const id: unknown = Reflect.get(Object(message), 'id')
  return { id: String(id), method: Array.isArray(path) ? String(path[0]) : '' }
}

function refuse(link: Link, message: LinkMessage): void {
  if (message.c === 'feed') {
    const request = message.m as FeedRequest
    if (request.type !== 'subscribe') return
    link.send({ c: 'feed', m: { type: 'refused', sub: request.sub, reason: `no topic "${request.topic}" here` } })
    return
  }
  const { id, method } = callOf(message.m)
  const value = { isError: true, value: { name: 'Error', message: `${method} is not served here` } }
  link.send({ c: 'rpc', m: { id, type: 'HANDLER', name: 'throw', value } })
}

function answerEmpty(link: Link, message: LinkMessage): void {
  if (message.c !== 'feed') return
  const request = message.m as FeedRequest
  if (request.type === 'subscribe') link.send({ c: 'feed', m: { type: 'snapshot', sub: request.sub, seq: 1, rows: [] } })
}

/** The same answer with an empty list where there was one. */
function emptied(message: LinkMessage): LinkMessage {
  const value: unknown = Reflect.get(Object(message.m), 'value')
  return message.c === 'rpc' && Array.isArray(value) ? { c: 'rpc', m: { ...Object(message.m), value: [] } } : message
}

const topicOf = (message: LinkMessage): string | undefined => {
  const request = message.m as FeedRequest
  return message.c === 'feed' && request.type === 'subscribe' ? request.topic : undefined
}

/** A service's end of a link that loses, empties or refuses what passes. */
export function impairedLink(link: Link, impairment: Impairment, exceptions: Exceptions = {}): Link {
  if (impairment === 'none') return link
  const listed = exceptions.unlisted !== true
  const kept = exceptions.topics === 'none' ? new Set<string>() : ALWAYS
  const asked = new Map<string, string>()
  const passes = (message: LinkMessage): boolean => {
    if (message.c === 'rpc') return impairment === 'bare' || REFERENCE.has(callOf(message.m).method)
    const topic = topicOf(message)
    return impairment === 'bare' && (topic === undefined || kept.has(topic))
  }
  link.onMessage((message) => {
    if (message.c === 'rpc') asked.set(callOf(message.m).id, callOf(message.m).method)
    if (passes(message)) return
    if (impairment === 'refusing') refuse(link, message)
    else if (impairment === 'bare') answerEmpty(link, message)
  })
  return {
    send: (message) => {
      const method = message.c === 'rpc' ? asked.get(callOf(message.m).id) : undefined
      const whole = listed && method !== undefined && REFERENCE.has(method)
      link.send(impairment === 'bare' && !whole ? emptied(message) : message)
    },
    onMessage: (listener) =>
      link.onMessage((message) => {
        if (passes(message)) listener(message)
      }),
    onClose: (listener) => link.onClose(listener),
    close: () => {
      link.close()
    },
  }
}
