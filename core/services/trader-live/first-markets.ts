import type { ExchangeId, Instrument } from '../../domain/index.ts'
import type { Port, ServiceContext } from '../runtime/index.ts'
import type { MarketMessage } from '../streams/index.ts'

/**
 * The markets of an exchange as the feed first lists them: a venue has to know them before it opens. What else the
 * feed sends until then waits for whoever listens through the returned context.
 */
export function firstMarkets(context: ServiceContext, exchange: ExchangeId) {
  const markets = Promise.withResolvers<readonly Instrument[]>()
  const look = (message: MarketMessage): void => {
    if (message.type !== 'instruments') return
    const own = message.instruments.filter((instrument) => instrument.exchange === exchange)
    if (own.length > 0) markets.resolve(own)
  }
  const ports: Port[] = []
  const listeners: ((port: Port) => void)[] = []
  context.onPeer('feed', (port) => {
    const passing = tapped(port, (message) => {
      look(message as MarketMessage)
    })
    ports.push(passing)
    for (const listener of listeners) listener(passing)
  })
  const onPeer: ServiceContext['onPeer'] = (name, listener) => {
    if (name !== 'feed') {
      context.onPeer(name, listener)
      return
    }
    listeners.push(listener)
    for (const port of ports) listener(port)
  }
  return { markets: markets.promise, context: { ...context, onPeer } }
}

function tapped(port: Port, look: (message: unknown) => void): Port {
  const waiting: unknown[] = []
  let listener: ((message: unknown) => void) | undefined
  port.listen((message) => {
    look(message)
    if (listener === undefined) waiting.push(message)
    else listener(message)
  })
  return {
    send: (message, transfer) => {
      port.send(message, transfer)
    },
    listen: (next) => {
      listener = next
      for (const message of waiting.splice(0)) next(message)
    },
    onClose: (each) => {
      port.onClose(each)
    },
    close: () => {
      port.close()
    },
  }
}
