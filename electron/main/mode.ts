import type { AlertRow, ModeRow, ServiceName } from '../../core/contract/index.ts'
import type { Clock, IdSource } from '../../core/ports/index.ts'
import { liveState, ModeControl, type ServiceClients, serviceClients, type UnlockedName } from '../../core/services/mode/index.ts'
import type { Port } from '../../core/services/runtime/index.ts'
import { mainPort } from '../transport/main-port.ts'
import type { NewChannel } from './connect-ports.ts'
import type { ProcessSupervisor, Service } from './supervisor.ts'

export interface ElectronModeOptions {
  readonly supervisor: Pick<ProcessSupervisor, 'handClient' | 'startService' | 'stopService' | 'rows'>
  readonly newChannel: NewChannel
  readonly clock: Clock
  readonly ids: IdSource
  /** What the keychain has at the start; see {@link ModeControl.unlocked} for later. */
  readonly keys: UnlockedName
  readonly onRow: (row: ModeRow) => void
  readonly onAlert: (alert: AlertRow) => void
  /** Everybody has to connect to the trader of the mode anew. */
  readonly switched: () => void
}

export interface ElectronMode {
  readonly mode: ModeControl
  /** Main's own clients of the services, for what works without a window. */
  readonly clients: ServiceClients
  /** A port to a service; undefined while it is down. */
  connect(name: Exclude<ServiceName, 'host'>): Port | undefined
}

/** The running service that a client's name leads to. */
export function serviceOf(name: Exclude<ServiceName, 'host'>, mode: ModeRow['mode']): Service {
  if (name === 'trader-paper') return 'trader'
  return name === 'trader' && mode === 'live' ? 'trader-live' : name
}

/** Whether a service may allow entries when it comes back: the paper trader not while live is commanded. */
export const mayArm = (service: Service, mode: ModeRow['mode']): boolean =>
  service !== 'trader' || serviceOf('trader', mode) === service

export function electronMode(options: ElectronModeOptions): ElectronMode {
  const { clock, ids, keys, newChannel, onAlert, onRow, supervisor, switched } = options
  const join = (service: Service, type: 'client' | 'control'): Port | undefined => {
    const { port1, port2 } = newChannel()
    if (supervisor.handClient(service, port1, type)) return mainPort(port2)
    port1.close()
    return undefined
  }
  const connect: ElectronMode['connect'] = (name) => join(serviceOf(name, mode.mode), 'client')
  const clients = serviceClients(
    {
      connect: (name) => (name === 'host' ? undefined : connect(name)),
      control: (trader) => join(serviceOf(trader, 'paper'), 'control'),
    },
    undefined,
    clock,
  )
  const mode: ModeControl = new ModeControl({
    host: {
      startLive: () => supervisor.startService('trader-live'),
      stopLive: () => supervisor.stopService('trader-live'),
      liveState: () => liveState(supervisor.rows()),
      switched,
    },
    clients,
    keys,
    clock,
    ids,
    onRow,
    alert: (severity, message) => {
      onAlert({ id: ids.next('alert'), at: clock.now(), severity, source: 'mode', message })
    },
  })
  return { mode, clients, connect }
}
