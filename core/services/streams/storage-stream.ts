import type { Port } from '../runtime/index.ts'

/** From recorder to trader: whether what happens in the market can be written down. Sent at once and on every change. */
export interface StorageMessage {
  readonly type: 'storage'
  readonly writable: boolean
}

export const sendStorage = (port: Port, writable: boolean): void => {
  const message: StorageMessage = { type: 'storage', writable }
  port.send(message)
}
