import { type Channel, InputError, type Instrument } from '../../domain/index.ts'
import { pause, withRetries } from './backoff.ts'
import type { CcxtExchange, CcxtMarket, CcxtSocketClient } from './ccxt-types.ts'
import { parseEndpoint, redirect } from './endpoint.ts'
import type { CcxtFeed, CcxtFeedOptions } from './feed-types.ts'
import { loadExchange } from './load.ts'
import type { CcxtProfile, RequestedBooks, StreamedBooks } from './profile.ts'
import { PROFILES } from './profiles.ts'
import { type RestReply, RestTap } from './rest.ts'
import { hearSendFailures } from './send-failures.ts'
import { cut, Subscription } from './subscription.ts'

const DEFAULT_CHANNELS: readonly Channel[] = ['trades', 'book', 'ticker']
/** Trades may rest for minutes in a quiet market; books and tickers of a whole subscription do not. */
const SILENCE: Record<Channel, number> = { trades: 120_000, book: 15_000, ticker: 15_000, candles: 120_000 }
const REQUEST_TIMEOUT = 10_000
const CLOSE_TIMEOUT = 2_000
/** An unsubscription that the venue has not confirmed after so long is not waited for, ms. */
const RESUBSCRIBE_TIMEOUT = 5_000

/** Throws {@link InputError} for an exchange without a live feed. */
export function profileFor(exchange: string): CcxtProfile {
  const profile = Object.hasOwn(PROFILES, exchange) ? PROFILES[exchange] : undefined
  if (profile !== undefined) return profile
  const remedy = `use one of ${Object.keys(PROFILES).join(', ')} for live data; recordings of other venues can be replayed`
  throw new InputError({ field: 'exchange', value: exchange, remedy })
}

class Feed implements CcxtFeed {
  readonly instruments: readonly Instrument[]
  private readonly options: CcxtFeedOptions
  private readonly profile: CcxtProfile
  private readonly exchange: CcxtExchange
  private readonly markets: ReadonlyMap<string, CcxtMarket>
  private readonly tap: RestTap
  private readonly stopping = new AbortController()
  private readonly subscriptions = new Map<Channel, Subscription>()
  private readonly running: Promise<void>[] = []
  private readonly snapshots = new Map<string, Promise<boolean>>()

  constructor(
    options: CcxtFeedOptions,
    opened: { exchange: CcxtExchange; profile: CcxtProfile; tap: RestTap; markets: readonly CcxtMarket[] },
  ) {
    this.options = options
    this.exchange = opened.exchange
    this.profile = opened.profile
    this.tap = opened.tap
    this.markets = new Map(opened.markets.map((market) => [market.symbol, market]))
    this.instruments = opened.markets.map((market) => opened.profile.instrument(options.exchange, market))
    this.tapSockets()
    for (const channel of options.channels ?? DEFAULT_CHANNELS) this.subscribe(channel)
  }

  requestSnapshot(symbol: string): Promise<boolean> {
    const running = this.snapshots.get(symbol)
    if (running !== undefined) return running
    const { books } = this.profile
    const request = books.kind === 'request' ? this.fetchSnapshot(symbol, books) : this.resubscribe(symbol, books)
    const asked = request.finally(() => this.snapshots.delete(symbol))
    this.snapshots.set(symbol, asked)
    return asked
  }

  fetchCandlesText: CcxtFeed['fetchCandlesText'] = async ({ symbol, ...query }) => {
    const { text, receivedTime } = await this.ask(symbol, (market) =>
      this.profile.requestCandles(this.exchange, { market, ...query }),
    )
    return { text, receivedTime }
  }

  fetchTradesText: CcxtFeed['fetchTradesText'] = ({ symbol, ...query }) =>
    this.ask(symbol, (market) => this.profile.requestTrades(this.exchange, { market, ...query }))

