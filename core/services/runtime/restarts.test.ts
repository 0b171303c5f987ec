import { expect, it } from 'vitest'
import { millis } from '../../domain/index.ts'
import { lostService, Restarts } from './restarts.ts'

it('starts again later each time, gives up after eight in ten minutes, and forgets what is older', () => {
  const restarts = new Restarts()
  expect(restarts.any).toBe(false)
  const delays = Array.from({ length: 9 }, (_, minute) => restarts.ended(millis(minute * 60_000)))
  expect(delays).toEqual([250, 500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000, null])
  expect(restarts.any).toBe(true)
  expect(restarts.ended(millis(3_600_000))).toBe(250)
})

it('says whether a service comes back', () => {
  expect(lostService('feed', millis(5), true)).toMatchObject({ severity: 'critical', source: 'feed', at: 5 })
  expect(lostService('feed', millis(5), true).message).toMatch(/is being restarted/)
  expect(lostService('feed', millis(5), false).message).toMatch(/is left down; restart the program/)
})
