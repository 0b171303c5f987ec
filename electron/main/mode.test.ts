import { afterEach, expect, it } from 'vitest'
import type { ModeRow } from '../../core/contract/index.ts'
import type { ModeControl } from '../../core/services/mode/index.ts'
import { fakeChannel } from '../testing/fake-electron.ts'
import { electronMode, serviceOf } from './mode.ts'

let mode: ModeControl | undefined
afterEach(() => mode?.close())

it('stays on paper without keys, and the gate says that they cannot be unlocked here', async () => {
  const rows: ModeRow[] = []
  mode = electronMode({
    supervisor: {
      handClient: () => false,
      startService: () => Promise.reject(new Error('nothing is started without keys')),
      stopService: () => Promise.resolve(),
    },
    newChannel: fakeChannel,
    rows: () => [],
    onRow: (row) => rows.push(row),
    onAlert: () => undefined,
    switched: () => undefined,
  })
  mode.open({ positions: [], orders: [] })
  expect(rows).toMatchObject([{ mode: 'paper', armed: 'paper', live: 'off', keys: '' }])
  await expect(mode.toLive('user')).rejects.toThrow('keys cannot be unlocked in this window yet')
  const gate = await mode.gate()
  expect(gate.passed).toBe(false)
  expect(gate.checks[0]).toMatchObject({ code: 'keys', measured: expect.stringContaining('cannot be unlocked in this window') })
})

it('leads to the trader of the mode, and to either by name', () => {
  expect(['trader', 'trader-paper', 'trader-live', 'feed'].map((name) => serviceOf(name as 'feed', 'paper'))).toEqual([
    'trader',
    'trader',
    'trader-live',
    'feed',
  ])
  expect(serviceOf('trader', 'live')).toBe('trader-live')
})
