import { afterEach, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { millis } from '../domain/index.ts'
import { simulatedClock } from '../simulation/clock/index.ts'
import { type DemoExchange, startDemoExchange } from './index.ts'
import { type DepthUpdate, LocalBook } from './testing/local-book.ts'
import { quietLogger } from './testing/quiet.ts'

const START = millis(1_790_000_012_345)
let exchange: DemoExchange | undefined
let socket: WebSocket | undefined

afterEach(async () => {
  socket?.terminate()
  await exchange?.close()
})

const breathe = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

interface Frame {
  readonly stream: string
  readonly data: DepthUpdate & { readonly e?: string; readonly t?: number; readonly b?: unknown }
}

/** Listens to streams while simulated time goes by; frames are told to `see` in order. */
async function run(source: 'market' | 'recording', streams: string, seconds: number, see: (frame: Frame) => void) {
  const clock = simulatedClock(START)
  exchange = await startDemoExchange({ source, clock, logger: quietLogger })
  const { endpoint } = exchange
  socket = new WebSocket(`${endpoint.replace('http', 'ws')}/stream.binance.com:9443/stream?streams=${streams}`)
  const open = socket
  await new Promise((resolve) => open.once('open', resolve))
  socket.on('message', (data: Buffer) => {
    see(JSON.parse(data.toString()) as Frame)
  })
  const depth = async () =>
    (await (await fetch(`${endpoint}/api.binance.com/api/v3/depth?symbol=BTCUSDT&limit=5000`)).json()) as never
  const advance = async (ms: number): Promise<void> => {
    for (let done = 0; done < ms; done += 500) {
      clock.advance(500)
      await breathe()
    }
  }
  await advance(3_000)
  const first = await depth()
  await advance(seconds * 1000)
  // A round trip over the socket: everything sent before has been seen after it.
  await new Promise((resolve) => {
    open.once('pong', resolve)
    open.ping()
  })
  return { first, last: await depth(), clock, advance, depth }
}

describe.each([
  ['market', 60],
  // Over the end of the recording.
  ['recording', 700],
] as const)('depth stream of the %s source', (source, seconds) => {
  it.each(['btcusdt@depth@100ms', 'btcusdt@depth'])(
    '%s rebuilds the REST book without a hole and never crosses',
    async (stream) => {
      const updates: DepthUpdate[] = []
      const { first, last } = await run(source, stream, seconds, (frame) => updates.push(frame.data))
      const book = new LocalBook(first)
      let crossed = 0
      updates.forEach((update, index) => {
        book.apply(update)
        if (index % 5 === 0 && book.isCrossed()) crossed += 1
      })
      const served = new LocalBook(last)
      expect(crossed).toBe(0)
      expect(book.applied).toBeGreaterThan(stream.endsWith('100ms') ? seconds * 5 : seconds / 2)
      if (stream.endsWith('100ms')) {
        expect(book.lastUpdateId).toBe(served.lastUpdateId)
        expect(book.best(60)).toEqual(served.best(60))
      } else expect(book.lastUpdateId).toBeLessThanOrEqual(served.lastUpdateId)
    },
  )
})

describe('trade stream', () => {
  it.each(['market', 'recording'] as const)('%s numbers trades without a hole', async (source) => {
    const ids: number[] = []
    await run(source, 'btcusdt@trade', source === 'market' ? 60 : 700, (frame) => ids.push(frame.data.t ?? -1))
    expect(ids.length).toBeGreaterThan(50)
    ids.forEach((id, index) => {
      if (index > 0) expect(id).toBe((ids[index - 1] ?? 0) + 1)
    })
  })
})
