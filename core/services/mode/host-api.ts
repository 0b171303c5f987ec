import type { HostApi, ModeRow, ServiceRow } from '../../contract/index.ts'
import type { ModeControl } from './mode-control.ts'

/** The mode's part of what a host answers. */
export const modeApi = (mode: () => ModeControl): Omit<HostApi, 'status' | 'logs'> => ({
  mode: () => Promise.resolve(mode().row()),
  toLive: (by) => mode().toLive(by),
  toPaper: (by) => mode().toPaper(by),
  armLive: (by) => mode().arm(by),
  gate: () => mode().gate(),
})

/** What the supervisor's rows say of the live trader. */
export function liveState(rows: readonly Pick<ServiceRow, 'service' | 'state'>[]): ModeRow['live'] {
  const state = rows.find(({ service }) => service === 'trader-live')?.state ?? 'stopped'
  if (state === 'running' || state === 'starting') return state
  return state === 'stopped' ? 'off' : 'down'
}
