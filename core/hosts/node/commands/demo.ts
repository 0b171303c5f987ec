import { Worker } from 'node:worker_threads'
import type { LogLevel } from '../../../adapters/system/index.ts'
import type { ConfigInput } from '../../../contract/index.ts'
import { InputError } from '../../../domain/index.ts'
import type { DemoMessage, DemoSettings } from '../demo-worker.ts'
import { THREAD_LIMITS } from '../thread-limits.ts'

/**
 * The strategies of the demo market where no file names any: a trend follower on the large coins and
 * a fast one on the small ones, so that a signal comes within a minute or two whatever the trend;
 * on BTC both vote, which shows how a conflict looks.
 */
export const DEMO_MARKET_STRATEGIES: NonNullable<ConfigInput['strategies']> = [
  { strategy: 'ema-trend', symbols: ['BTC/USDT', 'ETH/USDT', 'SOL/USDT', 'XRP/USDT', 'BNB/USDT'] },
  { strategy: 'rsi-reversion' },
  { strategy: 'book-imbalance', symbols: ['BTC/USDT', 'LTC/USDT', 'LINK/USDT', 'ADA/USDT'] },
]

export interface RunningDemo {
  readonly endpoint: string
  readonly symbols: readonly string[]
  readonly note: string
  stop(): Promise<void>
}

/** Starts the demo exchange on a thread of its own, as far from the terminal as a real venue is. */
export async function startDemo(
  entry: URL,
  settings: DemoSettings & { readonly logLevel: LogLevel },
  onCrash: (reason: string) => void,
): Promise<RunningDemo> {
  const worker = new Worker(entry, { workerData: settings, resourceLimits: THREAD_LIMITS })
  const ready = Promise.withResolvers<Extract<DemoMessage, { type: 'ready' }>>()
  let running = false
  worker.on('message', (message: DemoMessage) => {
    if (message.type === 'ready') ready.resolve(message)
    else if (message.type === 'failed') {
      ready.reject(new InputError({ field: '--demo', value: settings.source, remedy: message.reason }))
    }
  })
  worker.on('error', (error: Error) => {
    ready.reject(error)
    if (running) onCrash(error.message)
  })
  const ended = new Promise<void>((resolve) => {
    worker.on('exit', () => {
      ready.reject(new Error('the demo exchange ended before it was ready'))
      resolve()
    })
  })
  const { endpoint, symbols, note } = await ready.promise
  running = true
  return {
    endpoint,
    symbols,
    note,
    stop: async () => {
      running = false
      worker.postMessage({ type: 'stop' })
      await ended
    },
  }
}
