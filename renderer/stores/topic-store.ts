import { createStore, type StoreApi } from 'zustand/vanilla'
import type { Topic, TopicRows } from '../../core/contract/index.ts'
import type { Clock, EngineClient } from '../engine-client/index.ts'

export type TopicPhase = 'loading' | 'ready' | 'refused' | 'disconnected'

export interface TopicState<Row> {
  readonly phase: TopicPhase
  /** Why the service refused, for the person. */
  readonly reason: string
  /** The replica; the same map object throughout, changed in place: compare `version`. */
  readonly rows: ReadonlyMap<string, Row>
  readonly version: number
  /** When rows last came, epoch ms; 0 before the first. */
  readonly updatedAt: number
  /** Rows of the newest change, oldest first; everything after a reset. */
  readonly changed: readonly Row[]
  readonly reset: boolean
}

export type TopicStore<T extends Topic> = StoreApi<TopicState<TopicRows[T]>>

interface Entry {
  readonly store: StoreApi<TopicState<unknown>>
  readonly end: () => void
  users: number
  cancelEnd: () => void
}

/** How long an unused subscription is kept, so that switching tabs and back costs nothing. */
const LINGER = 3_000

const first = <Row>(): TopicState<Row> => ({
  phase: 'loading',
  reason: '',
  rows: new Map(),
  version: 0,
  updatedAt: 0,
  changed: [],
  reset: true,
})

/** One store per topic and filter, shared by every panel that looks at it. */
export class TopicStores {
  readonly #client: EngineClient
  readonly #clock: Clock
  readonly #entries = new Map<string, Entry>()

  constructor(client: EngineClient, clock: Clock) {
    this.#client = client
    this.#clock = clock
  }

  /** The store of a topic; it is live while somebody holds it (see {@link hold}). */
  store<T extends Topic>(topic: T, filter = ''): TopicStore<T> {
    return this.#entry(topic, filter).store as unknown as TopicStore<T>
  }

  /** Keeps the subscription open until the returned function is called. */
  hold(topic: Topic, filter = ''): () => void {
    const entry = this.#entry(topic, filter)
    entry.users += 1
    entry.cancelEnd()
    let held = true
    return () => {
      if (!held) return
      held = false
      entry.users -= 1
      if (entry.users === 0) this.#endLater(topic, filter, entry)
    }
  }

  #endLater(topic: Topic, filter: string, entry: Entry): void {
    entry.cancelEnd = this.#clock.after(LINGER, () => {
      this.#entries.delete(`${topic}?${filter}`)
      entry.end()
    })
  }

  #entry(topic: Topic, filter: string): Entry {
    const key = `${topic}?${filter}`
    const found = this.#entries.get(key)
    if (found !== undefined) return found
    const { store, end } = this.#open(topic, filter)
    const entry: Entry = { store, end, users: 0, cancelEnd: () => undefined }
    this.#entries.set(key, entry)
    this.#endLater(topic, filter, entry)
    return entry
  }

  #open(topic: Topic, filter: string): { store: StoreApi<TopicState<unknown>>; end: () => void } {
    const store = createStore<TopicState<unknown>>(first)
    if (this.#client.connection.getState().phase === 'disconnected') store.setState({ phase: 'disconnected' })
    const end = this.#client.follow(topic, filter, {
      onChange: (rows, change) => {
        store.setState({
          phase: 'ready',
          reason: '',
          rows,
          version: store.getState().version + 1,
          updatedAt: this.#clock.now(),
          changed: change.upsert,
          reset: change.reset || change.remove.length > 0,
        })
      },
      onRefused: (reason) => {
        store.setState({ phase: 'refused', reason })
      },
      onLost: () => {
        store.setState({ phase: 'disconnected' })
      },
    })
    return { store, end }
  }
}

const lists = new WeakMap<object, readonly unknown[]>()

/** The rows as a list, built once per state. */
export function listOf<Row>(state: TopicState<Row>): readonly Row[] {
  const known = lists.get(state)
  if (known !== undefined) return known as readonly Row[]
  const list = [...state.rows.values()]
  lists.set(state, list)
  return list
}
