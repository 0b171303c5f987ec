import type { ClockReading } from '../../domain/index.ts'
import type { Clock, Logger } from '../../ports/index.ts'
import type { Conditions } from './conditions.ts'

/** Between two measurements, ms. */
const EVERY = 300_000
/** After a failed one: twice as long each time, up to the above, ms. */
const RETRY = 5_000

export interface ClockMeterOptions {
  readonly exchange: string
  /** Null where the venue does not tell its time. */
  readonly read: () => Promise<ClockReading | null>
  readonly clock: Clock
  readonly logger: Logger
  readonly conditions: Conditions
  /** Beyond it entries are blocked, ms. */
  readonly limit: number
  readonly measured: (reading: ClockReading) => void
}

export interface ClockMeter {
  /** Measures now: what was measured before does not hold any more. */
  again(): void
  stop(): void
}

/** Keeps a venue's clock measured: at once, every five minutes, and when it is told to. */
export function keepClockMeasured(options: ClockMeterOptions): ClockMeter {
  const { exchange, clock, logger, conditions, limit } = options
  let round = 0
  let failures = 0
  let cancel = (): void => undefined

  const judge = (reading: ClockReading): void => {
    const { offset, uncertainty } = reading
    logger.info('the clock of the venue', { offset, uncertainty })
    const apart = `our clock is ${String(Math.abs(offset))} ms ${offset < 0 ? 'ahead of' : 'behind'} ${exchange}'s`
    if (Math.abs(offset) > limit)
      conditions.raise(
        'clock',
        'critical',
        `${apart}; no entries while it is more than ${String(limit)} ms: set this machine's clock`,
      )
    else conditions.clear('clock', `${apart}, which is within ${String(limit)} ms again`)
  }

  const measure = async (mine: number): Promise<void> => {
    let delay = EVERY
    try {
      const reading = await options.read()
      if (mine !== round) return
      failures = 0
      if (reading === null) {
        logger.info('this exchange does not tell its time; its clock is not measured')
        return
      }
      options.measured(reading)
      judge(reading)
    } catch (error) {
      if (mine !== round) return
      delay = Math.min(EVERY, RETRY * 2 ** Math.min(failures, 10))
      failures += 1
      const reason = error instanceof Error ? error.message : String(error)
      logger.warn('the clock of the venue could not be measured', { reason, retryIn: delay })
    }
    cancel = clock.after(delay, start)
  }

  const start = (): void => {
    cancel()
    round += 1
    measure(round).catch((error: unknown) => {
      logger.error('the clock of the venue', { reason: String(error) })
    })
  }
  start()
  return {
    again: start,
    stop: () => {
      round += 1
      cancel()
    },
  }
}
