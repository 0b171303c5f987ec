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

/** Two links joined in memory; delivery is deferred by `defer` so that callers never re-enter each other. */
export function linkPair(defer: (task: () => void) => void): readonly [Link, Link] {
  const ends = [0, 1].map(() => ({ messages: new Set<(message: LinkMessage) => void>(), closes: new Set<() => void>() }))
  let open = true
  const make = (mine: number, theirs: number): Link => ({
    send(message) {
      if (!open) return
      const copy = structuredCopy(message)
      defer(() => {
        if (open) for (const listener of [...(ends[theirs]?.messages ?? [])]) listener(copy)
      })
    },
    onMessage(listener) {
      ends[mine]?.messages.add(listener)
      return () => ends[mine]?.messages.delete(listener)
    },
    onClose(listener) {
      ends[mine]?.closes.add(listener)
      return () => ends[mine]?.closes.delete(listener)
    },
    close() {
      if (!open) return
      open = false
      for (const end of ends) for (const listener of [...end.closes]) listener()
    },
  })
  return [make(0, 1), make(1, 0)]
}

/** What a JSON socket does to a message: the in-memory link must not be more generous than the real ones. */
const structuredCopy = (message: LinkMessage): LinkMessage => JSON.parse(JSON.stringify(message)) as LinkMessage
