import type { Link } from './link.ts'
import type { TopicSpec } from './topics.ts'

/** Patches a client may have in flight; beyond it the publisher holds back and conflates. */
const WINDOW = 4
/** Changes held for a lagging client; beyond it they are forgotten and it is given a fresh snapshot instead. */
export const MOST_HELD = 5_000

interface Subscription {
  readonly link: Link
  readonly sub: number
  readonly filter: string
  seq: number
  acked: number
  /** Too much was held for it: its next message is a snapshot. */
  stale: boolean
  readonly changed: Set<string>
  readonly removed: Set<string>
  /** Exact delivery: every change in order. */
  backlog: { readonly row: unknown; readonly removed?: string }[]
  merged: number
}

/**
 * The rows of one topic and its subscribers. A row's identity is its key; a subscriber receives
 * a snapshot and then patches. Memory is bounded by the row limit and by the in-flight window,
 * whatever a client does.
 */
export class FeedTopic {
  readonly #spec: TopicSpec<unknown>
  readonly #rows = new Map<string, unknown>()
  readonly #subscriptions = new Set<Subscription>()
  readonly #defer: (task: () => void) => void
  #scheduled = false

  constructor(spec: unknown, defer: (task: () => void) => void) {
    this.#spec = spec as TopicSpec<unknown>
    this.#defer = defer
  }

  publish(row: unknown): void {
    const key = this.#spec.key(row)
    if (!this.#rows.has(key) && this.#rows.size >= this.#spec.limit) this.#evict()
    this.#rows.set(key, row)
    if (this.#subscriptions.size === 0) return
    const group = this.#spec.group(row)
    for (const subscription of this.#subscriptions) if (matches(subscription.filter, group)) this.#note(subscription, key, row)
    this.#schedule()
  }

  remove(key: string): void {
    const row = this.#rows.get(key)
    if (row === undefined) return
    this.#rows.delete(key)
    const group = this.#spec.group(row)
    for (const subscription of this.#subscriptions) {
      if (subscription.stale || !matches(subscription.filter, group)) continue
      if (subscription.changed.delete(key)) subscription.merged += 1
      if (this.#spec.delivery === 'exact') subscription.backlog.push({ row, removed: key })
      else subscription.removed.add(key)
      this.#bound(subscription)
    }
    this.#schedule()
  }

  rows(): readonly unknown[] {
    return [...this.#rows.values()]
  }

  wanted(group: string): boolean {
    for (const subscription of this.#subscriptions) if (matches(subscription.filter, group)) return true
    return false
  }

  subscribe(link: Link, sub: number, filter: string): void {
    this.unsubscribe(link, sub)
    const subscription: Subscription = {
      link,
      sub,
      filter,
      seq: 0,
      acked: 0,
      stale: false,
      changed: new Set(),
      removed: new Set(),
      backlog: [],
      merged: 0,
    }
    this.#subscriptions.add(subscription)
    this.#snapshot(subscription)
  }

  unsubscribe(link: Link, sub: number): void {
    for (const subscription of this.#subscriptions) {
      if (subscription.link === link && subscription.sub === sub) this.#subscriptions.delete(subscription)
    }
  }

  dropLink(link: Link): void {
    for (const subscription of this.#subscriptions) if (subscription.link === link) this.#subscriptions.delete(subscription)
  }

  acknowledge(link: Link, sub: number, seq: number): void {
    for (const subscription of this.#subscriptions) {
      if (subscription.link !== link || subscription.sub !== sub) continue
      subscription.acked = Math.min(subscription.seq, Math.max(subscription.acked, seq))
      if (this.#spec.delivery === 'exact') this.#send(subscription)
    }
  }

  flush(): void {
    for (const subscription of this.#subscriptions) this.#send(subscription)
  }

  /** Exact topics leave at once; the others wait for the flush interval. */
  #schedule(): void {
    if (this.#spec.delivery !== 'exact' || this.#scheduled) return
    this.#scheduled = true
    this.#defer(() => {
      this.#scheduled = false
      this.flush()
    })
  }

  #note(subscription: Subscription, key: string, row: unknown): void {
    if (subscription.stale) {
      subscription.merged += this.#spec.delivery === 'exact' ? 0 : 1
      return
    }
    if (this.#spec.delivery === 'exact') subscription.backlog.push({ row })
    else {
      if (subscription.changed.delete(key)) subscription.merged += 1
      subscription.changed.add(key)
    }
    this.#bound(subscription)
  }

  /** What a client that does not answer costs is bounded: past the bound only the need of a snapshot is remembered. */
  #bound(subscription: Subscription): void {
    const { changed, removed, backlog } = subscription
    if (changed.size + removed.size + backlog.length <= Math.max(MOST_HELD, this.#spec.limit)) return
    subscription.stale = true
    this.#forget(subscription)
  }

  #forget(subscription: Subscription): void {
    subscription.merged += subscription.changed.size
    subscription.changed.clear()
    subscription.removed.clear()
    subscription.backlog = []
  }

  #send(subscription: Subscription): void {
    if (subscription.seq - subscription.acked >= WINDOW) return
    if (subscription.stale) {
      this.#snapshot(subscription)
      return
    }
    const { upsert, remove } = this.#spec.delivery === 'exact' ? takeBacklog(subscription) : this.#takeChanged(subscription)
    if (upsert.length === 0 && remove.length === 0) return
    subscription.seq += 1
    const conflated = subscription.merged
    subscription.merged = 0
    subscription.link.send({
      c: 'feed',
      m: { type: 'patch', sub: subscription.sub, seq: subscription.seq, upsert, remove, conflated },
    })
  }

  #takeChanged(subscription: Subscription): { upsert: unknown[]; remove: string[] } {
    const upsert: unknown[] = []
    for (const key of subscription.changed) {
      const row = this.#rows.get(key)
      if (row !== undefined) upsert.push(row)
    }
    const remove = [...subscription.removed]
    subscription.changed.clear()
    subscription.removed.clear()
    return { upsert, remove }
  }

  #snapshot(subscription: Subscription): void {
    const rows: unknown[] = []
    for (const row of this.#rows.values()) if (matches(subscription.filter, this.#spec.group(row))) rows.push(row)
    this.#forget(subscription)
    subscription.stale = false
    subscription.seq += 1
    subscription.link.send({ c: 'feed', m: { type: 'snapshot', sub: subscription.sub, seq: subscription.seq, rows } })
  }

  /** The oldest row leaves. Clients are told: with a filter or after merging they could not know which one it was. */
  #evict(): void {
    for (const key of this.#rows.keys()) {
      this.remove(key)
      return
    }
  }
}

/**
 * Takes the longest run of the backlog that one patch can say: removals first, then rows in the
 * order in which they were published, each version of a row on its own.
 */
function takeBacklog(subscription: Subscription): { upsert: unknown[]; remove: string[] } {
  const upsert: unknown[] = []
  const remove: string[] = []
  let taken = 0
  for (const { row, removed } of subscription.backlog) {
    if (removed !== undefined && upsert.length > 0) break
    if (removed === undefined) upsert.push(row)
    else remove.push(removed)
    taken += 1
  }
  subscription.backlog = subscription.backlog.slice(taken)
  return { upsert, remove }
}

const matches = (filter: string, group: string): boolean => filter === '' || filter === group
