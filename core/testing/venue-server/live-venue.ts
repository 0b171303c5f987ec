import { type CcxtFeed, type CcxtFeedOptions, type FeedStatus, openCcxtFeed } from '../../adapters/ccxt/index.ts'
import { systemClock } from '../../adapters/system/index.ts'
import {
  type BookLevel,
  formatPrice,
  formatQuantity,
  instrumentId,
  exchangeId,
  type MarketEvent,
  millis,
  splitInstrumentId,
} from '../../domain/index.ts'
import { createMarketPipeline, type MarketPipeline, mapperFor } from '../../market-data/index.ts'
import type { Clock, Logger } from '../../ports/index.ts'
import type { VenueProtocol } from './protocol.ts'
import { startVenueServer, type VenueServer, type VenueServerOptions } from './server.ts'

/** The system's clock run faster: waits of seconds (back-off, spacing of requests) become waits of a tenth. */
export function fastClock(speed = 10): Clock {
  const system = systemClock()
  const start = system.now()
  return {
    now: () => millis(start + (system.now() - start) * speed),
    after: (delay, task) => system.after(delay / speed, task),
    every: (delay, task) => system.every(delay / speed, task),
  }
}

export interface LiveVenue {
  readonly server: VenueServer
  readonly feed: CcxtFeed
  readonly pipeline: MarketPipeline
  readonly statuses: readonly FeedStatus[]
  readonly events: readonly MarketEvent[]
  /** Why books had to be got anew, in order: `BTC/USDT gap`. */
  readonly asked: readonly string[]
  readonly warnings: readonly string[]
  /** What happened in order: `frame kraken.book`, `asked BTC/USD`, `connected kraken.book`. */
  readonly log: readonly string[]
  state(symbol: string): string | undefined
  /** Both sides whole, `price size`, best first. */
  book(symbol: string): { readonly bids: readonly string[]; readonly asks: readonly string[] }
  close(): Promise<void>
}

const show = (levels: readonly BookLevel[]): string[] =>
  levels.map(({ price, quantity }) => `${formatPrice(price)} ${formatQuantity(quantity)}`)

/** A venue on loopback, ccxt's own client against it, and the pipeline behind that: as the feed service has them. */
export async function openLiveVenue(
  protocol: VenueProtocol,
  options: Partial<CcxtFeedOptions> & Pick<VenueServerOptions, 'beatEvery'> = {},
): Promise<LiveVenue> {
  const clock = options.clock ?? fastClock()
  const server = await startVenueServer(protocol, { now: () => clock.now(), ...options })
  const statuses: FeedStatus[] = []
  const events: MarketEvent[] = []
  const asked: string[] = []
  const warnings: string[] = []
  const log: string[] = []
  const logger: Logger = {
    debug: () => undefined,
    info: () => undefined,
    warn: (message) => warnings.push(message),
    error: (message) => warnings.push(message),
    child: () => logger,
  }
  let feed: CcxtFeed | undefined
  const pipeline = createMarketPipeline({
    mapper: mapperFor(protocol.exchange),
    unknownSymbols: 'refuse',
    sink: {
      event: (event) => events.push(event),
      bookChanged: () => undefined,
      snapshotNeeded: (instrument, reason) => {
        const { symbol } = splitInstrumentId(instrument)
        asked.push(`${symbol} ${reason}`)
        log.push(`asked ${symbol}`)
        void feed?.requestSnapshot(symbol)
      },
    },
  })
  try {
    feed = await openCcxtFeed({
      exchange: protocol.exchange,
      symbols: protocol.markets.map(({ symbol }) => symbol),
      endpoint: server.origin,
      clock,
      random: { next: () => 0.5 },
      logger,
      onFrame: (frame) => {
        log.push(`frame ${frame.connection}`)
        if (frame.market) pipeline.push(frame)
      },
      onStatus: (status) => {
        statuses.push(status)
        log.push(`${status.state} ${status.connection}`)
        if (status.state === 'disconnected') pipeline.connectionLost(status.connection, status.at)
      },
      backoffBase: 100,
      ...options,
    })
  } catch (error) {
    await server.close()
    throw error
  }
  const opened = feed
  pipeline.addInstruments(opened.instruments)
  const ticking = clock.every(100, () => {
    pipeline.tick(clock.now())
  })
  const idOf = (symbol: string) => instrumentId(exchangeId(protocol.exchange), symbol)
  return {
    server,
    feed: opened,
    pipeline,
    statuses,
    events,
    asked,
    warnings,
    log,
    state: (symbol) => pipeline.book(idOf(symbol))?.state,
    book: (symbol) => {
      const top = pipeline.book(idOf(symbol))?.book.top(1_000)
      return { bids: show(top?.bids ?? []), asks: show(top?.asks ?? []) }
    },
    close: async () => {
      ticking()
      await opened.close()
      await server.close()
    },
  }
}
