import type { IpcMain, IpcMainEvent } from 'electron'
import { isServiceName, type ServiceName } from '../../core/contract/index.ts'
import { CONNECT_MESSAGE } from '../../core/contract/index.ts'
import { isOwnPage } from './page-rules.ts'

/** Why a message is not to be trusted, or undefined: it must come from the main frame of our own page. */
export function whyRefused(event: Pick<IpcMainEvent, 'senderFrame'>): string | undefined {
  const frame = event.senderFrame
  if (frame === null) return 'the sending frame is gone'
  if (frame.parent !== null) return 'it comes from a frame inside the page'
  return isOwnPage(frame.url) ? undefined : `it comes from ${frame.url}`
}

export interface ConnectRequests {
  readonly ipc: Pick<IpcMain, 'on'>
  readonly onConnect: (service: ServiceName, event: IpcMainEvent) => void
  readonly onRefused: (reason: string) => void
}

/** The only message the page may send: "connect me to this service". */
export function acceptConnects({ ipc, onConnect, onRefused }: ConnectRequests): void {
  ipc.on(CONNECT_MESSAGE, (event, service: unknown) => {
    const reason = whyRefused(event)
    if (reason !== undefined) onRefused(reason)
    else if (typeof service !== 'string' || !isServiceName(service)) onRefused('the named service does not exist')
    else onConnect(service, event)
  })
}
