import { type Channel, type ClockReading, InputError, type Instrument, timeframeLength } from '../../domain/index.ts'
import { withRetries } from './backoff.ts'
import type { CcxtSocketClient } from './ccxt-types.ts'
import type { CcxtFeed, CcxtFeedOptions } from './feed-types.ts'
import { type OfferedChannel, offeredChannel } from './generic-channels.ts'
import { genericInstrument } from './generic-instrument.ts'
import type { BudgetUse } from './rate-budget.ts'
import { Subscription } from './subscription.ts'
import { UnifiedText } from './unified-text.ts'
import { closeVenue, type ListedVenue, listMarkets, openVenue, readClock } from './venue.ts'

const DEFAULT_CHANNELS: readonly Channel[] = ['trades', 'book', 'ticker']
const SILENCE: Record<Channel, number> = { trades: 120_000, book: 30_000, ticker: 30_000, candles: 120_000 }
/** How ccxt calls the channels in the names of subscriptions, by convention. */
const NAMES: Record<Channel, RegExp> = { trades: /trade/i, book: /book|depth/i, ticker: /ticker/i, candles: /ohlcv|candle/i }

/**
 * Any exchange that ccxt supports, through ccxt's own parsing: streams where it has them, requests in turn where
 * not. Nothing checks its books for lost updates, so it says `sequenceCheck: false`.
 */
class GenericFeed implements CcxtFeed {
  readonly sequenceCheck = false
  readonly instruments: readonly Instrument[]
  private readonly options: CcxtFeedOptions
  private readonly venue: ListedVenue
  private readonly writers: ReadonlyMap<string, UnifiedText>
  private readonly subscriptions = new Map<Channel, Subscription>()
  private readonly running: Promise<void>[] = []
  private readonly up = new Set<Channel>()

  constructor(options: CcxtFeedOptions, venue: ListedVenue) {
    const { exchange, markets } = venue
    this.options = options
    this.venue = venue
    this.instruments = markets.map((market) => genericInstrument(options.exchange, exchange, market))
    this.writers = new Map(markets.map((market) => [market.symbol, new UnifiedText(exchange, market)]))
    for (const channel of options.channels ?? DEFAULT_CHANNELS) {
      const offered = offeredChannel(exchange, channel)
      if (offered === undefined) options.logger.warn('this exchange does not offer the channel', { channel })
      else this.subscribe(channel, offered)
    }
  }

  /** Every book that comes is whole; one that is wrong all the same is subscribed anew. */
  requestSnapshot(symbol: string): Promise<boolean> {
    return Promise.resolve(this.subscriptions.get('book')?.restart(`the book of ${symbol} is needed anew`) ?? false)
  }

  fetchCandlesText: CcxtFeed['fetchCandlesText'] = async ({ symbol, timeframe, limit, endTime }) => {
    const since = endTime === undefined ? undefined : endTime - limit * timeframeLength(timeframe)
    const rows = await this.ask(() => this.venue.exchange.fetchOHLCV(symbol, timeframe, since, limit))
    return { text: this.writer(symbol).candles(rows), receivedTime: this.options.clock.now() }
  }

  /** In the generic mapper's form, with the times that ccxt found; a first id means nothing to it. */
  fetchTradesText: CcxtFeed['fetchTradesText'] = async ({ symbol, since, limit }) => {
    const trades = await this.ask(() => this.venue.exchange.fetchTrades(symbol, since, limit))
    const url = `ccxt:${this.options.exchange}/fetch/trades`
    return { text: this.writer(symbol).trades(trades, true), receivedTime: this.options.clock.now(), url }
  }

  reconnect(reason: string): void {
    for (const subscription of this.subscriptions.values()) subscription.restart(reason)
  }

  async readClock(): Promise<ClockReading | null> {
    return await readClock(this.venue, this.options)
  }

  budget(): BudgetUse {
    return this.venue.meter.budget.use()
  }

  async close(): Promise<void> {
    await closeVenue(this.venue, this.options)
    await Promise.all(this.running)
  }

  private subscribe(channel: Channel, offered: OfferedChannel): void {
    const { clock, random, logger, silence, backoffBase } = this.options
    const subscription = new Subscription({
      channel,
      watch: () => this.read(channel, offered),
      clock,
      random,
      logger,
      signal: this.venue.stopping.signal,
      backoffBase: backoffBase ?? 500,
      silence: silence?.[channel] ?? SILENCE[channel],
      sockets: () => (offered.streamed ? this.socketsOf(channel) : []),
      onDown: (reason, retryIn) => {
        this.up.delete(channel)
        const connection = this.connectionName(channel)
        this.options.onStatus({ state: 'disconnected', connection, channel, at: clock.now(), reason, retryIn })
      },
    })
    this.subscriptions.set(channel, subscription)
    this.running.push(subscription.run())
  }

  /** All markets of a channel; the first that fails ends the others. */
  private async read(channel: Channel, { streamed, read }: OfferedChannel): Promise<void> {
    const { exchange, stopping } = this.venue
    const round = new AbortController()
    const signal = AbortSignal.any([round.signal, stopping.signal])
    const url = `ccxt:${this.options.exchange}/${streamed ? 'watch' : 'fetch'}/${channel}`
    const readers = [...this.writers].map(([symbol, writer]) =>
      read({
        exchange,
        clock: this.options.clock,
        signal,
        writer,
        symbol,
        ask: (request) => this.ask(request),
        emit: (text) => {
          if (!signal.aborted) this.deliver(channel, text, url)
        },
      }),
    )
    try {
      await Promise.race(readers)
    } finally {
      round.abort()
    }
  }

  private deliver(channel: Channel, text: string, url: string): void {
    const at = this.options.clock.now()
    const connection = this.connectionName(channel)
    this.subscriptions.get(channel)?.frame(true)
    if (!this.up.has(channel)) {
      this.up.add(channel)
      this.options.onFrame({ kind: 'connect', connection, receivedTime: at, url, text: '', market: false })
      this.options.onStatus({ state: 'connected', connection, channel, at })
    }
    this.options.onFrame({ kind: 'recv', connection, receivedTime: at, url, text, market: true })
  }

  /** The sockets that carry a channel by their subscriptions' names; all where the names say nothing. */
  private socketsOf(channel: Channel): readonly CcxtSocketClient[] {
    const all = Object.values(this.venue.exchange.clients)
    const named = all.filter((socket) => Object.keys(socket.subscriptions).some((name) => NAMES[channel].test(name)))
    return named.length > 0 ? named : all
  }

  private ask<T>(request: () => Promise<T>): Promise<T> {
    const { clock, random, backoffBase } = this.options
    const { stopping, meter } = this.venue
    const base = backoffBase === undefined ? {} : { base: backoffBase }
    return withRetries(request, { clock, random, signal: stopping.signal, mayPass: meter.mayPass, ...base })
  }

  private writer(symbol: string): UnifiedText {
    const writer = this.writers.get(symbol)
    if (writer !== undefined) return writer
    throw new InputError({ field: 'symbol', value: symbol, remedy: `use one of ${[...this.writers.keys()].join(', ')}` })
  }

  private connectionName(channel: Channel): string {
    return `${this.options.exchange}.${channel}`
  }
}

/** Opens any exchange of ccxt; errors as {@link openCcxtFeed}. */
export async function openGenericFeed(options: CcxtFeedOptions): Promise<CcxtFeed> {
  const venue = await openVenue(options, { id: options.exchange, config: { options: { defaultType: 'spot' } } })
  return new GenericFeed(options, await listMarkets(options, venue))
}
