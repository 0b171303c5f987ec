import type { MessagePortMain } from 'electron'
import { PEERS } from '../../core/services/runtime/index.ts'
import type { ServiceProcess } from './processes.ts'

export type NewChannel = () => { readonly port1: MessagePortMain; readonly port2: MessagePortMain }

/** Joins every pair of services directly; main only makes the pairs and never sees what passes. */
export function connectPeers(running: ReadonlyMap<string, ServiceProcess>, newChannel: NewChannel): void {
  for (const [a, b] of PEERS) connectPair(running, [a, b], newChannel)
}

/** After a restart: the returning service gets a fresh port to each of its peers, and they to it. */
export function reconnectPeersOf(service: string, running: ReadonlyMap<string, ServiceProcess>, newChannel: NewChannel): void {
  for (const [a, b] of PEERS) if (a === service || b === service) connectPair(running, [a, b], newChannel)
}

function connectPair(
  running: ReadonlyMap<string, ServiceProcess>,
  [a, b]: readonly [string, string],
  newChannel: NewChannel,
): void {
  const one = running.get(a)
  const two = running.get(b)
  if (one === undefined || two === undefined) return
  const { port1, port2 } = newChannel()
  one.postMessage({ type: 'peer', name: b }, [port1])
  two.postMessage({ type: 'peer', name: a }, [port2])
}
