import { expect, it } from 'vitest'
import { enumerateCrashes } from './enumerate.ts'

/** What one order goes through. Every step of the script: `node core/testing/crash/crash.long.ts`. */
const STEPS = ['buy with a limit that fills in part: ', 'cancel what is left: ']

it('killed at every moment of submit, acknowledge, fill and cancel: books and venue agree, nothing is lost or doubled', {
  timeout: 240_000,
}, async () => {
  const { points, results } = await enumerateCrashes((point) => STEPS.some((step) => point.startsWith(step)))
  expect(results.filter(({ breaches }) => breaches.length > 0)).toEqual([])
  // The script is the same each time; fewer points would be a hole in the watch.
  expect(points.length).toBeGreaterThan(200)
  expect(results.length).toBeGreaterThan(20)
  const moments = new Set(results.map(({ point }) => point.replace(/^.*: /, '').replace(/ .*$/, '')))
  expect([...moments].sort()).toEqual(['after', 'answer', 'before', 'sent'])
})
