import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { millis } from '../domain/index.ts'
import { simulatedClock } from '../simulation/clock/index.ts'
import { FeedHub } from './feed-hub.ts'
import { follow } from './feed-replica.ts'
import { FeedTopic, MOST_HELD } from './feed-topic.ts'
import type { FeedMessage, FeedUpdate, Link, LinkMessage } from './link.ts'
import { linkPair } from './link.ts'
import type { MetricRow, Topic, TopicRows, TopicSpec } from './topics.ts'

/** A link whose two directions are queues that the test lets through, or not, one message at a time. */
function heldLink() {
  const wire: { readonly to: 0 | 1; readonly message: LinkMessage }[] = []
  const listeners = [new Set<(message: LinkMessage) => void>(), new Set<(message: LinkMessage) => void>()]
  const closes = new Set<() => void>()
  const end = (mine: 0 | 1): Link => ({
    send: (message) => void wire.push({ to: mine === 0 ? 1 : 0, message: JSON.parse(JSON.stringify(message)) as LinkMessage }),
    onMessage: (listener) => {
      listeners[mine]?.add(listener)
      return () => listeners[mine]?.delete(listener)
    },
    onClose: (listener) => {
      closes.add(listener)
      return () => closes.delete(listener)
    },
    close: () => {
      for (const each of closes) each()
    },
  })
  return {
    server: end(0),
    client: end(1),
    /** Delivers the oldest message that goes to that end. */
    pass(to: 0 | 1): boolean {
      const at = wire.findIndex((each) => each.to === to)
      const [found] = at < 0 ? [] : wire.splice(at, 1)
      if (found !== undefined) for (const listener of [...(listeners[to] ?? [])]) listener(found.message)
      return found !== undefined
    },
    /** Loses the newest patch under way to the client. */
    losePatch(): boolean {
      const at = wire.findLastIndex((each) => each.to === 1 && (each.message as FeedMessage).m.type === 'patch')
      if (at >= 0) wire.splice(at, 1)
      return at >= 0
    },
    underWay: (to: 0 | 1) => wire.filter((each) => each.to === to).length,
  }
}

interface Row {
  readonly key: string
  readonly group: string
  readonly version: number
}

type Kind = 'latest' | 'tail' | 'exact'

const rowsFor = {
  latest: (row: Row): TopicRows['market.quotes'] => ({ instrument: row.key, bid: String(row.version) }) as never,
  tail: (row: Row): TopicRows['market.trades'] => ({ instrument: row.group, id: row.key, price: String(row.version) }) as never,
  exact: (row: Row): TopicRows['trading.signals'] =>
    ({ id: row.key, instrument: row.group, reason: String(row.version) }) as never,
}
const topicOf = { latest: 'market.quotes', tail: 'market.trades', exact: 'trading.signals' } as const satisfies Record<
  string,
  Topic
>
const keyOf = {
  latest: (row: Row) => row.key,
  tail: (row: Row) => `${row.group}|${row.key}`,
  exact: (row: Row) => row.key,
}
const groupOf = (kind: Kind, row: Row): string => (kind === 'latest' ? row.key : row.group)

const moves = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: fc.record({ type: fc.constant('publish' as const), row: fc.nat(7) }) },
    { weight: 2, arbitrary: fc.record({ type: fc.constant('remove' as const), row: fc.nat(7) }) },
    { weight: 8, arbitrary: fc.record({ type: fc.constantFrom('flush' as const, 'deliver' as const, 'acknowledge' as const) }) },
    { weight: 1, arbitrary: fc.record({ type: fc.constantFrom('lose' as const, 'again' as const) }) },
  ),
  { maxLength: 120 },
)

/** Rows of two groups; the key fixes the group. */
const rowAt = (index: number, version: number): Row => ({ key: `k${String(index)}`, group: `g${String(index % 2)}`, version })

