import { describe, expect, it } from 'vitest'
import type { Clock } from '../../ports/index.ts'

/** What every clock must do. `pass` lets at least `ms` go by. */
export function clockContract(
  name: string,
  open: () => { readonly clock: Clock; readonly pass: (ms: number) => Promise<void> },
): void {
  describe(`${name} is a clock`, () => {
    it('never goes back and runs a task once, not before its time', async () => {
      const { clock, pass } = open()
      const start = clock.now()
      const ran: number[] = []
      clock.after(20, () => ran.push(clock.now()))
      expect(ran).toEqual([])
      await pass(60)
      expect(ran).toHaveLength(1)
      // Timers of the operating system may fire a millisecond early by this clock's rounding.
      expect((ran[0] ?? 0) - start).toBeGreaterThanOrEqual(19)
      expect(clock.now()).toBeGreaterThanOrEqual(start)
    })

    it('does not run what was cancelled', async () => {
      const { clock, pass } = open()
      let runs = 0
      const cancel = clock.after(10, () => {
        runs += 1
      })
      const stop = clock.every(10, () => {
        runs += 1
      })
      cancel()
      stop()
      cancel()
      await pass(50)
      expect(runs).toBe(0)
    })

    it('repeats until it is stopped, also from within the task', async () => {
      const { clock, pass } = open()
      let runs = 0
      const stop = clock.every(5, () => {
        runs += 1
        if (runs === 3) stop()
      })
      await pass(120)
      expect(runs).toBe(3)
    })

    it('runs tasks in the order of their times', async () => {
      const { clock, pass } = open()
      const order: string[] = []
      clock.after(40, () => order.push('late'))
      clock.after(5, () => order.push('early'))
      await pass(100)
      expect(order).toEqual(['early', 'late'])
    })
  })
}
