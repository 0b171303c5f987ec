import type { Clock } from '../../../core/ports/index.ts'

const LOOK_EVERY = 1_000
/** For so many looks one after another everything has to run. */
const ENOUGH = 20

/** Calls `healthy` once everything has run for twenty seconds without a break; returns what ends the watch. */
export function watchHealth(clock: Pick<Clock, 'every'>, runs: () => boolean, healthy: () => void): () => void {
  let inARow = 0
  const stop = clock.every(LOOK_EVERY, () => {
    inARow = runs() ? inARow + 1 : 0
    if (inARow < ENOUGH) return
    stop()
    healthy()
  })
  return stop
}
