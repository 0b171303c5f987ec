import { Worker } from 'node:worker_threads'
import type { LogLevel } from '../../../adapters/system/index.ts'
import { InputError } from '../../../domain/index.ts'
import type { DemoMessage, DemoSettings } from '../demo-worker.ts'

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
  const worker = new Worker(entry, { workerData: settings })
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
