import type { PowerMonitor } from 'electron'
import type { Clock } from '../../core/ports/index.ts'

export interface PowerOptions {
  readonly monitor: Pick<PowerMonitor, 'on'>
  readonly clock: Clock
  /** Every service looks at its clock: old signals expire, books and connections are made anew (M11). */
  readonly woken: () => void
  readonly tell: (message: string) => void
  /** The system shuts down: nobody can be asked any more. */
  readonly shutdown: () => void
}

export interface Power {
  readonly locked: () => boolean
}

/**
 * Sleep, wake and lock. Services notice a jump of their clock by themselves, with the next fact; being told, they do
 * so before anybody looks. A locked screen approves nothing.
 */
export function watchPower({ monitor, clock, woken, tell, shutdown }: PowerOptions): Power {
  let asleepSince: number | undefined
  let locked = false
  monitor.on('suspend', () => {
    asleepSince = clock.now()
  })
  monitor.on('resume', () => {
    const slept = asleepSince === undefined ? undefined : Math.round((clock.now() - asleepSince) / 1_000)
    asleepSince = undefined
    woken()
    tell(`the machine slept${slept === undefined ? '' : ` for ${String(slept)} s`}: older signals expire and books are rebuilt`)
  })
  monitor.on('lock-screen', () => {
    locked = true
  })
  monitor.on('unlock-screen', () => {
    locked = false
  })
  monitor.on('shutdown', shutdown)
  return { locked: () => locked }
}
