import type { Link, ServiceName } from '../../core/contract/index.ts'

export type TransportPhase = 'connecting' | 'connected' | 'disconnected'

export interface TransportState {
  readonly phase: TransportPhase
  /** Failed attempts since the last good connection. */
  readonly attempt: number
  /** When the next attempt is due, epoch ms; 0 when none is planned. */
  readonly retryAt: number
  /** In words, for the person: what happened and what to do. */
  readonly reason: string
}

export interface TransportListener {
  /** A fresh link to a service; it replaces any earlier one. */
  onLink(service: ServiceName, link: Link): void
  onState(state: TransportState): void
}

/** How the page reaches the services: a WebSocket in a browser, MessagePorts in Electron. */
export interface Transport {
  start(listener: TransportListener): void
  /** Attempt at once instead of waiting. */
  retry(): void
  stop(): void
}
