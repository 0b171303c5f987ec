import type { CcxtExchange, CcxtSocketClient } from './ccxt-types.ts'

/**
 * ccxt sends a subscription after a pause and forgets the promise: unheard, a failure would end the
 * process. Here it fails the socket instead.
 */
export function hearSendFailures(exchange: CcxtExchange): void {
  const original = exchange.client.bind(exchange)
  const known = new WeakSet<CcxtSocketClient>()
  exchange.client = (url) => {
    const socket = original(url)
    if (known.has(socket)) return socket
    known.add(socket)
    const send = socket.send.bind(socket)
    socket.send = (message) =>
      send(message).catch((error: unknown) => {
        socket.onError(error instanceof Error ? error : new Error(String(error)))
      })
    return socket
  }
}
