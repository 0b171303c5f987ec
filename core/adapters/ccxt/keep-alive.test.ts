import { expect, it, vi } from 'vitest'
import { bybitVenue, coinbaseVenue, krakenVenue, okxVenue, startVenueServer } from '../../testing/venue-server/index.ts'
import { parseEndpoint, redirect } from './endpoint.ts'
import { loadExchange } from './load.ts'
import { PROFILES } from './profiles.ts'

/** Socket's longest silence while it is alive: what the watchdog's 15 s for a quiet book stand on. */
const WATCHED = 15_000

it.each([
  { venue: okxVenue, ping: 'ping' },
  { venue: bybitVenue, ping: '"op":"ping"' },
  { venue: krakenVenue, ping: '"method":"ping"' },
  // Asked for by the protocol's own pings, of which the server's library answers.
  { venue: coinbaseVenue, ping: null },
])('keeps a quiet socket of $venue.exchange alive in the way of the venue', async ({ venue, ping }) => {
  const server = await startVenueServer(venue, { now: Date.now })
  const profile = PROFILES[venue.exchange] ?? expect.fail('no profile')
  const open = async (config: Readonly<Record<string, unknown>>) => {
    const exchange = await loadExchange(profile.id, { ...profile.config, ...config })
    await redirect(exchange, parseEndpoint(server.origin))
    await exchange.loadMarkets()
    exchange.watchTradesForSymbols([venue.markets[0]?.symbol ?? '']).catch(() => undefined)
    const [socket] = await vi.waitFor(() => {
      expect(Object.values(exchange.clients).filter(({ isConnected }) => isConnected)).toHaveLength(1)
      return Object.values(exchange.clients)
    })
    return { exchange, socket: socket ?? expect.fail('no socket') }
  }
  const usual = await open({})
  const hasty = await open({ streaming: { keepAlive: 20, maxPingPongMisses: 1_000 } })
  try {
    // Coinbase and Kraken speak once a second by themselves.
    if (venue.beat === undefined) expect(usual.socket.keepAlive).toBeLessThan(WATCHED / 2)
    await vi.waitFor(() => expect(hasty.socket.lastPong).toBeGreaterThan(0))
    const asked = hasty.socket.lastPong ?? 0
    await vi.waitFor(() => expect(hasty.socket.lastPong).toBeGreaterThan(asked))
    if (ping !== null) expect(server.received.some((text) => text.includes(ping))).toBe(true)
  } finally {
    await usual.exchange.close()
    await hasty.exchange.close()
    await server.close()
  }
})
