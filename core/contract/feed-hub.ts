import type { Clock } from '../ports/index.ts'
import { FeedTopic } from './feed-topic.ts'
import type { FeedRequest, Link } from './link.ts'
import { isTopic, TOPICS, type Topic, type TopicRows } from './topics.ts'

export interface FeedHubOptions {
  readonly clock: Clock
  /** How often conflated topics are flushed to clients, ms. */
  readonly interval?: number
}

/** The publishing end of a service's feeds, for any number of links. */
export class FeedHub {
  readonly #topics = new Map<Topic, FeedTopic>()
  readonly #stop: () => void

  constructor(topics: readonly Topic[], options: FeedHubOptions) {
    const defer = (task: () => void): void => {
      options.clock.after(0, task)
    }
    for (const topic of topics) this.#topics.set(topic, new FeedTopic(TOPICS[topic], defer))
    this.#stop = options.clock.every(options.interval ?? 40, () => {
      for (const topic of this.#topics.values()) topic.flush()
    })
  }

  /** Inserts or replaces the row of its key. */
  publish<T extends Topic>(topic: T, row: TopicRows[T]): void {
    this.#of(topic).publish(row)
  }

  remove(topic: Topic, key: string): void {
    this.#of(topic).remove(key)
  }

  /** True while somebody listens: lets a publisher skip building expensive rows. */
  wanted(topic: Topic, group: string): boolean {
    return this.#of(topic).wanted(group)
  }

  rows<T extends Topic>(topic: T): readonly TopicRows[T][] {
    return this.#of(topic).rows() as readonly TopicRows[T][]
  }

  /** Serves one client until its link closes. */
  attach(link: Link): void {
    const mine = new Map<number, FeedTopic>()
    link.onMessage((message) => {
      if (message.c === 'feed') this.#handle(message.m as FeedRequest, link, mine)
    })
    link.onClose(() => {
      for (const topic of new Set(mine.values())) topic.dropLink(link)
      mine.clear()
    })
  }

  close(): void {
    this.#stop()
  }

  #handle(request: FeedRequest, link: Link, mine: Map<number, FeedTopic>): void {
    switch (request.type) {
      case 'subscribe': {
        const topic = isTopic(request.topic) ? this.#topics.get(request.topic) : undefined
        if (topic === undefined) {
          link.send({ c: 'feed', m: { type: 'refused', sub: request.sub, reason: `no topic "${request.topic}" here` } })
          return
        }
        mine.get(request.sub)?.unsubscribe(link, request.sub)
        mine.set(request.sub, topic)
        topic.subscribe(link, request.sub, request.filter)
        return
      }
      case 'unsubscribe':
        mine.get(request.sub)?.unsubscribe(link, request.sub)
        mine.delete(request.sub)
        return
      case 'ack':
        mine.get(request.sub)?.acknowledge(link, request.sub, request.seq)
    }
  }

  #of(topic: Topic): FeedTopic {
    const found = this.#topics.get(topic)
    if (found === undefined) throw new Error(`topic ${topic} is not served by this hub`)
    return found
  }
}