  async close(): Promise<void> {
    this.stopping.abort()
    const sockets = Object.values(this.exchange.clients)
    const closed = this.exchange.close().catch((error: unknown) => {
      this.options.logger.debug('closing ccxt', { error: String(error) })
    })
    let cancel = (): void => undefined
    // A venue that no longer answers would hold the closing handshake open for half a minute.
    const timeout = new Promise<void>((resolve) => {
      cancel = this.options.clock.after(CLOSE_TIMEOUT, resolve)
    })
    await Promise.race([closed, timeout])
    cancel()
    for (const socket of sockets) socket.connection?.terminate?.()
    await Promise.all([...this.running, ...this.snapshots.values()])
  }

  private subscribe(channel: Channel): void {
    const watch = this.profile.watch[channel]
    if (watch === undefined)
      throw new InputError({
        field: 'channels',
        value: channel,
        remedy: `${this.options.exchange} offers ${Object.keys(this.profile.watch).join(', ')}`,
      })
    const { clock, random, logger, silence, backoffBase } = this.options
    const subscription = new Subscription({
      exchange: this.exchange,
      channel,
      watch: () => watch(this.exchange, [...this.markets.keys()]),
      clock,
      random,
      logger,
      signal: this.stopping.signal,
      backoffBase: backoffBase ?? 500,
      silence: silence?.[channel] ?? SILENCE[channel],
      sockets: () => this.socketsOf(channel),
      onDown: (reason, retryIn) =>
        this.options.onStatus({
          state: 'disconnected',
          connection: this.connectionName(channel),
          channel,
          at: clock.now(),
          reason,
          retryIn,
        }),
    })
    this.subscriptions.set(channel, subscription)
    this.running.push(subscription.run())
  }

  /** Every socket ccxt opens hands its text to us first, and only what is not market data to ccxt. */
  private tapSockets(): void {
    const original = this.exchange.client.bind(this.exchange)
    const seen = new WeakSet<CcxtSocketClient>()
    this.exchange.client = (url) => {
      const socket = original(url)
      if (seen.has(socket)) return socket
      seen.add(socket)
      const passOn = socket.onMessage.bind(socket)
      let channel: Channel | undefined
      socket.onMessage = (event) => {
        // ccxt hands out what it had buffered even after the socket was cut.
        if (this.stopping.signal.aborted || socket.error !== undefined) return
        const text = typeof event.data === 'string' ? event.data : String(event.data)
        const market = this.profile.isMarketFrame(text)
        const at = this.options.clock.now()
        // A socket carries one channel, known once it has subscribed.
        channel ??= this.channelsOf(socket)[0]
        if (channel !== undefined) this.subscriptions.get(channel)?.frame(at)
        this.options.onFrame({ kind: 'recv', connection: this.connectionName(channel), receivedTime: at, url, text, market })
        if (!market) passOn(event)
      }
      const connected = socket.onConnectedCallback.bind(socket)
      socket.onConnectedCallback = (client) => {
        this.connected(client, url)
        connected(client)
      }
      return socket
    }
  }

  private connected(socket: CcxtSocketClient, url: string): void {
    if (this.stopping.signal.aborted) {
      cut(socket, 'the feed is closing')
      return
    }
    const at = this.options.clock.now()
    for (const channel of this.channelsOf(socket)) {
      const connection = this.connectionName(channel)
      this.options.onFrame({ kind: 'connect', connection, receivedTime: at, url, text: '', market: false })
      this.options.onStatus({ state: 'connected', connection, channel, at })
    }
  }

  private async fetchSnapshot(symbol: string, books: RequestedBooks): Promise<boolean> {
    try {
      const { text, url, receivedTime } = await this.ask(symbol, (market) => books.request(this.exchange, market))
      if (this.stopping.signal.aborted) return false
      this.options.onFrame({ kind: 'http', connection: this.connectionName(undefined), receivedTime, url, text, market: true })
      return true
    } catch (error) {
      this.options.logger.warn('book snapshot failed', { symbol, error: error instanceof Error ? error.message : String(error) })
      return false
    }
  }

  /** Has the venue send the book again; where one symbol cannot be unsubscribed, or that fails, all books are. */
  private async resubscribe(symbol: string, books: StreamedBooks): Promise<boolean> {
    const { symbol: known } = this.market(symbol)
    // What is down now gets its books with the next subscription.
    if (this.socketsOf('book').length === 0) return false
    if (books.unsubscribe !== undefined) {
      const reason = await this.within(RESUBSCRIBE_TIMEOUT, books.unsubscribe(this.exchange, known))
      if (reason === null || this.stopping.signal.aborted) return reason === null
      this.options.logger.warn('a book could not be subscribed anew', { symbol, reason })
    }
    return this.subscriptions.get('book')?.restart(`the book of ${symbol} is needed anew`) ?? false
  }

