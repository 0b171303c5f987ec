import { countedIds } from '../../adapters/memory/index.ts'
import {
  clientOrderId,
  millis,
  orderId,
  price,
  quantity,
  type VenueReport,
  ZERO_MONEY,
  ZERO_QUANTITY,
} from '../../domain/index.ts'
import { venueContract, type VenueUnderTest } from '../../testing/contracts/venue.ts'
import { BTC, btcInstrument } from '../../testing/trading-harness.ts'
import { simulatedClock } from '../clock/index.ts'
import { constantLatency, PaperVenue } from './index.ts'

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
      return {
        instrument: BTC,
        side: 'buy',
        type: 'market',
        quantity: quantity('1'),
        timeInForce: 'GTC',
        reduceOnly: false,
        ...change,
        id: orderId(`o${String(count)}`),
        clientOrderId: clientOrderId(`c${String(count)}`),
        environment: 'paper',
        purpose: 'manual',
        state: 'submitted',
        filled: ZERO_QUANTITY,
        filledNotional: ZERO_MONEY,
        fee: ZERO_MONEY,
        createdAt: clock.now(),
        updatedAt: clock.now(),
      }
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
