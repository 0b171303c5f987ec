import type { FeedUpdate, Link } from './link.ts'
import { TOPICS, type Topic, type TopicRows, type TopicSpec } from './topics.ts'

/** What changed in one update. `reset` means the rows were replaced as a whole. */
export interface ReplicaChange<Row> {
  readonly reset: boolean
  readonly upsert: readonly Row[]
  readonly remove: readonly string[]
}

export interface ReplicaListener<Row> {
  onChange(rows: ReadonlyMap<string, Row>, change: ReplicaChange<Row>): void
  onRefused?(reason: string): void
}

/** Per-client sequence source; one counter per link so that ids never clash. */
const nextSub = new WeakMap<Link, number>()

/**
 * Follows a topic on a link and keeps the same rows as the publisher. A hole in the sequence is
 * healed by asking for a new snapshot. Returns the function that ends the subscription.
 */
export function follow<T extends Topic>(
  link: Link,
  topic: T,
  filter: string,
  listener: ReplicaListener<TopicRows[T]>,
): () => void {
  type Row = TopicRows[T]
  const spec = TOPICS[topic] as unknown as TopicSpec<Row>
  const sub = (nextSub.get(link) ?? 0) + 1
  nextSub.set(link, sub)
  const rows = new Map<string, Row>()
  let seq = 0
  const ask = (): void => {
    seq = 0
    link.send({ c: 'feed', m: { type: 'subscribe', sub, topic, filter } })
  }
  const insert = (list: readonly Row[]): void => {
    for (const row of list) rows.set(spec.key(row), row)
  }
  const apply = (update: FeedUpdate): void => {
    if (update.type === 'refused') {
      listener.onRefused?.(update.reason)
      return
    }
    if (update.type === 'snapshot') {
      rows.clear()
      insert(update.rows as readonly Row[])
      seq = update.seq
      listener.onChange(rows, { reset: true, upsert: update.rows as readonly Row[], remove: [] })
    } else {
      if (seq === 0) return
      if (update.seq !== seq + 1) {
        ask()
        return
      }
      seq = update.seq
      for (const key of update.remove) rows.delete(key)
      insert(update.upsert as readonly Row[])
      listener.onChange(rows, { reset: false, upsert: update.upsert as readonly Row[], remove: update.remove })
    }
    link.send({ c: 'feed', m: { type: 'ack', sub, seq } })
  }
  const stop = link.onMessage((message) => {
    if (message.c === 'feed' && 'sub' in message.m && message.m.sub === sub && isUpdate(message.m)) apply(message.m)
  })
  ask()
  return () => {
    stop()
    link.send({ c: 'feed', m: { type: 'unsubscribe', sub } })
  }
}

const isUpdate = (message: { readonly type: string }): message is FeedUpdate =>
  message.type === 'snapshot' || message.type === 'patch' || message.type === 'refused'
