import type { SearchControl } from '../../../research/index.ts'

/** Long work told to a person on stderr, at every tenth of it, and ended when `stop` resolves. */
export function searchControl(what: string, stop: Promise<void>, tell: (line: string) => void): SearchControl {
  let stopping = false
  let told = 0
  void stop.then(() => {
    stopping = true
    tell(`${what}: stopping; trials at work are waited for\n`)
  })
  return {
    isCancelled: () => stopping,
    onProgress(done, of) {
      const tenth = Math.floor((10 * done) / of)
      if (tenth <= told) return
      told = tenth
      tell(`${what}: ${String(done)} of ${String(of)} trials\n`)
    },
  }
}
