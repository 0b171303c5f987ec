/**
 * Gathers what comes within one turn of the event loop and hands it over at the turn's end: all that one frame
 * led to goes out together, and nothing waits for a timer.
 */
export function gatherByTurn<T>(deliver: (items: readonly T[]) => void): {
  readonly add: (item: T) => void
  readonly flush: () => void
} {
  let items: T[] = []
  const flush = (): void => {
    if (items.length === 0) return
    const gathered = items
    items = []
    deliver(gathered)
  }
  return {
    add(item) {
      items.push(item)
      if (items.length === 1) void Promise.resolve().then(flush)
    },
    flush,
  }
}
