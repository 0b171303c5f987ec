import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { openParcels } from './parcels.ts'
import { PortEnd } from './ports.ts'
import { StrictEmitter } from './strict-emitter.ts'

/** What a utility process sees of its parent; messages wait for the first listener. */
class ParentPort extends StrictEmitter {
  readonly #waiting: unknown[] = []

  constructor() {
    super(['message'])
  }

  override on(event: string, listener: (...args: never[]) => void): this {
    super.on(event, listener)
    for (const each of this.#waiting.splice(0)) this.emit('message', each)
    return this
  }

  receive(event: unknown): void {
    if (!this.emit('message', event)) this.#waiting.push(event)
  }

  postMessage(message: unknown): void {
    process.send?.(structuredClone(message))
  }
}

const parentPort = new ParentPort()
Object.defineProperty(process, 'parentPort', { value: parentPort })
process.on(
  'message',
  openParcels((data, sockets) => {
    parentPort.receive({ data, ports: sockets.map((socket) => new PortEnd(Promise.resolve(socket))) })
  }),
)
// A program that died must not leave its services behind.
process.on('disconnect', () => process.exit(1))

const [, , file = ''] = process.argv
process.argv.splice(1, 1)
await import(pathToFileURL(resolve(file)).href)
