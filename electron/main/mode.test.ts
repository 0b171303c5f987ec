import { afterEach, expect, it } from 'vitest'
import { systemClock, systemIds } from '../../core/adapters/system/index.ts'
import type { ModeRow } from '../../core/contract/index.ts'
import { fakeChannel } from '../testing/fake-electron.ts'
import { type ElectronMode, electronMode, mayArm, serviceOf } from './mode.ts'

const none: { mode?: ElectronMode } = {}
afterEach(() => none.mode?.mode.close())

it('stays on paper without keys, the gate says what to do, and keys that come later are seen', async () => {
  const rows: ModeRow[] = []
  const trading = electronMode({
    supervisor: {
      handClient: () => false,
      startService: () => Promise.reject(new Error('nothing is started without keys')),
      stopService: () => Promise.resolve(),
      rows: () => [],
    },
    newChannel: fakeChannel,
    clock: systemClock(),
    ids: systemIds(),
    keys: { missing: { field: 'keys', value: 'none', remedy: 'add them by the menu: File, Exchange keys' } },
    onRow: (row) => rows.push(row),
    onAlert: () => undefined,
    switched: () => undefined,
  })
  none.mode = trading
  const { mode } = trading
  mode.open({ positions: [], orders: [] })
  expect(rows).toMatchObject([{ mode: 'paper', armed: 'paper', live: 'off', keys: '' }])
  await expect(mode.toLive('user')).rejects.toThrow('add them by the menu')
  const gate = await mode.gate()
  expect(gate.passed).toBe(false)
  expect(gate.checks[0]).toMatchObject({ code: 'keys', measured: expect.stringContaining('add them by the menu') })
  mode.unlocked({ name: 'mine' })
  expect(rows.at(-1)).toMatchObject({ keys: 'mine' })
  expect((await mode.gate()).checks[0]).toMatchObject({ code: 'keys', measured: 'mine', passed: true })
  expect(trading.connect('feed')).toBeUndefined()
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

it('lets the paper trader allow entries on paper only, and leaves the others to themselves', () => {
  expect([mayArm('trader', 'paper'), mayArm('trader', 'live')]).toEqual([true, false])
  expect([mayArm('trader-live', 'paper'), mayArm('trader-live', 'live'), mayArm('feed', 'live')]).toEqual([true, true, true])
})