describe.each(['latest', 'tail', 'exact'] as const)('a %s topic', (kind) => {
  it('has the same rows at both ends whenever all is quiet, whatever happened on the way', () => {
    fc.assert(
      fc.property(moves, fc.constantFrom('', 'first'), (script, which) => {
        const clock = simulatedClock(millis(0))
        const topic = topicOf[kind]
        const hub = new FeedHub([topic], { clock, interval: 40 })
        const wire = heldLink()
        hub.attach(wire.server)
        const filter = which === '' ? '' : groupOf(kind, rowAt(0, 0))
        let seen: ReadonlyMap<string, unknown> = new Map()
        const subscribe = () => follow(wire.client, topic, filter, { onChange: (rows) => (seen = rows) })
        let stop = subscribe()
        let version = 0
        const settle = (): void => {
          for (let round = 0; round < 200; round += 1) {
            clock.advance(40)
            let moved = false
            for (const to of [0, 1] as const) while (wire.pass(to)) moved = true
            if (!moved) return
          }
          throw new Error('never quiet')
        }
        const expected = (): Map<string, unknown> =>
          new Map(
            hub
              .rows(topic)
              .map((row) => [String((row as { id?: string }).id ?? (row as { instrument: string }).instrument), row] as const)
              .filter(([, row]) => filter === '' || (row as { instrument: string }).instrument === filter),
          )
        const publish = (index: number): void => {
          version += 1
          hub.publish(topic, rowsFor[kind](rowAt(index, version)))
        }
        for (const move of script) {
          if (move.type === 'publish') publish(move.row)
          else if (move.type === 'remove') hub.remove(topic, keyOf[kind](rowAt(move.row, 0)))
          else if (move.type === 'flush') clock.advance(40)
          else if (move.type === 'deliver') wire.pass(1)
          else if (move.type === 'acknowledge') wire.pass(0)
          else if (move.type === 'again') {
            stop()
            stop = subscribe()
          } else {
            // A hole in the sequence is noticed with the next patch, and one always comes in the end.
            settle()
            publish(2)
            clock.advance(40)
            wire.losePatch()
            publish(0)
            settle()
          }
        }
        settle()
        const mine = new Map(
          [...seen.values()].map((row) => [
            String((row as { id?: string }).id ?? (row as { instrument: string }).instrument),
            row,
          ]),
        )
        expect(mine).toEqual(expected())
        hub.close()
      }),
      { numRuns: 300 },
    )
  })

  it('holds a bounded amount for a client that never answers, and heals it in one message when it does', () => {
    const topic = new FeedTopic(
      { service: 'feed', delivery: kind, limit: 50, key: (r: Row) => r.key, group: (r: Row) => r.group } satisfies TopicSpec<Row>,
      (task) => {
        task()
      },
    )
    const wire = heldLink()
    topic.subscribe(wire.server, 1, '')
    for (let version = 1; version <= 3 * MOST_HELD; version += 1) {
      topic.publish({ key: `k${String(version)}`, group: 'g', version })
      if (version % 10 === 0) topic.flush()
    }
    expect(wire.underWay(1)).toBe(4)
    const last: FeedUpdate[] = []
    wire.client.onMessage((message) => last.push((message as FeedMessage).m as FeedUpdate))
    while (wire.pass(1));
    topic.acknowledge(wire.server, 1, 4)
    topic.flush()
    while (wire.pass(1));
    const rows = new Map<string, Row>()
    for (const update of last) {
      if (update.type === 'snapshot') rows.clear()
      if (update.type === 'patch') for (const key of update.remove) rows.delete(key)
      const list = (update.type === 'snapshot' ? update.rows : update.type === 'patch' ? update.upsert : []) as readonly Row[]
      for (const row of list) rows.set(row.key, row)
    }
    expect(last).toHaveLength(5)
    expect([...rows.values()]).toEqual(topic.rows())
  })

  it('evicts the same row everywhere when it is full', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(9), fc.boolean()), { maxLength: 60 }), fc.constantFrom('', 'g0'), (script, filter) => {
        const spec = { service: 'feed', delivery: kind, limit: 3, key: (r: Row) => r.key, group: (r: Row) => r.group }
        const topic = new FeedTopic(spec, () => undefined)
        const wire = heldLink()
        const rows = new Map<string, Row>()
        wire.client.onMessage((message) => {
          const update = (message as FeedMessage).m as Extract<FeedUpdate, { type: 'patch' }>
          if (update.type !== 'patch') return
          for (const key of update.remove) rows.delete(key)
          for (const row of update.upsert as readonly Row[]) rows.set(row.key, row)
          topic.acknowledge(wire.server, 1, update.seq)
        })
        topic.subscribe(wire.server, 1, filter)
        for (const [version, [index, flush]] of script.entries()) {
          topic.publish(rowAt(index, version))
          if (flush) topic.flush()
          while (flush && wire.pass(1));
        }
        for (let round = 0; round < 80; round += 1) {
          topic.flush()
          while (wire.pass(1));
        }
        const expected = (topic.rows() as readonly Row[]).filter((row) => filter === '' || row.group === filter)
        expect(new Map(rows)).toEqual(new Map(expected.map((row) => [row.key, row])))
        expect(topic.rows().length).toBeLessThanOrEqual(3)
      }),
      { numRuns: 200 },
    )
  })
})

