import { parentPort, workerData } from 'node:worker_threads'
import { createLogger, type LogLevel, systemClock } from '../../../adapters/system/index.ts'
import { DEMO_MARKET_NOTICE, DEMO_RECORDING_NOTICE, startDemoExchange } from '../../../demo/index.ts'
import type { DemoMessage, DemoSettings } from '../demo-worker.ts'

const parent = parentPort
if (parent === null) throw new Error('this file is started by the host as a worker thread')
const { logLevel, ...settings } = workerData as DemoSettings & { readonly logLevel: LogLevel }
const say = (message: DemoMessage): void => {
  parent.postMessage(message)
}

try {
  const logger = createLogger(logLevel, { service: 'demo' })
  const exchange = await startDemoExchange({ ...settings, clock: systemClock(), logger })
  const note = settings.source === 'market' ? DEMO_MARKET_NOTICE : DEMO_RECORDING_NOTICE
  say({ type: 'ready', endpoint: exchange.endpoint, symbols: exchange.unifiedSymbols, note })
  parent.once('message', () => {
    exchange.close().then(
      () => {
        parent.close()
      },
      (error: unknown) => {
        logger.error('the demo exchange did not close', { reason: String(error) })
        process.exit(1)
      },
    )
  })
} catch (error) {
  say({ type: 'failed', reason: error instanceof Error ? error.message : String(error) })
}
