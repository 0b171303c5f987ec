import { type MessagePort, parentPort, threadId, workerData } from 'node:worker_threads'
import { createLogger, type LogLevel, systemClock, systemIds, systemVitals } from '../../adapters/system/index.ts'
import { type HostToService, type Port, runService, type StartService } from '../../services/runtime/index.ts'

/** A worker thread's MessagePort as a service port. */
export function nodePort(port: MessagePort): Port {
  const waiting: unknown[] = []
  let listener: ((message: unknown) => void) | undefined
  const closes = new Set<() => void>()
  port.on('message', (message: unknown) => {
    if (listener === undefined) waiting.push(message)
    else listener(message)
  })
  port.on('close', () => {
    for (const each of [...closes]) each()
  })
  return {
    send: (message) => {
      port.postMessage(message)
    },
    listen(next) {
      listener = next
      for (const message of waiting.splice(0)) next(message)
    },
    onClose: (each) => {
      closes.add(each)
    },
    close: () => {
      port.close()
    },
  }
}

export interface WorkerSettings {
  readonly service: string
  readonly logLevel: LogLevel
}

type RawMessage = { readonly type: string; readonly port?: MessagePort }

/** Runs a service in this worker thread. */
export function runWorker(start: StartService): void {
  const parent = parentPort
  if (parent === null) throw new Error('this file is started by the host as a worker thread')
  const { service, logLevel } = workerData as WorkerSettings
  runService(
    start,
    {
      send: (message) => {
        parent.postMessage(message)
      },
      listen: (listener) => {
        parent.on('message', (raw: RawMessage) => {
          listener((raw.port === undefined ? raw : { ...raw, port: nodePort(raw.port) }) as HostToService)
        })
      },
    },
    {
      clock: systemClock(),
      ids: systemIds(),
      logger: (onRecord) => createLogger(logLevel, { service, thread: threadId }, onRecord),
      vitals: systemVitals(),
    },
  )
}
