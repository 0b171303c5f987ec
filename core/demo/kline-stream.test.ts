import { afterEach, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { millis } from '../domain/index.ts'
import { simulatedClock } from '../simulation/clock/index.ts'
import { type DemoExchange, startDemoExchange } from './index.ts'
import { quietLogger } from './testing/quiet.ts'

interface Kline {
  readonly t: number
  readonly o: string
  readonly h: string
  readonly l: string
  readonly c: string
  readonly v: string
  readonly n: number
  readonly x: boolean
}

let demo: DemoExchange | undefined
afterEach(() => demo?.close())

describe.each(['market', 'recording'] as const)('klines of the %s source', (source) => {
  it('each minute is closed once, as REST tells it, and the intervals add up', async () => {
    const clock = simulatedClock(millis(1_790_000_012_345))
    demo = await startDemoExchange({ source, clock, logger: quietLogger })
    const socket = new WebSocket(`${demo.endpoint.replace('http', 'ws')}/ws/btcusdt@kline_1m`)
    await new Promise((resolve) => socket.once('open', resolve))
    const closed: Kline[] = []
    socket.on('message', (data: Buffer) => {
      const { k } = JSON.parse(data.toString()) as { readonly k: Kline }
      if (k.x) closed.push(k)
    })
    for (let second = 0; second < 360; second += 1) {
      clock.advance(1_000)
      await new Promise((resolve) => setImmediate(resolve))
    }
    await new Promise((resolve) => {
      socket.once('pong', resolve)
      socket.ping()
    })
    socket.terminate()
    const rows = async (interval: string, from: number) => {
      const url = `${demo?.endpoint ?? ''}/api/v3/klines?symbol=BTCUSDT&interval=${interval}&startTime=${String(from)}`
      return (await (await fetch(url)).json()) as [number, string, string, string, string, string, number, string, number][]
    }
    const first = closed[0]?.t ?? 0
    const minutes = await rows('1m', first)
    expect(closed).toHaveLength(6)
    closed.forEach((bar, index) => {
      const row = minutes[index]
      expect([bar.t, bar.o, bar.h, bar.l, bar.c, bar.v, bar.n]).toEqual([...(row?.slice(0, 6) ?? []), row?.[8]])
      expect(bar.n).toBeGreaterThan(0)
    })
    const five = (await rows('5m', first)).find((row) => row[0] >= first)
    const parts = minutes.filter((row) => five !== undefined && row[0] >= five[0] && row[0] < five[0] + 300_000)
    expect(five?.[1]).toBe(parts[0]?.[1])
    expect(Number(five?.[2])).toBe(Math.max(...parts.map((row) => Number(row[2]))))
    expect(Number(five?.[5])).toBeCloseTo(
      parts.reduce((sum, row) => sum + Number(row[5]), 0),
      8,
    )
  })
})
