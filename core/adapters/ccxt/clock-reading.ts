import type { ClockReading } from '../../domain/index.ts'

/** One question about the venue's time. */
export interface ClockSample {
  /** What the venue answered, ms. */
  readonly server: number
  /** When the request left, ms by our clock. */
  readonly sent: number
  /** How long the answer took, ms. */
  readonly roundTrip: number
}

const SAMPLES = 5
const WHOLE_SECOND = 1_000

/**
 * Asks five times and believes the quickest answer, as in Cristian's algorithm: offset = server - (sent +
 * received) / 2, within half the round trip. Venues that tell whole seconds only have, on average, half a
 * second more by then. Samples that fail are left out; rejects with the last failure when all do.
 */
export async function readVenueClock(ask: () => Promise<ClockSample>): Promise<Pick<ClockReading, 'offset' | 'uncertainty'>> {
  const samples: ClockSample[] = []
  let failure: unknown
  for (let asked = 0; asked < SAMPLES; asked += 1) {
    try {
      samples.push(await ask())
    } catch (error) {
      failure = error
    }
  }
  const grain = samples.every(({ server }) => server % WHOLE_SECOND === 0) ? WHOLE_SECOND : 0
  const best = samples.sort((a, b) => a.roundTrip - b.roundTrip)[0]
  if (best === undefined) throw failure
  const { server, sent, roundTrip } = best
  return { offset: Math.round(server + grain / 2 - sent - roundTrip / 2), uncertainty: Math.ceil(roundTrip / 2 + grain / 2) }
}
