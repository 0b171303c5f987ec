/** One request or answer of comlink, as plain data. */
export interface RpcMessage {
  readonly c: 'rpc'
  readonly m: unknown
}

/** Client to publisher. */
export type FeedRequest =
  | { readonly type: 'subscribe'; readonly sub: number; readonly topic: string; readonly filter: string }
  | { readonly type: 'unsubscribe'; readonly sub: number }
  | { readonly type: 'ack'; readonly sub: number; readonly seq: number }

/**
 * Publisher to client. A snapshot replaces all rows; a patch follows the previous seq by exactly one,
 * and its removals come before its rows.
 */
export type FeedUpdate =
  | { readonly type: 'snapshot'; readonly sub: number; readonly seq: number; readonly rows: readonly unknown[] }
  | {
      readonly type: 'patch'
      readonly sub: number
      readonly seq: number
      readonly upsert: readonly unknown[]
      readonly remove: readonly string[]
      /** Updates merged away or dropped since the last patch; always zero where delivery is exact. */
      readonly conflated: number
    }
  | { readonly type: 'refused'; readonly sub: number; readonly reason: string }

export interface FeedMessage {
  readonly c: 'feed'
  readonly m: FeedRequest | FeedUpdate
}

export type LinkMessage = RpcMessage | FeedMessage

/**
 * A two-way, ordered, message-preserving connection between one client and one service.
 * Everything sent must be plain JSON data, so that the same contract runs over a MessagePort,
 * Electron's MessagePortMain and a WebSocket.
 */
export interface Link {
  send(message: LinkMessage): void
  /** Returns the function that stops listening. */
  onMessage(listener: (message: LinkMessage) => void): () => void
  onClose(listener: () => void): () => void
  close(): void
}

/** A link and the two calls by which its carrier feeds it. */
export interface LinkEnd {
  readonly link: Link
  /** Hands a message that arrived to the listeners. */
  receive(message: LinkMessage): void
  /** The carrier is gone: listeners are told once, and nothing is sent any more. */
  closed(): void
}

/** The bookkeeping that every carrier needs; `carrier` says how to send and what closing means there. */
export function linkEnd(carrier: { readonly send: (message: LinkMessage) => void; readonly close: () => void }): LinkEnd {
  const messages = new Set<(message: LinkMessage) => void>()
  const closes = new Set<() => void>()
  let open = true
  const closed = (): void => {
    if (!open) return
    open = false
    for (const listener of [...closes]) listener()
  }
  return {
    link: {
      send: (message) => {
        if (open) carrier.send(message)
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
        if (!open) return
        carrier.close()
        closed()
      },
    },
    receive: (message) => {
      for (const listener of [...messages]) listener(message)
    },
    closed,
  }
}

/** Two links joined in memory; delivery is deferred by `defer` so that callers never re-enter each other. */
export function linkPair(defer: (task: () => void) => void): readonly [Link, Link] {
  const ends: LinkEnd[] = []
  let open = true
  const make = (theirs: number): LinkEnd =>
    linkEnd({
      send: (message) => {
        const copy = jsonCopy(message)
        defer(() => {
          if (open) ends[theirs]?.receive(copy)
        })
      },
      close: () => {
        open = false
        ends[theirs]?.closed()
      },
    })
  const near = make(1)
  const far = make(0)
  ends.push(near, far)
  return [near.link, far.link]
}

/** What a JSON socket does to a message: the in-memory link must not be more generous than the real ones. */
const jsonCopy = (message: LinkMessage): LinkMessage => JSON.parse(JSON.stringify(message)) as LinkMessage