describe('delivery', () => {
  const metric = (name: string, value: number): MetricRow => ({ name, value, unit: 'ms', at: 0 })

  it('counts: what was published of a latest topic was delivered or conflated', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('a', 'b', 'c', 'remove-a', 'flush', 'pass', 'ack'), { maxLength: 80 }), (script) => {
        const clock = simulatedClock(millis(0))
        const hub = new FeedHub(['feed.metrics'], { clock, interval: 40 })
        const wire = heldLink()
        hub.attach(wire.server)
        let delivered = 0
        let conflated = 0
        wire.client.onMessage((message) => {
          const { m } = message as FeedMessage
          if (m.type === 'patch') {
            delivered += m.upsert.length
            conflated += m.conflated
          }
        })
        const stop = follow(wire.client, 'feed.metrics', '', { onChange: () => undefined })
        while (wire.pass(0) || wire.pass(1));
        let published = 0
        const publish = (name: string): void => {
          published += 1
          hub.publish('feed.metrics', metric(name, published))
        }
        for (const step of script) {
          if (step === 'flush') clock.advance(40)
          else if (step === 'pass') wire.pass(1)
          else if (step === 'ack') wire.pass(0)
          else if (step === 'remove-a') hub.remove('feed.metrics', 'a')
          else publish(step)
        }
        publish('last')
        for (let round = 0; round < 100; round += 1) {
          clock.advance(40)
          while (wire.pass(0) || wire.pass(1));
        }
        expect(delivered + conflated).toBe(published)
        stop()
        hub.close()
      }),
      { numRuns: 300 },
    )
  })

  it('shows every version of an exact row in order, also to a slow client', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.nat(3), fc.constantFrom('pass', 'ack', 'turn')), { maxLength: 150 }), (script) => {
        const clock = simulatedClock(millis(0))
        const hub = new FeedHub(['trading.signals'], { clock })
        const wire = heldLink()
        hub.attach(wire.server)
        const seen: string[] = []
        const stop = follow(wire.client, 'trading.signals', '', {
          onChange: (_rows, change) => void seen.push(...change.upsert.map((row) => `${row.id}@${String(row.reason)}`)),
        })
        while (wire.pass(0) || wire.pass(1));
        const published: string[] = []
        for (const step of script) {
          if (step === 'turn') clock.advance(0)
          else if (step === 'pass') wire.pass(1)
          else if (step === 'ack') wire.pass(0)
          else {
            const row = rowAt(Number(step), published.length)
            published.push(`${row.key}@${String(row.version)}`)
            hub.publish('trading.signals', rowsFor.exact(row))
          }
        }
        for (let round = 0; round < 60; round += 1) {
          clock.advance(1)
          while (wire.pass(0) || wire.pass(1));
        }
        expect(seen).toEqual(published)
        stop()
        hub.close()
      }),
      { numRuns: 300 },
    )
  })

  it('refuses a topic that is not served, stops at unsubscribe, and forgets a closed link', () => {
    const clock = simulatedClock(millis(0))
    const hub = new FeedHub(['feed.metrics'], { clock })
    const [server, client] = linkPair((task) => {
      clock.after(0, task)
    })
    hub.attach(server)
    const refused: string[] = []
    follow(client, 'trading.signals', '', { onChange: () => undefined, onRefused: (reason) => refused.push(reason) })
    let changes = 0
    const stop = follow(client, 'feed.metrics', '', { onChange: () => (changes += 1) })
    clock.advance(1)
    expect(refused).toEqual(['no topic "trading.signals" here'])
    expect([changes, hub.wanted('feed.metrics', '')]).toEqual([1, true])
    stop()
    clock.advance(1)
    expect(hub.wanted('feed.metrics', '')).toBe(false)
    follow(client, 'feed.metrics', '', { onChange: () => (changes += 1) })
    clock.advance(1)
    client.close()
    expect(hub.wanted('feed.metrics', '')).toBe(false)
    hub.publish('feed.metrics', metric('a', 1))
    clock.advance(100)
    expect(changes).toBe(2)
    hub.close()
  })
})
