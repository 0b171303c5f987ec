/** The loopback exchange, a thread of its own: sends frames over a WebSocket and stamps orders that come over HTTP. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { parentPort } from 'node:worker_threads'
import { type WebSocket, WebSocketServer } from 'ws'
import { silentLogger } from '../../adapters/memory/index.ts'
import { systemClock } from '../../adapters/system/index.ts'
import { startDemoExchange } from '../../demo/index.ts'
import { FrameSource, type Lean } from './frames.ts'

export interface RunRequest {
  readonly ticks: number
  /** Frames a second that lead to nothing, all the time; 0: a few before each tick. */
  readonly rate: number
}
export type ExchangeMessage =
  /** `private`: the origin of a demo exchange, for those who send signed orders. */
  | { readonly type: 'listening'; readonly port: number; readonly private: string }
  | { readonly type: 'client' }
  /** Microseconds from the send of each acted-on frame to the arrival of its whole order, buys and sells apart. */
  | { readonly type: 'done'; readonly buy: readonly number[]; readonly sell: readonly number[]; readonly missed: number }
  | { readonly type: 'failed'; readonly reason: string }

/** Quiet frames before each one that leads to an order. */
const QUIET = 6
const PAUSE = 8
const PATIENCE = 250
/** A strategy steps at most once a millisecond, so a frame that arrives together with its forerunners may be passed over. */
const MOST_MISSED = 20

const parent = parentPort
if (parent === null) throw new Error('this file is started by the bench as a worker thread')
const say = (message: ExchangeMessage): void => {
  parent.postMessage(message)
}
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

let frames = new FrameSource()
let client: WebSocket | undefined
let arrived: (at: bigint) => void = () => undefined

const server = createServer((request, response) => {
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', () => {
    const at = process.hrtime.bigint()
    const body = JSON.parse(Buffer.concat(chunks).toString()) as { readonly newClientOrderId: string; readonly quantity: string }
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify({ clientOrderId: body.newClientOrderId, status: 'FILLED', executedQty: body.quantity }))
    arrived(at)
  })
})
new WebSocketServer({ server }).on('connection', (socket) => {
  client = socket
  frames = new FrameSource()
  socket.send(frames.snapshot())
  say({ type: 'client' })
})
const demo = await startDemoExchange({
  source: 'market',
  speed: 0.0001,
  clock: systemClock(),
  logger: silentLogger(),
  ordersPerTenSeconds: 1_000_000,
  weightLimit: 10_000_000,
  onRequest: ({ method, path }) => {
    if (method === 'POST' && path === '/api/v3/order') arrived(process.hrtime.bigint())
  },
})
server.listen(0, '127.0.0.1', () => {
  say({ type: 'listening', port: (server.address() as AddressInfo).port, private: demo.endpoint })
})

/** Sends `rate` frames a second until it is stopped; what a late timer leaves behind follows at once. */
function pump(rate: number): () => void {
  const started = performance.now()
  let sent = 0
  const timer = setInterval(() => {
    for (const due = ((performance.now() - started) * rate) / 1_000; sent < due; sent += 1) sendQuiet(sent)
  }, 1)
  return () => {
    clearInterval(timer)
  }
}

function sendQuiet(turn: number): void {
  const now = Date.now()
  client?.send(turn % 2 === 0 ? frames.trade(now, turn) : frames.depth(now, turn))
}

/** Microseconds until the order of one leaning frame is here; undefined when none comes. */
async function tip(turn: number, lean: Lean): Promise<number | undefined> {
  for (let quiet = 0; quiet < QUIET; quiet += 1) {
    sendQuiet(quiet)
    await pause(0)
  }
  await pause(PAUSE)
  const order = Promise.withResolvers<bigint | undefined>()
  const late = setTimeout(order.resolve, PATIENCE, undefined)
  arrived = order.resolve
  const text = frames.depth(Date.now(), turn, lean)
  const sent = process.hrtime.bigint()
  client?.send(text)
  const at = await order.promise
  clearTimeout(late)
  if (at === undefined) {
    // Any later frame lets the strategy step again; that order is not counted, it only keeps the sides in turn.
    client?.send(frames.trade(Date.now(), turn))
    await pause(PATIENCE)
  }
  await pause(PAUSE)
  return at === undefined ? undefined : Number(at - sent) / 1_000
}

/** One at a time: the next frame leaves only after the order of the last one was answered. */
async function run({ ticks, rate }: RunRequest): Promise<void> {
  const stop = rate > 0 ? pump(rate) : () => undefined
  try {
    await tipAll(ticks)
  } finally {
    stop()
  }
}

async function tipAll(ticks: number): Promise<void> {
  const times: { buy: number[]; sell: number[] } = { buy: [], sell: [] }
  let missed = 0
  for (let turn = 0; turn < ticks; turn += 1) {
    const lean = turn % 2 === 0 ? 'buy' : 'sell'
    const time = await tip(turn, lean)
    if (time === undefined) missed += 1
    else times[lean].push(time)
    if (missed > MOST_MISSED) throw new Error(`too many frames without an order; the last leaned to ${lean}`)
  }
  say({ type: 'done', ...times, missed })
}

parent.on('message', (request: RunRequest) => {
  run(request).catch((error: unknown) => {
    say({ type: 'failed', reason: String(error) })
  })
})
