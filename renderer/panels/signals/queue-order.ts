import type { SignalRow } from '../../../core/contract/index.ts'

/** Those that wait first, the one that expires soonest on top; then the decided, newest first. */
export function queueOrder(signals: readonly SignalRow[]): readonly SignalRow[] {
  return [...signals].sort((a, b) => {
    const waits = Number(b.state === 'PENDING') - Number(a.state === 'PENDING')
    if (waits !== 0) return waits
    return a.state === 'PENDING' ? a.expiresAt - b.expiresAt : (b.decidedAt ?? b.createdAt) - (a.decidedAt ?? a.createdAt)
  })
}
