import { expect, it } from 'vitest'
import { watchHealth } from './index.ts'

function watch() {
  const state = { running: true, healthy: 0, ended: false }
  let look = (): void => undefined
  const every = (_ms: number, task: () => void): (() => void) => {
    look = task
    return () => {
      state.ended = true
    }
  }
  watchHealth(
    { every },
    () => state.running,
    () => {
      state.healthy += 1
    },
  )
  const looks = (count: number, running: boolean): void => {
    state.running = running
    for (let one = 0; one < count; one += 1) look()
  }
  return { looks, state }
}

it('is told once, after twenty seconds in which everything ran', () => {
  const { looks, state } = watch()
  looks(19, true)
  expect(state).toMatchObject({ healthy: 0, ended: false })
  looks(1, true)
  expect(state).toMatchObject({ healthy: 1, ended: true })
})

it('counts from the start again when something fell over', () => {
  const { looks, state } = watch()
  looks(19, true)
  looks(1, false)
  looks(19, true)
  expect(state.healthy).toBe(0)
  looks(1, true)
  expect(state.healthy).toBe(1)
})
