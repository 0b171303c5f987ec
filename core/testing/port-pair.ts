import type { Port } from '../services/runtime/index.ts'

/** Two ends of a channel inside one thread. Messages arrive in order, after the sender has finished; what comes before `listen` waits. */
export function portPair(): readonly [Port, Port] {
  const ends = [0, 1].map(() => ({ listener: undefined as ((message: unknown) => void) | undefined, waiting: [] as unknown[] }))
  const closes: (() => void)[] = []
  const end = (mine: 0 | 1): Port => {
    const own = ends[mine]
    const other = ends[1 - mine]
    if (own === undefined || other === undefined) throw new Error('a pair has two ends')
    return {
      send: (message) => {
        queueMicrotask(() => {
          if (other.listener === undefined) other.waiting.push(message)
          else other.listener(message)
        })
      },
      listen: (listener) => {
        own.listener = listener
        for (const message of own.waiting.splice(0)) listener(message)
      },
      onClose: (listener) => closes.push(listener),
      close: () => {
        for (const listener of closes) listener()
      },
    }
  }
  return [end(0), end(1)]
}
