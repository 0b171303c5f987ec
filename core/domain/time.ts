import type { Brand } from './brand.ts'

/** Milliseconds since the Unix epoch, UTC. */
export type Millis = Brand<number, 'ms'>

export const millis = (value: number): Millis => value as Millis

/** A span of time in milliseconds. */
export const SECOND = 1_000
export const MINUTE = 60_000
export const HOUR = 3_600_000
export const DAY = 86_400_000

export const TIMEFRAMES = ['1s', '1m', '5m', '15m', '1h', '4h', '1d'] as const
export type Timeframe = (typeof TIMEFRAMES)[number]

const LENGTHS: Record<Timeframe, number> = {
  '1s': SECOND,
  '1m': MINUTE,
  '5m': 5 * MINUTE,
  '15m': 15 * MINUTE,
  '1h': HOUR,
  '4h': 4 * HOUR,
  '1d': DAY,
}

export const timeframeLength = (timeframe: Timeframe): number => LENGTHS[timeframe]

/** The open time of the bar that contains `at`; bars are aligned to the epoch, as venues align theirs. */
export const barOpen = (at: Millis, timeframe: Timeframe): Millis => millis(at - (at % LENGTHS[timeframe]))
