import { afterAll, expect } from 'vitest'
import { installSocketGuard } from './socket-guard.ts'

/** As a vitest `setupFiles` entry: any test file that reaches beyond loopback fails. */
const guard = installSocketGuard()

afterAll(() => {
  guard.remove()
  expect([...guard.refused], 'hosts beyond loopback that were contacted').toEqual([])
})
