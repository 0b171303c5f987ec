import { describe, expect, it } from 'vitest'
import { silentLogger } from '../memory/index.ts'
import { millis } from '../../domain/index.ts'
import { simulatedClock } from '../../simulation/clock/index.ts'
import type { CcxtSocketClient } from './ccxt-types.ts'
import { Subscription } from './subscription.ts'

const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve()
}

/** A channel on one socket that fails when it is cut, on a clock that the test moves. */
function setUp(options: { silence?: number; random?: number; lastPong?: () => number } = {}) {
  const clock = simulatedClock(millis(1_700_000_000_000))
  const stopping = new AbortController()
  const subscribed: number[] = []
  const downs: { at: number; reason: string; retryIn: number }[] = []
  let fail = (_error: Error): void => undefined
  const socket = {
    get lastPong() {
      return options.lastPong?.()
    },
    onError: (error: Error) => fail(error),
    connection: { terminate: () => undefined },
  } as unknown as CcxtSocketClient
  const subscription = new Subscription({
    channel: 'trades',
    watch: () => {
      subscribed.push(clock.elapsed())
      return new Promise((_resolve, reject) => {
        fail = reject
      })
    },
    clock,
    random: { next: () => options.random ?? 0 },
    logger: silentLogger(),
    signal: stopping.signal,
    backoffBase: 500,
    silence: options.silence ?? 120_000,
    sockets: () => [socket],
    onDown: (reason, retryIn) => downs.push({ at: clock.elapsed(), reason, retryIn }),
  })
  const running = subscription.run()
  /** Lets time pass in steps, with something happening before each. */
  const pass = async (by: number, step = 1_000, each: () => void = () => undefined): Promise<void> => {
    for (let passed = 0; passed < by; passed += step) {
      each()
      clock.advance(Math.min(step, by - passed))
      await settle()
    }
  }
  const close = async (): Promise<void> => {
    stopping.abort()
    await settle()
    await running
  }
  return { clock, subscription, subscribed, downs, pass, close, fail: (reason: string) => fail(new Error(reason)) }
}

describe('reconnecting', () => {
  it('waits longer from loss to loss, up to half a minute, half of it by chance', async () => {
    const at = async (random: number): Promise<number[]> => {
      const { downs, fail, pass, close } = setUp({ random })
      for (let loss = 0; loss < 9; loss += 1) {
        await settle()
        fail('cut')
        await pass(31_000)
      }
      await close()
      return downs.map(({ retryIn }) => retryIn)
    }
    expect(await at(0)).toEqual([250, 500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000, 15_000])
    expect(await at(0.999_999)).toEqual([500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000])
  })

  it('begins with small steps again after it has delivered for ten seconds, and not before', async () => {
    const { downs, fail, pass, close, subscription } = setUp()
    for (const healthy of [0, 0, 9_000, 10_000, 0]) {
      await pass(healthy, 1_000, () => subscription.frame(true))
      subscription.frame(true)
      fail('cut')
      await pass(5_000)
    }
    expect(downs.map(({ retryIn }) => retryIn)).toEqual([250, 500, 1_000, 250, 500])
    await close()
  })

  it('subscribes nothing more once it is closed, also while it waits', async () => {
    const { subscribed, fail, pass, close } = setUp()
    await settle()
    fail('cut')
    await settle()
    await close()
    await pass(60_000)
    expect(subscribed.length).toBe(1)
  })
})

describe('silence', () => {
  it('subscribes anew one tick past the limit, and says how long it was silent', async () => {
    const { downs, pass, close } = setUp({ silence: 15_000 })
    await pass(15_000)
    expect(downs).toEqual([])
    await pass(1_000)
    expect(downs).toMatchObject([{ reason: 'silent for 16000 ms' }])
    await close()
  })

  it('does not take answers and heartbeats for the stream', async () => {
    const { downs, pass, close, subscription } = setUp({ silence: 15_000 })
    await pass(16_000, 1_000, () => subscription.frame(false))
    expect(downs.length).toBe(1)
    await close()
  })

  it('cuts a quiet stream of a living socket less and less, not for ever', async () => {
    const { downs, pass, close, subscription } = setUp({ silence: 120_000 })
    await pass(24 * 3_600_000, 30_000, () => subscription.frame(false))
    // Two minutes, then twice as long each time, up to an hour.
    const silences = downs.map(({ reason }) => Number(/\d+/.exec(reason)?.[0]))
    expect(silences.slice(0, 6).map((silence) => Math.round(silence / 120_000))).toEqual([1, 2, 4, 8, 16, 30])
    expect(new Set(silences.slice(5).map((silence) => Math.floor(silence / 60_000)))).toEqual(new Set([60]))
    expect(downs.length).toBeLessThan(30)
    await close()
  })

  it('leaves a market alone that trades every ten minutes, after it has learnt so', async () => {
    const { downs, pass, close, subscription } = setUp({ silence: 120_000, lastPong: () => Number.NaN })
    const trades = (): void => subscription.frame(true)
    for (let trade = 0; trade < 200; trade += 1) {
      trades()
      await pass(600_000, 30_000, () => subscription.frame(false))
    }
    expect(downs.length).toBe(3)
    await close()
  })

  it('takes an answered ping for life, and a socket without any for dead sooner', async () => {
    const cuts = async (answers: boolean): Promise<number> => {
      let now = (): number => 0
      const { clock, downs, pass, close } = setUp({ silence: 15_000, lastPong: () => (answers ? now() : Number.NaN) })
      now = () => clock.now() - 30_000
      await pass(3_600_000, 5_000)
      await close()
      return downs.length
    }
    const [living, dead] = [await cuts(true), await cuts(false)]
    expect(living).toBeLessThan(14)
    expect(dead).toBeGreaterThan(25)
  })

  it('watches closely again a stream that has come to speak often', async () => {
    const { downs, pass, close, subscription } = setUp({ silence: 120_000 })
    await pass(3_600_000, 30_000, () => subscription.frame(false))
    const before = downs.length
    await pass(4 * 3_600_000, 30_000, () => subscription.frame(true))
    await pass(125_000, 5_000, () => subscription.frame(false))
    expect(downs.length).toBe(before + 1)
    await close()
  })

  it('is not fooled by a wall clock that is set', async () => {
    const { clock, downs, pass, close, subscription } = setUp({ silence: 15_000 })
    await pass(5_000, 1_000, () => subscription.frame(true))
    clock.setBy(1_200_000)
    await pass(5_000, 1_000, () => subscription.frame(true))
    clock.setBy(-3_600_000)
    await pass(14_000)
    expect(downs).toEqual([])
    await pass(3_000)
    expect(downs.length).toBe(1)
    await close()
  })
})
