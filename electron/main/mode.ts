import { systemClock, systemIds } from '../../core/adapters/system/index.ts'
import type { AlertRow, ModeRow, ServiceName, ServiceRow } from '../../core/contract/index.ts'
import type { FieldProblem } from '../../core/domain/index.ts'
import { liveState, ModeControl, serviceClients } from '../../core/services/mode/index.ts'
import type { Port } from '../../core/services/runtime/index.ts'
import { mainPort } from '../transport/main-port.ts'
import type { NewChannel } from './connect-ports.ts'
import type { ProcessSupervisor, Service } from './supervisor.ts'

/** The window has no way to keep keys yet. */
const NO_KEYS: FieldProblem = {
  field: 'keys',
  value: 'none',
  remedy: 'keys cannot be unlocked in this window yet; trade live with `sentinel serve --keys NAME`',
}

export interface ElectronModeOptions {
  readonly supervisor: Pick<ProcessSupervisor, 'handClient' | 'startService' | 'stopService'>
  readonly newChannel: NewChannel
  readonly rows: () => readonly Pick<ServiceRow, 'service' | 'state'>[]
  readonly onRow: (row: ModeRow) => void
  readonly onAlert: (alert: AlertRow) => void
  /** Every page has to connect to the trader of the mode anew. */
  readonly switched: () => void
}

/** The running service that a client's name leads to. */
export function serviceOf(name: Exclude<ServiceName, 'host'>, mode: ModeRow['mode']): Service {
  if (name === 'trader-paper') return 'trader'
  return name === 'trader' && mode === 'live' ? 'trader-live' : name
}

export function electronMode(options: ElectronModeOptions): ModeControl {
  const { supervisor, newChannel, onAlert, onRow, rows, switched } = options
  const [clock, ids] = [systemClock(), systemIds()]
  const join = (service: Service, type: 'client' | 'control'): Port | undefined => {
    const { port1, port2 } = newChannel()
    if (supervisor.handClient(service, port1, type)) return mainPort(port2)
    port1.close()
    return undefined
  }
  const clients = serviceClients(
    {
      connect: (name) => (name === 'host' ? undefined : join(serviceOf(name, mode.mode), 'client')),
      control: (trader) => join(serviceOf(trader, 'paper'), 'control'),
    },
    undefined,
    clock,
  )
  const mode: ModeControl = new ModeControl({
    host: {
      startLive: () => supervisor.startService('trader-live'),
      stopLive: () => supervisor.stopService('trader-live'),
      liveState: () => liveState(rows()),
      switched,
    },
    clients,
    keys: { missing: NO_KEYS },
    clock,
    ids,
    onRow,
    alert: (severity, message) => {
      onAlert({ id: ids.next('alert'), at: clock.now(), severity, source: 'mode', message })
    },
  })
  return mode
}
