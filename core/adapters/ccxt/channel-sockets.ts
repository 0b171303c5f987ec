import { AsyncLocalStorage } from 'node:async_hooks'
import type { Channel } from '../../domain/index.ts'
import type { CcxtExchange, CcxtSocketClient } from './ccxt-types.ts'

const subscribing = new AsyncLocalStorage<Channel>()

/**
 * Gives every channel a socket of its own where ccxt would put all channels of an address on one: a book
 * that is subscribed anew, or a stream that fell silent, takes nothing else down. ccxt knows sockets by
 * their address, so each gets its channel behind the address, which is taken off to connect.
 */
export function separateSockets(exchange: CcxtExchange): void {
  const original = exchange.client.bind(exchange)
  const known = new WeakSet<CcxtSocketClient>()
  exchange.client = (url) => {
    const channel = subscribing.getStore()
    if (channel === undefined) return original(url)
    const socket = original(`${url}#${channel}`)
    if (known.has(socket)) return socket
    known.add(socket)
    const connect = socket.createConnection.bind(socket)
    socket.createConnection = () => {
      const name = socket.url
      socket.url = url
      try {
        connect()
      } finally {
        socket.url = name
      }
    }
    return socket
  }
}

/** Runs ccxt's subscribing methods so that they use the socket of `channel`. */
export const onSocketOf = <T>(channel: Channel, subscribe: () => T): T => subscribing.run(channel, subscribe)

/**
 * Subscribes all symbols with one message, and any that is unsubscribed afterwards again on its own.
 * Settles only by failing.
 */
export async function keepSubscribed(
  symbols: readonly string[],
  watch: (symbols: readonly string[]) => Promise<unknown>,
): Promise<never> {
  const all = watch(symbols)
  // Each symbol fails on its own below, and with more to go by.
  all.catch(() => undefined)
  const one = async (symbol: string): Promise<never> => {
    for (;;) {
      try {
        await watch([symbol])
      } catch (error) {
        if (!(error instanceof Error) || error.name !== 'UnsubscribeError') throw error
      }
    }
  }
  return Promise.race(symbols.map(one))
}
