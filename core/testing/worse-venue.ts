import type { Price, VenueReport } from '../domain/index.ts'
import type { Venue } from '../ports/index.ts'

/** A price made worse for its owner by so many basis points; below zero: better. Rounded towards zero at the last digit. */
export const worsened = (price: Price, side: 'buy' | 'sell', bps: number): Price => {
  const millionths = BigInt(Math.round(bps * 1e6)) * (side === 'buy' ? 1n : -1n)
  return (((price as bigint) * (10_000n * 1_000_000n + millionths)) / (10_000n * 1_000_000n)) as Price
}

/** A venue whose every fill is worse by so many basis points than that of the one behind it. */
export function worseVenue(venue: Venue, bps: number): Venue {
  const sides = new Map<string, 'buy' | 'sell'>()
  const worse = (report: VenueReport): VenueReport => {
    const side = sides.get(report.clientOrderId)
    return report.type === 'filled' && side !== undefined ? { ...report, price: worsened(report.price, side, bps) } : report
  }
  return {
    capabilities: venue.capabilities,
    submit: (order) => {
      sides.set(order.clientOrderId, order.side)
      venue.submit(order)
    },
    submitPair: (orders) => {
      for (const order of orders) sides.set(order.clientOrderId, order.side)
      venue.submitPair(orders)
    },
    cancel: (id) => {
      venue.cancel(id)
    },
    query: (id) => {
      venue.query(id)
    },
    resume: (order) => {
      venue.resume(order)
    },
    onReport: (listener) => {
      venue.onReport((report) => {
        listener(worse(report))
      })
    },
  }
}
