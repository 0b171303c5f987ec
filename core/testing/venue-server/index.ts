/**
 * Five venues on loopback, in as much of their own protocols as a market data client needs: listings,
 * history, subscriptions, snapshots, numbered or checksummed updates, pings. Every fault that a
 * client has to survive can be provoked.
 */
export { binanceVenue, type BinanceVenueOptions } from './binance.ts'
export { bybitVenue } from './bybit.ts'
export { coinbaseVenue } from './coinbase.ts'
export { krakenVenue } from './kraken.ts'
export type { BookChange, MarketSpec, VenueMarket, VenueTrade } from './market.ts'
export { okxVenue, okxVenueUncounted } from './okx.ts'
export type { VenueChannel, VenueProtocol, VenueSession } from './protocol.ts'
export { type BookFault, type RestFailure, startVenueServer, type VenueServer, type VenueServerOptions } from './server.ts'
