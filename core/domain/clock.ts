import type { ExchangeId } from './ids.ts'
import type { Millis } from './time.ts'

/**
 * ahead: the wall clock moved more than time did: it was set, or the machine slept.
 * back: the wall clock was set back.
 * stopped: time passed and this process did not run.
 */
export type ClockJumpKind = 'ahead' | 'back' | 'stopped'

export interface ClockJump {
  readonly kind: ClockJumpKind
  /** How far, ms, always above zero. */
  readonly by: number
}

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

/** What happened, for people. */
export function describeJump({ kind, by }: ClockJump): string {
  const seconds = `${(by / 1_000).toFixed(1)} s`
  if (kind === 'back') return `the clock was set back by ${seconds}`
  return kind === 'ahead'
    ? `the machine slept or its clock was set ahead, by ${seconds}`
    : `the program did not run for ${seconds}`
}
