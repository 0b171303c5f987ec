import { describe, expect, it } from 'vitest'
import { InputError, millis } from '../domain/index.ts'
import { simulatedClock } from '../simulation/clock/index.ts'
import { linkPair, type Link } from './link.ts'
import { type Api, CallLost, connectApi, exposeApi } from './rpc.ts'

interface Calculator extends Api {
  readonly add: (a: number, b: number) => Promise<number>
  readonly fail: () => Promise<never>
  readonly never: () => Promise<never>
}

function joined() {
  const clock = simulatedClock(millis(0))
  const [server, client] = linkPair(queueMicrotask)
  exposeApi<Calculator>(
    {
      add: (a, b) => Promise.resolve(a + b),
      fail: () => Promise.reject(new InputError({ field: 'a', value: '1', remedy: 'use 2' })),
      never: () => new Promise<never>(() => undefined),
    },
    server,
  )
  const api = connectApi<Calculator>(['add', 'fail', 'never'], client, { clock, timeout: 1_000 })
  return { clock, server, client, api }
}

/** What the server answers to one raw message; undefined when it says nothing. */
async function answerTo(client: Link, message: unknown): Promise<unknown> {
  let heard: unknown
  const stop = client.onMessage((each) => {
    heard = each.m
  })
  client.send({ c: 'rpc', m: message })
  await new Promise((resolve) => setImmediate(resolve))
  stop()
  return heard
}

describe('requests over a link', () => {
  it('brings back answers and errors, and keeps calls apart', async () => {
    const { api } = joined()
    expect(await Promise.all([api.add(1, 2), api.add(30, 4)])).toEqual([3, 34])
    await expect(api.fail()).rejects.toThrow('a: 1: use 2')
    await expect(api.fail()).rejects.toMatchObject({ name: 'InputError' })
  })

  it('settles a call that is never answered when its time runs out, and not before', async () => {
    const { api, clock } = joined()
    let outcome: unknown = 'open'
    const call = api.never().catch((error: unknown) => {
      outcome = error
    })
    clock.advance(999)
    await new Promise((resolve) => setImmediate(resolve))
    expect(outcome).toBe('open')
    clock.advance(1)
    await call
    expect(outcome).toBeInstanceOf(CallLost)
    expect(String(outcome)).toContain('never: time ran out')
  })

  it('settles everything under way when the link closes, and refuses what comes later', async () => {
    const { api, client } = joined()
    const calls = [api.never(), api.add(1, 1), api.never()]
    client.close()
    for (const result of await Promise.allSettled(calls)) {
      expect(result.status).toBe('rejected')
      expect((result as PromiseRejectedResult).reason).toBeInstanceOf(CallLost)
    }
    await expect(api.add(1, 1)).rejects.toThrow(CallLost)
  })

  it('answers an unknown method with an error', async () => {
    const { client } = joined()
    for (const method of ['erase', 'constructor', 'toString', '__proto__', 'hasOwnProperty']) {
      const answer = await answerTo(client, { id: 'x', type: 'APPLY', path: [method], argumentList: [] })
      expect(answer).toMatchObject({
        id: 'x',
        name: 'throw',
        value: { isError: true, value: { message: `no method "${method}" here` } },
      })
    }
  })

  it.each([
    [
      'a path into the prototype',
      { id: 'x', type: 'SET', path: ['constructor', 'prototype', 'polluted'], value: { type: 'RAW', value: 1 } },
    ],
    [
      'a longer path',
      { id: 'x', type: 'APPLY', path: ['add', 'constructor'], argumentList: [{ type: 'RAW', value: 'return 1' }] },
    ],
    ['an empty path', { id: 'x', type: 'APPLY', path: [], argumentList: [] }],
    ['a read', { id: 'x', type: 'GET', path: ['add'] }],
    ['a construction', { id: 'x', type: 'CONSTRUCT', path: ['add'], argumentList: [] }],
    ['an endpoint', { id: 'x', type: 'ENDPOINT', path: [] }],
    ['a release', { id: 'x', type: 'RELEASE', path: [] }],
    [
      'a transferred argument',
      { id: 'x', type: 'APPLY', path: ['add'], argumentList: [{ type: 'HANDLER', name: 'proxy', value: {} }] },
    ],
    ['arguments that are no list', { id: 'x', type: 'APPLY', path: ['add'], argumentList: 'one' }],
    ['nothing', null],
    ['a number', 7],
  ])('does nothing for %s, and goes on serving', async (_what, message) => {
    const { client, api } = joined()
    expect(await answerTo(client, message)).toBeUndefined()
    expect('polluted' in {}).toBe(false)
    expect(await api.add(2, 2)).toBe(4)
  })
})
