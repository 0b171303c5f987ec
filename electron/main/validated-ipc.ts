import type { IpcMain, IpcMainEvent } from 'electron'
import { CONNECT_MESSAGE, isServiceName, type ServiceName } from '../../core/contract/index.ts'
import type { Clock } from '../../core/ports/index.ts'
import { isOwnPage } from './page-rules.ts'

type Frame = NonNullable<IpcMainEvent['senderFrame']>

/** A page asks for eight services when it is loaded, and for all of them when somebody presses retry. */
const MOST_CONNECTS = 120
const WINDOW = 10_000

/** Why a message is not to be trusted, or undefined: it must come from the main frame of our own page. */
export function whyRefused(event: Pick<IpcMainEvent, 'senderFrame'>): string | undefined {
  const frame = event.senderFrame
  if (frame === null) return 'the sending frame is gone'
  if (frame.parent !== null) return 'it comes from a frame inside the page'
  return isOwnPage(frame.url) ? undefined : 'it comes from another page'
}

export interface ConnectRequests {
  readonly ipc: Pick<IpcMain, 'on'>
  readonly clock: Pick<Clock, 'now'>
  readonly onConnect: (service: ServiceName, event: IpcMainEvent, frame: Frame) => void
  /** The reason is ours: nothing of what was sent is repeated. */
  readonly onRefused: (reason: string) => void
}

/** The only message the terminal's page may send: "connect me to this service". */
export function acceptConnects({ ipc, clock, onConnect, onRefused }: ConnectRequests): void {
  const recent = new Map<number, number[]>()
  const isTooMuch = (sender: number): boolean => {
    const now = clock.now()
    const times = (recent.get(sender) ?? []).filter((time) => time > now - WINDOW)
    recent.set(sender, times)
    if (times.length >= MOST_CONNECTS) return true
    times.push(now)
    return false
  }
  ipc.on(CONNECT_MESSAGE, (event, ...args: unknown[]) => {
    const [service] = args
    const reason = whyRefused(event)
    if (reason !== undefined || event.senderFrame === null) onRefused(reason ?? '')
    else if (args.length !== 1 || typeof service !== 'string' || !isServiceName(service))
      onRefused('the named service does not exist')
    else if (isTooMuch(event.sender.id)) onRefused('it asks too often')
    else onConnect(service, event, event.senderFrame)
  })
}
