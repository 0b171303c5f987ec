import { expect, it } from 'vitest'
import { clockContract } from './contracts/clock.ts'
import { skippingClock } from './skipping-clock.ts'

clockContract('the skipping clock', () => {
  const clock = skippingClock()
  return {
    clock,
    pass: (ms) => {
      clock.skip(ms)
      return Promise.resolve()
    },
  }
})

it('runs by itself too, also what a skip has brought nearer', async () => {
  const clock = skippingClock()
  const ran = new Promise((resolve) => clock.after(60_005, () => resolve('ran')))
  clock.skip(60_000)
  expect(await ran).toBe('ran')
})
