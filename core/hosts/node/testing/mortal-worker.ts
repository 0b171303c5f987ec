import { workerData } from 'node:worker_threads'

/** A service's own worker that throws out of the blue when its name is called, for tests of the supervisor. */
const { service } = workerData as { readonly service: string }
const channel = new BroadcastChannel('sentinel-mortal-workers')
channel.onmessage = ({ data }: { readonly data: unknown }): void => {
  if (data === service) throw new Error('this service was told to die')
}
channel.unref()
await import(new URL(`../workers/${service === 'trader' ? 'trader-paper' : service}.ts`, import.meta.url).href)
