import { DAY, HOUR, type Millis, millis, MINUTE } from '../../domain/index.ts'
import type { Clock } from '../../ports/index.ts'

/** Looked at so often, so that a machine that slept or a clock that was set is noticed. */
const LOOK_EVERY = 30_000

/** The first moment after `now` at which it is `at` (`HH:MM`) in UTC. */
export function nextDaily(now: Millis, at: string): Millis {
  const [hours = 0, minutes = 0] = at.split(':').map(Number)
  const offset = hours * HOUR + minutes * MINUTE
  const today = Math.floor(now / DAY) * DAY + offset
  return millis(today > now ? today : today + DAY)
}

export interface Nightly {
  readonly next: Millis
  stop(): void
}

/**
 * Calls `task` each day at `at` UTC. A time that was slept through is made up for once on waking; a clock that is set
 * back does not repeat a day.
 */
export function nightly(clock: Clock, at: string, task: () => void): Nightly {
  let next = nextDaily(clock.now(), at)
  const stop = clock.every(LOOK_EVERY, () => {
    const now = clock.now()
    if (now < next) return
    next = nextDaily(now, at)
    task()
  })
  return {
    get next() {
      return next
    },
    stop,
  }
}
