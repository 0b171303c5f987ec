import { createLogger, systemClock, systemIds, systemVitals } from '../../core/adapters/system/index.ts'
import { type HostToService, runService, type StartService } from '../../core/services/runtime/index.ts'
import { mainPort } from './main-port.ts'

/** Runs a service in this utility process. Ports come beside the message, in `event.ports`. */
export function runUtilityProcess(service: string, start: StartService): void {
  const { parentPort } = process
  runService(
    start,
    {
      send: (message) => {
        parentPort.postMessage(message)
        if (message.type === 'stopped') process.exit(0)
        if (message.type === 'failed') process.exit(1)
      },
      listen: (listener) => {
        parentPort.on('message', (event) => {
          const [port] = event.ports
          const message = event.data as HostToService
          listener(port === undefined ? message : ({ ...message, port: mainPort(port) } as HostToService))
        })
      },
    },
    {
      clock: systemClock(),
      ids: systemIds(),
      logger: (onRecord) => createLogger('info', { service }, onRecord),
      vitals: systemVitals(),
    },
  )
}
