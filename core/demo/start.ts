import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { InputError, type Price, type Quantity, rate } from '../domain/index.ts'
import type { Clock, Logger } from '../ports/index.ts'
import { DEMO_MARKET_NOTICE, DEMO_RECORDING_NOTICE, DEMO_STILL_NOTICE } from './about.ts'
import { Account, type AccountConfig, DEMO_ACCOUNT } from './exchange/account.ts'
import { OrderDesk } from './exchange/order-desk.ts'
import { startPeriodicStreams } from './market/periodic-streams.ts'
import { StreamHub } from './market/stream-hub.ts'
import type { Exchange, RestRequest } from './protocol/exchange.ts'
import { Faults } from './protocol/faults.ts'
import { createHttpServer } from './protocol/http-server.ts'
import { RateLimits } from './protocol/rate-limits.ts'
import { attachWebSockets } from './protocol/websocket-server.ts'
import { candleSource } from './sources/candles/candle-source.ts'
import { recordingSource } from './sources/recording/recording-source.ts'
import type { MarketSource } from './sources/source.ts'
import { stillSource } from './sources/still/still-source.ts'

export interface DemoExchangeOptions {
  /** `still`: books that only customers and {@link DemoExchange.moveTo} move. */
  readonly source: 'recording' | 'market' | 'still'
  /** 0 or absent: any free port. */
  readonly port?: number
  /** How many times faster the recording goes by; all times on the wire stay those of the clock. */
  readonly speed?: number
  /** Seeds the simulated participants. */
  readonly seed?: number
  readonly accounts?: readonly AccountConfig[]
  readonly clock: Clock
  readonly logger: Logger
  /** Where the recordings are; resources/demo unless told. */
  readonly dataDir?: string
  /** Request weight a minute; 6000 unless told. */
  readonly weightLimit?: number
  /** 100 unless told; benches need more. */
  readonly ordersPerTenSeconds?: number
  /** Told of every REST request as it came in, before any fault. */
  readonly onRequest?: (request: RestRequest) => void
}

export interface LedgerOrder {
  readonly clientOrderId: string
  readonly orderId: number
  /** The venue's own word, `FILLED`. */
  readonly status: string
  readonly quantity: Quantity
  readonly executed: Quantity
  readonly trades: readonly { readonly id: number; readonly quantity: Quantity }[]
}

export interface DemoExchange {
  readonly port: number
  /** `http://127.0.0.1:PORT` */
  readonly endpoint: string
  /** The venue's own spelling, `BTCUSDT`. */
  readonly symbols: readonly string[]
  /** `BTC/USDT`, in the same order. */
  readonly unifiedSymbols: readonly string[]
  /** What the market is made of, for people. */
  readonly about: Readonly<Record<string, unknown>>
  readonly faults: Faults
  /** What its own books say, past every protocol and fault. */
  ledger(): readonly LedgerOrder[]
  /** Moves a market of the source `still`, at once. Throws {@link InputError} for any other, and for a price it cannot have. */
  moveTo(symbol: string, price: Price): void
  close(): Promise<void>
}

const NOTICES = { market: DEMO_MARKET_NOTICE, recording: DEMO_RECORDING_NOTICE, still: DEMO_STILL_NOTICE }
const DATA = fileURLToPath(new URL('../../resources/demo/', import.meta.url))

function listen(server: ReturnType<typeof createHttpServer>, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EADDRINUSE') reject(error)
      else reject(new InputError({ field: 'port', value: String(port), remedy: 'the port is in use; choose another or 0' }))
    })
    server.listen(port, '127.0.0.1', () => {
      resolve((server.address() as AddressInfo).port)
    })
  })
}

function sourceOf(options: DemoExchangeOptions, { hub, speed }: { hub: StreamHub; speed: number }): MarketSource {
  const { clock, dataDir = DATA, seed = 1 } = options
  if (options.source === 'market') return candleSource({ dataDir, hub, clock, speed, seed })
  if (options.source === 'recording') return recordingSource({ dataDir, hub, clock, speed })
  return stillSource({ hub, now: () => clock.now(), seed })
}

/** Starts an exchange on 127.0.0.1 that speaks Binance spot's protocol. Throws {@link InputError} when the port is taken. */
export async function startDemoExchange(options: DemoExchangeOptions): Promise<DemoExchange> {
  const { clock, logger, speed = 1 } = options
  if (!(speed > 0 && speed <= 10_000))
    throw new InputError({ field: 'speed', value: String(speed), remedy: 'give 0.01 to 10000' })
  const hub = new StreamHub()
  const source = sourceOf(options, { hub, speed })
  const desk = new OrderDesk({
    now: () => clock.now(),
    fees: { maker: rate('0.001'), taker: rate('0.001') },
    firstOrderId: Math.floor(clock.now() / 1000),
  })
  for (const market of source.markets)
    market.onMatched = (events) => {
      desk.apply(events)
    }
  const symbols = source.markets.map((market) => market.spec.symbol)
  const notice = NOTICES[options.source]
  const about = { demo: true, source: options.source, notice, description: source.description, symbols, speed }
  const accounts = (options.accounts ?? [DEMO_ACCOUNT]).map((config, index) => new Account(1_000_000 + index, config))
  const exchange: Exchange = {
    clock,
    logger,
    markets: new Map(source.markets.map((market) => [market.spec.symbol, market])),
    accounts: new Map(accounts.map((account) => [account.config.apiKey, account])),
    desk,
    hub,
    limits: new RateLimits(options.weightLimit ?? 6_000, options.ordersPerTenSeconds ?? 100),
    faults: new Faults(),
    onRequest: options.onRequest ?? (() => undefined),
    about,
  }
  const server = createHttpServer(exchange)
  const dropConnections = attachWebSockets(server, exchange)
  const port = await listen(server, options.port ?? 0)
  source.start()
  const stopPeriodic = startPeriodicStreams(source.markets, clock)
  const endpoint = `http://127.0.0.1:${String(port)}`
  logger.info('demo exchange listens', { endpoint, source: options.source, speed })
  return {
    port,
    endpoint,
    symbols,
    unifiedSymbols: source.markets.map(({ spec }) => `${spec.base}/${spec.quote}`),
    about,
    faults: exchange.faults,
    ledger: () =>
      [...desk.orders.values()].map(({ clientOrderId, orderId, status, quantity, executed, fills }) => ({
        clientOrderId,
        orderId,
        status,
        quantity,
        executed,
        trades: fills.map(({ id, quantity: traded }) => ({ id, quantity: traded })),
      })),
    moveTo: (symbol, price) => {
      if (source.moveTo === undefined)
        throw new InputError({ field: 'source', value: options.source, remedy: 'only the source still is moved' })
      source.moveTo(symbol, price)
    },
    close: () => {
      source.stop()
      stopPeriodic()
      dropConnections()
      server.closeAllConnections()
      return new Promise((resolve) => {
        server.close(() => {
          resolve()
        })
      })
    },
  }
}
