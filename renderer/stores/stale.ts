import { useStore } from 'zustand'
import type { Topic } from '../../core/contract/index.ts'
import { useTerminal } from './hooks.ts'

/** How long a topic has been silent, once that is longer than `limit` ms; checked with the page's clock. */
export function useTopicStaleAge(topic: Topic, filter: string, limit: number): number | undefined {
  const { topics, now } = useTerminal()
  return useStore(now, (state) => {
    const { updatedAt } = topics.store(topic, filter).getState()
    const age = state.now - updatedAt
    return updatedAt === 0 || age <= limit ? undefined : Math.floor(age / 1_000) * 1_000
  })
}
