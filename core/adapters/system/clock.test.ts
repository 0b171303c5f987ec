import { clockContract } from '../../testing/contracts/clock.ts'
import { systemClock } from './index.ts'

clockContract('the system clock', () => {
  const clock = systemClock()
  return { clock, pass: (ms) => new Promise((resolve) => clock.after(ms, resolve)) }
})
