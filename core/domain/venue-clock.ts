import type { ExchangeId } from './ids.ts'
import type { Millis } from './time.ts'

/** One measurement of a venue's clock against this machine's. */
export interface ClockReading {
  readonly exchange: ExchangeId
  /** The venue's time minus ours, ms: negative where our clock is ahead. */
  readonly offset: number
  /** How far the offset may be off, ms: half the quickest round trip and the grain of the venue's time. */
  readonly uncertainty: number
  /** When it was measured, by our clock. */
  readonly at: Millis
}
