import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { LinkMessage } from './link.ts'
import { parseSocketFrame, socketMux } from './socket-frame.ts'

const feed = (m: object): string => JSON.stringify({ s: 'trader', m: { c: 'feed', m } })

describe('frames of the one socket', () => {
  it.each([
    { type: 'subscribe', sub: 1, topic: 'trading.orders', filter: '' },
    { type: 'unsubscribe', sub: 1 },
    { type: 'ack', sub: 1, seq: 7 },
    { type: 'snapshot', sub: 1, seq: 1, rows: [{ id: 'a' }] },
    { type: 'patch', sub: 1, seq: 2, upsert: [{ id: 'a' }], remove: ['b'], conflated: 3 },
    { type: 'refused', sub: 1, reason: 'no' },
  ])('takes $type', (message) => {
    expect(parseSocketFrame(feed(message))).toEqual({ s: 'trader', m: { c: 'feed', m: message } })
  })

  it.each([
    ['no JSON', '{'],
    ['nothing', ''],
    ['a list', '[]'],
    ['null', 'null'],
    ['an unknown service', JSON.stringify({ s: 'bank', m: { c: 'rpc', m: 1 } })],
    ['no service', JSON.stringify({ m: { c: 'rpc', m: 1 } })],
    ['an unknown channel', JSON.stringify({ s: 'feed', m: { c: 'smtp', m: 1 } })],
    ['an unknown request', feed({ type: 'drop', sub: 1 })],
    ['an ack that is text', feed({ type: 'ack', sub: 1, seq: 'much' })],
    ['an ack below zero', feed({ type: 'ack', sub: 1, seq: -1 })],
    ['an ack that is half', feed({ type: 'ack', sub: 1, seq: 0.5 })],
    ['an ack without subscription', feed({ type: 'ack', seq: 1 })],
    ['a filter that is a number', feed({ type: 'subscribe', sub: 1, topic: 'trading.orders', filter: 3 })],
    ['a patch without rows', feed({ type: 'patch', sub: 1, seq: 2 })],
  ])('refuses %s', (_what, text) => {
    expect(parseSocketFrame(text)).toBeUndefined()
  })

  it('never throws, whatever comes', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        parseSocketFrame(text)
      }),
    )
  })
})

describe('links over one socket', () => {
  it('keeps services apart, drops garbage, and closes every link with the socket', () => {
    const sent: string[] = []
    const mux = socketMux((text) => sent.push(text))
    const heard: [string, LinkMessage][] = []
    const closed: string[] = []
    for (const service of ['feed', 'trader'] as const) {
      const link = mux.link(service)
      expect(mux.link(service)).toBe(link)
      link.onMessage((message) => heard.push([service, message]))
      link.onClose(() => closed.push(service))
    }
    mux.link('feed').send({ c: 'rpc', m: 1 })
    expect(sent.map((text) => parseSocketFrame(text))).toEqual([{ s: 'feed', m: { c: 'rpc', m: 1 } }])
    mux.receive('garbage')
    mux.receive(JSON.stringify({ s: 'trader', m: { c: 'rpc', m: 2 } }))
    expect(heard).toEqual([['trader', { c: 'rpc', m: 2 }]])
    mux.closed()
    expect(closed).toEqual(['feed', 'trader'])
    mux.receive(JSON.stringify({ s: 'trader', m: { c: 'rpc', m: 3 } }))
    mux.link('feed').send({ c: 'rpc', m: 4 })
    expect([heard.length, sent.length]).toEqual([1, 1])
  })
})
