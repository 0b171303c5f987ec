import type { Channel } from '../../domain/index.ts'
import { pause } from './backoff.ts'
import type { CcxtBook, CcxtExchange } from './ccxt-types.ts'
import type { UnifiedText } from './unified-text.ts'

/** Time between two requests for one market where a venue streams nothing, ms. */
const POLL: Readonly<Record<'trades' | 'book' | 'ticker', number>> = { trades: 2_000, book: 1_000, ticker: 2_000 }
/** At most ten books a second of one market, ms. */
const BOOK_SPACING = 100
const DEPTH = 100

export type GenericChannel = keyof typeof POLL

/** What a channel's reader needs of the feed around it. */
export interface ChannelContext {
  readonly exchange: CcxtExchange
  readonly clock: Parameters<typeof pause>[0]
  /** Aborted when the subscription this reader belongs to is over. */
  readonly signal: AbortSignal
  readonly writer: UnifiedText
  readonly symbol: string
  /** A REST request with its retries. */
  readonly ask: <T>(request: () => Promise<T>) => Promise<T>
  readonly emit: (text: string) => void
}

/** Reads one channel of one market until the signal aborts or the venue fails. */
type Reader = (context: ChannelContext) => Promise<void>

export interface OfferedChannel {
  readonly streamed: boolean
  readonly read: Reader
}

const offers = (exchange: CcxtExchange, method: string): boolean =>
  exchange.has[method] === true || exchange.has[method] === 'emulated'

/** How a venue gives a channel: streamed, else asked for again and again; undefined when neither. */
export function offeredChannel(exchange: CcxtExchange, channel: Channel): OfferedChannel | undefined {
  switch (channel) {
    case 'trades':
      if (offers(exchange, 'watchTrades')) return { streamed: true, read: watchTrades }
      return offers(exchange, 'fetchTrades') ? { streamed: false, read: pollTrades } : undefined
    case 'book':
      if (offers(exchange, 'watchOrderBook')) return { streamed: true, read: watchBook }
      return offers(exchange, 'fetchOrderBook') ? { streamed: false, read: pollBook } : undefined
    case 'ticker':
      if (offers(exchange, 'watchTicker')) return { streamed: true, read: watchTicker }
      return offers(exchange, 'fetchTicker') ? { streamed: false, read: pollTicker } : undefined
    case 'candles':
      return undefined
  }
}

async function repeat({ clock, signal }: ChannelContext, period: number, once: () => Promise<void>): Promise<void> {
  while (!signal.aborted) {
    await once()
    await pause(clock, period, signal)
  }
}

const watchTrades: Reader = async ({ exchange, symbol, writer, signal, emit }) => {
  // What comes first may be the venue's memory, not news.
  for (let first = true; !signal.aborted; first = false) {
    const trades = await exchange.watchTrades(symbol)
    if (!signal.aborted) emit(writer.trades(trades, first))
  }
}

const pollTrades: Reader = async (context) => {
  const { exchange, symbol, writer, ask, emit } = context
  const known = new Set<string>()
  let first = true
  await repeat(context, POLL.trades, async () => {
    emit(writer.newTrades(await ask(() => exchange.fetchTrades(symbol)), first, known))
    first = false
  })
}

const watchBook: Reader = async ({ exchange, symbol, writer, clock, signal, emit }) => {
  /** ccxt's own object, which goes on changing: what is written is its newest state. */
  let newest: CcxtBook | null = null
  let due = false
  const write = (): void => {
    due = false
    if (newest === null || signal.aborted) return
    emit(writer.book(newest, DEPTH, newest.timestamp))
    newest = null
    due = true
    clock.after(BOOK_SPACING, write)
  }
  while (!signal.aborted) {
    newest = await exchange.watchOrderBook(symbol)
    if (!due) write()
  }
}

const pollBook: Reader = async (context) => {
  const { exchange, symbol, writer, ask, emit } = context
  await repeat(context, POLL.book, async () => {
    // Some venues tell when the book last changed, which says nothing of how old the answer is.
    emit(writer.book(await ask(() => exchange.fetchOrderBook(symbol)), DEPTH, undefined))
  })
}

const watchTicker: Reader = async ({ exchange, symbol, writer, signal, emit }) => {
  while (!signal.aborted) {
    const ticker = await exchange.watchTicker(symbol)
    if (!signal.aborted) emit(writer.ticker(ticker))
  }
}

const pollTicker: Reader = async (context) => {
  const { exchange, symbol, writer, ask, emit } = context
  await repeat(context, POLL.ticker, async () => {
    emit(writer.ticker(await ask(() => exchange.fetchTicker(symbol))))
  })
}
