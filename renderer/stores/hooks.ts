import { createContext, useContext, useEffect } from 'react'
import { useStore } from 'zustand'
import type { Topic, TopicRows } from '../../core/contract/index.ts'
import type { ConnectionState } from '../engine-client/index.ts'
import type { Zone } from '../format/index.ts'
import type { InstrumentView, Reference } from './reference.ts'
import type { Settings } from './settings.ts'
import type { Terminal } from './terminal.ts'
import { listOf, type TopicPhase, type TopicState, type TopicStore } from './topic-store.ts'
import type { Workspace } from './workspace.ts'

export const TerminalContext = createContext<Terminal | undefined>(undefined)

export function useTerminal(): Terminal {
  const terminal = useContext(TerminalContext)
  if (terminal === undefined) throw new Error('useTerminal needs a TerminalContext above it')
  return terminal
}

/** The live store of a topic, subscribed while the component is mounted. */
export function useTopicStore<T extends Topic>(topic: T, filter = ''): TopicStore<T> {
  const { topics } = useTerminal()
  useEffect(() => topics.hold(topic, filter), [topics, topic, filter])
  return topics.store(topic, filter)
}

export function useRows<T extends Topic>(topic: T, filter = ''): readonly TopicRows[T][] {
  return useStore(useTopicStore(topic, filter), listOf<TopicRows[T]>)
}

/** One row; the component renders again only when this row changes. */
export function useRow<T extends Topic>(topic: T, key: string, filter = ''): TopicRows[T] | undefined {
  return useStore(useTopicStore(topic, filter), (state) => state.rows.get(key))
}

export function useTopicPhase(topic: Topic, filter = ''): { readonly phase: TopicPhase; readonly reason: string } {
  const store = useTopicStore(topic, filter)
  const phase = useStore(store, (state: TopicState<unknown>) => state.phase)
  const reason = useStore(store, (state: TopicState<unknown>) => state.reason)
  return { phase, reason }
}

export const useWorkspace = <T>(select: (workspace: Workspace) => T): T => useStore(useTerminal().workspace, select)
export const useSettings = <T>(select: (settings: Settings) => T): T => useStore(useTerminal().settings, select)
export const useReference = <T>(select: (reference: Reference) => T): T => useStore(useTerminal().reference, select)
export const useConnection = <T>(select: (connection: ConnectionState) => T): T =>
  useStore(useTerminal().client.connection, select)

export const useZone = (): Zone => useSettings((settings) => settings.zone)

export const useInstrument = (id: string): InstrumentView | undefined => useReference(({ instruments }) => instruments.get(id))

/** The page's time, no finer than `resolution` ms, so that the component renders no more often. */
export const useNow = (resolution: number): number =>
  useStore(useTerminal().now, ({ now }) => Math.floor(now / resolution) * resolution)

/** How old `at` is once it is older than `limit` ms; undefined while fresh or when `at` is undefined. */
export const useStaleAge = (at: number | undefined, limit: number): number | undefined =>
  useStore(useTerminal().now, ({ now }) => {
    if (at === undefined || now - at <= limit) return undefined
    return Math.floor((now - at) / 1_000) * 1_000
  })
