import fc from 'fast-check'
import { expect, it } from 'vitest'
import { HeatCamera, niceTicks } from './heat-camera.ts'

const SIZE = { width: 700, height: 400, row: 3, tick: 1 }
const NOW = 1_700_000_000_000

it('puts its edges on whole pixels and rows of round ticks, with the market inside', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 100, max: 10 ** 7 }),
      fc.integer({ min: 5, max: 10 ** 5 }),
      fc.nat(10 ** 6),
      (middle, half, later) => {
        const camera = new HeatCamera()
        camera.fit(middle, half)
        const { from, to, low, high, bucket } = camera.window(NOW + later, SIZE)
        expect(
          [(to - from) % SIZE.width, from % ((to - from) / SIZE.width), low % bucket, (high - low) % bucket].map(Math.abs),
        ).toEqual([0, 0, 0, 0])
        expect(NOW + later < to && NOW + later >= from).toBe(true)
        expect(low <= middle && middle <= high).toBe(true)
        expect((bucket / (high - low)) * SIZE.height).toBeGreaterThan(2.5)
      },
    ),
  )
})

it('follows a market that leaves the inner part, unless it was moved by hand', () => {
  const camera = new HeatCamera()
  camera.fit(1_000, 100)
  camera.follow(1_049)
  expect(camera.centre).toBe(1_000)
  camera.follow(1_051)
  expect(camera.centre).toBe(1_051)
  camera.pan(0, 5, NOW)
  camera.follow(5_000)
  expect(camera.centre).toBe(1_056)
})

it('stands still in the past and goes on when it is back at now', () => {
  const camera = new HeatCamera()
  camera.pan(5_000, 0, NOW)
  expect(camera.until).toBe(NOW - 5_000)
  camera.pan(-1_000, 0, NOW + 60_000)
  expect(camera.until).toBe(NOW - 4_000)
  camera.pan(-90_000, 0, NOW + 60_000)
  expect(camera.paused).toBe(false)
})

it('stands still under a hand, and goes on after it unless it was moved in time', () => {
  const camera = new HeatCamera()
  camera.hold(NOW)
  expect(camera.window(NOW + 5_000, { ...SIZE, width: 100 }).to).toBe(camera.window(NOW, { ...SIZE, width: 100 }).to)
  camera.pan(0, 3, NOW + 5_000)
  camera.release()
  expect(camera.paused).toBe(false)
  camera.hold(NOW)
  camera.pan(100, 0, NOW + 5_000)
  camera.release()
  expect(camera.until).toBe(NOW - 100)
  camera.hold(NOW + 9_000)
  camera.release()
  expect(camera.until).toBe(NOW - 100)
})

it('takes round numbers of ticks', () => {
  expect([0.2, 1, 1.5, 3, 5, 7, 12, 200, 201].map(niceTicks)).toEqual([1, 1, 2, 5, 5, 10, 20, 200, 500])
})
