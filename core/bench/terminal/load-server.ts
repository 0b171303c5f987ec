/**
 * The real gateway over services that publish at given rates, in a process of its own so that what the page costs is
 * measured alone. Talks to its parent: `{bursts}` publishes so many trades within one second; `published` asks for the counts.
 */
import { fileURLToPath } from 'node:url'
import { MessageChannel } from 'node:worker_threads'
import { z } from 'zod'
import { systemClock, systemIds } from '../../adapters/system/index.ts'
import { type Api, exposeApi, FeedHub, type Link, type ServiceName, TOPICS, type Topic } from '../../contract/index.ts'
import { nodePort, openGateway } from '../../hosts/node/index.ts'
import { portLink } from '../../services/runtime/index.ts'
import { LoadFeed } from './load-feed.ts'

const TOKEN = 'bench-terminal-load'
const rates = z
  .object({ booksPerSecond: z.number(), tradesPerSecond: z.number(), orders: z.number(), fills: z.number() })
  .parse(JSON.parse(process.argv[2] ?? '{}'))
const order = z.union([z.object({ burst: z.int(), seconds: z.number() }), z.literal('published'), z.literal('stop')])

const clock = systemClock()
const hub = new FeedHub(Object.keys(TOPICS) as Topic[], { clock })
const feed = new LoadFeed(hub)
const startedAt = clock.now()
const status = {
  version: '0.0.0',
  environment: 'paper' as const,
  startedAt,
  uptime: 0,
  source: 'bench',
  sourceNote: 'a market of given rates',
  services: [],
  exchanges: [],
  dataDir: '',
}
const empty = { all: () => Promise.resolve([]), none: () => Promise.resolve(null) }
const apis: Partial<Record<ServiceName, Api>> = {
  feed: { instruments: () => Promise.resolve(feed.markets.map(({ instrument }) => instrument)), cache: empty.all },
  recorder: { candles: empty.all, gaps: empty.all, cache: empty.all },
  strategy: { catalog: empty.all, cache: empty.all },
  host: { status: () => Promise.resolve(status) },
}
const serve = (service: ServiceName, link: Link): void => {
  hub.attach(link)
  const api = apis[service]
  if (api !== undefined) exposeApi(api, link)
}
const silent = { debug: ignore, info: ignore, warn: ignore, error: ignore, child: () => silent }
function ignore(): void {
  // The bench prints its own figures only.
}

function unserved(): never {
  throw new Error('the bench serves no HTTP interface')
}
const refuse = (): Promise<never> => Promise.reject(new Error('the bench keeps no account'))

function tradesEvenly(perSecond: number): () => void {
  let told = 0
  const began = clock.now()
  return () => {
    const due = Math.floor(((clock.now() - began) / 1_000) * perSecond) - told
    told += due
    feed.trades(due, clock.now())
  }
}

const gateway = await openGateway({
  port: 0,
  token: TOKEN,
  clock,
  logger: silent,
  ids: systemIds(),
  account: { size: 1, run: refuse, close: () => Promise.resolve() },
  apis: {
    api: unserved,
  },
  mode: () => 'paper',
  webRoot: fileURLToPath(new URL('../../../dist/renderer', import.meta.url)),
  connect: (service) => {
    const { port1, port2 } = new MessageChannel()
    serve(service, portLink(nodePort(port1)))
    return nodePort(port2)
  },
  attachHost: (link) => {
    serve('host', link)
  },
})
feed.orders(rates.orders, clock.now())
feed.fills(rates.fills, clock.now())
let tell = tradesEvenly(rates.tradesPerSecond)
const stops = [
  clock.every(1_000 / rates.booksPerSecond, () => {
    feed.books(clock.now())
    feed.candles(clock.now())
  }),
  clock.every(10, () => {
    tell()
  }),
]

process.on('message', (raw) => {
  const message = order.parse(raw)
  if (message === 'published') process.send?.({ published: feed.published })
  else if (message === 'stop') {
    for (const stop of stops) stop()
    hub.close()
    void gateway.close().then(() => process.exit(0))
  } else {
    // What is asked in words is a rate for a time; after it nothing more is published until the counts were read.
    tell = tradesEvenly(message.burst)
    clock.after(message.seconds * 1_000, () => {
      tell = ignore
      process.send?.({ burstOver: feed.published })
    })
  }
})
process.send?.({ url: `http://127.0.0.1:${String(gateway.port)}/#token=${TOKEN}` })
