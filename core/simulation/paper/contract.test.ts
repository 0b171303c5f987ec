import { countedIds } from '../../adapters/memory/index.ts'
import { millis, price, quantity, type VenueReport } from '../../domain/index.ts'
import { venueContract, type VenueUnderTest } from '../../testing/contracts/venue.ts'
import { BTC, btcInstrument } from '../../testing/trading-harness.ts'
import { simulatedClock } from '../clock/index.ts'
import { constantLatency, PaperVenue } from './index.ts'
import { submittedOrder } from '../../testing/submitted-order.ts'

function open(): VenueUnderTest {
  const clock = simulatedClock(millis(1_000))
  const venue = new PaperVenue({ clock, ids: countedIds(), latency: constantLatency(5), instrument: () => btcInstrument })
  const reports: VenueReport[] = []
  venue.onReport((report) => reports.push(report))
  const fact = () => ({ instrument: BTC, exchangeTime: clock.now(), receivedTime: clock.now() })
  let count = 0
  return {
    venue,
    reports,
    order: (change) => {
      count += 1
      const [id, clientId] = [`o${String(count)}`, `c${String(count)}`]
      return submittedOrder({ instrument: BTC, ...change }, { id, clientId, environment: 'paper', at: clock.now() })
    },
    book: (bids, asks) => {
      venue.onBook({ kind: 'book-snapshot', ...fact(), sequence: 1, bids, asks })
    },
    trade: (at, size, aggressor) => {
      venue.onTrade({ kind: 'trade', ...fact(), id: 't', price: price(at), quantity: quantity(size), aggressor })
    },
    settle: () => clock.advance(10),
  }
}

venueContract('the paper venue', open, open().venue.capabilities)
