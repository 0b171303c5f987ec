import { monitorEventLoopDelay } from 'node:perf_hooks'

/** There only under Node's `--expose-gc`, as the soak starts the program, so that its figures hold no garbage. */
const collect = (globalThis as { readonly gc?: () => void }).gc

/** Event-loop lag (99th percentile, ms) since the last reading, and heap in use (bytes). */
export function systemVitals(): () => { readonly loopLag: number; readonly memory: number } {
  const resolution = 10
  const delay = monitorEventLoopDelay({ resolution })
  delay.enable()
  return () => {
    collect?.()
    const p99 = delay.percentile(99) / 1e6
    delay.reset()
    return { loopLag: Number.isFinite(p99) ? Math.max(0, p99 - resolution) : 0, memory: process.memoryUsage().heapUsed }
  }
}
