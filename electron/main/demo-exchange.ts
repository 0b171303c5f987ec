import { Worker } from 'node:worker_threads'
import { z } from 'zod'

const messageSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready'), endpoint: z.url(), symbols: z.array(z.string()), note: z.string() }),
  z.object({ type: z.literal('failed'), reason: z.string() }),
])

export interface DemoExchange {
  readonly endpoint: string
  readonly symbols: readonly string[]
  readonly note: string
}

/** Starts the built-in market on loopback in a thread of its own; it ends with this process. */
export function startDemoExchange(worker: URL, dataDir: string): Promise<DemoExchange> {
  return new Promise((resolve, reject) => {
    const thread = new Worker(worker, { workerData: { source: 'market', speed: 1, dataDir, logLevel: 'info' } })
    thread.once('error', reject)
    thread.once('message', (raw: unknown) => {
      const message = messageSchema.safeParse(raw)
      if (!message.success) reject(new Error('the demo exchange sent an unknown message'))
      else if (message.data.type === 'failed') reject(new Error(message.data.reason))
      else resolve(message.data)
    })
  })
}