  /** Null when `work` is done in time, else why not. */
  private async within(delay: number, work: Promise<unknown>): Promise<string | null> {
    const done = work.then(
      () => null,
      (error: unknown) => (error instanceof Error ? error.message : String(error)),
    )
    const patience = new AbortController()
    const late = pause(this.options.clock, delay, AbortSignal.any([patience.signal, this.stopping.signal]))
    const outcome = await Promise.race([done, late.then(() => 'no answer')])
    patience.abort()
    return outcome
  }

  /** One REST request for a market, tried three times, as text. */
  private ask(symbol: string, request: (market: CcxtMarket) => Promise<unknown>): Promise<RestReply> {
    const market = this.market(symbol)
    return withRetries(() => this.tap.textOf(() => request(market)), this.retryOptions())
  }

  private retryOptions() {
    const { clock, random, backoffBase } = this.options
    return { clock, random, signal: this.stopping.signal, ...(backoffBase === undefined ? {} : { base: backoffBase }) }
  }

  private market(symbol: string): CcxtMarket {
    const market = this.markets.get(symbol)
    if (market === undefined)
      throw new InputError({ field: 'symbol', value: symbol, remedy: `use one of ${[...this.markets.keys()].join(', ')}` })
    return market
  }

  private socketsOf(channel: Channel): CcxtSocketClient[] {
    return Object.values(this.exchange.clients).filter((socket) => this.channelsOf(socket).includes(channel))
  }

  private channelsOf(socket: CcxtSocketClient): Channel[] {
    const channels = new Set<Channel>()
    for (const key of Object.keys(socket.subscriptions)) {
      const channel = this.profile.channelOf(key)
      if (channel !== undefined) channels.add(channel)
    }
    return [...channels]
  }

  private connectionName(channel: Channel | undefined): string {
    return `${this.options.exchange}.${channel ?? 'http'}`
  }
}

/**
 * Opens the public streams of a venue through ccxt, without keys. Resolves when the markets are
 * known; subscriptions go on from there and restore themselves. Throws {@link InputError} for an
 * unknown exchange, symbol or endpoint, and ccxt's error when the markets cannot be loaded in three tries.
 */
export async function openCcxtFeed(options: CcxtFeedOptions): Promise<CcxtFeed> {
  const profile = profileFor(options.exchange)
  const endpoint = options.endpoint === undefined ? null : parseEndpoint(options.endpoint)
  const exchange = await loadExchange(profile.id, { ...profile.config, timeout: REQUEST_TIMEOUT })
  hearSendFailures(exchange)
  profile.prepare(exchange)
  if (endpoint !== null) await redirect(exchange, endpoint)
  const connection = `${options.exchange}.http`
  const tap = new RestTap(exchange, options.clock, ({ url, text, receivedTime }) => {
    // A book snapshot is passed on by the request that waits for it.
    if (profile.books.kind === 'stream' || !new URL(url).pathname.endsWith(`/${profile.books.path}`))
      options.onFrame({ kind: 'http', connection, receivedTime, url, text, market: false })
  })
  try {
    const { clock, random, backoffBase } = options
    const signal = new AbortController().signal
    const base = backoffBase === undefined ? {} : { base: backoffBase }
    const loaded = await withRetries(() => exchange.loadMarkets(), { clock, random, signal, ...base })
    const markets = options.symbols.map((symbol) => {
      const market = Object.hasOwn(loaded, symbol) ? loaded[symbol] : undefined
      if (market !== undefined) return market
      throw new InputError({
        field: 'symbols',
        value: symbol,
        remedy: `${options.exchange} lists no such market; write it like BTC/USDT`,
      })
    })
    return new Feed(options, { exchange, profile, tap, markets })
  } catch (error) {
    await exchange.close()
    throw error
  }
}
