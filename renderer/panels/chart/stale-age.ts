import { useStore } from 'zustand'
import { listOf, useTerminal, useTopicStore } from '../../stores/index.ts'

const whole = (age: number): number => Math.floor(age / 1_000) * 1_000

/**
 * How long ago the newest trade came, of which bars are made, once that is longer than its stream may be silent. Where
 * nothing is known of the stream, how long no bar came, once that is longer than a bar. Undefined while fresh.
 */
export function useChartStaleAge(instrument: string, group: string, barLength: number): number | undefined {
  const { topics, now: clock } = useTerminal()
  const channels = useTopicStore('market.channels', instrument)
  return useStore(clock, ({ now }) => {
    const trades = listOf(channels.getState()).find(({ channel }) => channel === 'trades')
    if (trades !== undefined && trades.lastReceivedAt > 0) {
      const age = now - trades.lastReceivedAt
      return age <= trades.limit ? undefined : whole(age)
    }
    const { updatedAt } = topics.store('market.candles', group).getState()
    const age = now - updatedAt
    return updatedAt === 0 || age <= barLength ? undefined : whole(age)
  })
}
