const FIRST = 250
const LONGEST = 5_000

/**
 * The wait in ms before reconnect attempt `attempt` (from 1): doubling to 5 s, with up to a third
 * taken off at random so that several windows do not knock together. `random` is in [0, 1).
 */
export function backoff(attempt: number, random: number): number {
  const full = Math.min(LONGEST, FIRST * 2 ** Math.min(attempt - 1, 10))
  return Math.round(full * (1 - random / 3))
}
