import type { Socket } from 'node:net'
import type { Cdp } from './cdp.ts'
import { encodeFrame, readFrames } from './frames.ts'
import { type FromWorld, RECEIVE, TELL, type ToWorld, WORLD, worldScript } from './page-world.ts'

export interface PageEvents {
  onSend(channel: string, args: readonly unknown[]): void
  onInvoke(call: number, channel: string, args: readonly unknown[]): void
}

/** One page of the browser, its preload's world, and the ports that lead into it. */
export class Page {
  readonly window: number
  readonly session: string
  readonly #cdp: Cdp
  readonly #events: PageEvents
  readonly #ports = new Map<number, Socket>()
  #world: number | undefined
  #queue: ToWorld[] = []
  #sending = false
  #nextPort = 1
  mainFrame = ''
  /** Set while the program itself asked for a navigation, which no page can. */
  expected: string | undefined

  constructor(cdp: Cdp, session: string, window: number, events: PageEvents) {
    this.#cdp = cdp
    this.session = session
    this.window = window
    this.#events = events
  }

  /** Settles when everything stands that must stand before the first script runs. */
  prepared: Promise<unknown> = Promise.resolve()

  prepare(preload: string): Promise<unknown> {
    const { session } = this
    const script = { source: worldScript(preload), worldName: WORLD }
    this.prepared = this.#cdp.send('Page.addScriptToEvaluateOnNewDocument', script, session)
    const all = Promise.all([
      this.#cdp.send('Page.enable', {}, session),
      this.#cdp.send('Runtime.enable', {}, session),
      this.#cdp.send('Runtime.addBinding', { name: TELL, executionContextName: WORLD }, session),
      this.prepared,
      this.#cdp.send('Fetch.enable', { patterns: [{ urlPattern: '*' }] }, session),
      this.#cdp.send('Runtime.runIfWaitingForDebugger', {}, session),
    ])
    return all
  }

  worldMade(id: number): void {
    this.worldGone()
    this.#world = id
    void this.#flush()
  }

  /** The document went, and its ports with it. */
  worldGone(id = this.#world): void {
    if (id !== this.#world) return
    this.#world = undefined
    this.#queue = []
    for (const socket of this.#ports.values()) socket.end()
    this.#ports.clear()
  }

  heard(context: number, payload: string): void {
    if (context !== this.#world) return
    const message = JSON.parse(payload) as FromWorld
    if (message.t === 'send') this.#events.onSend(message.channel, message.args)
    else if (message.t === 'invoke') this.#events.onInvoke(message.call, message.channel, message.args)
    else if (message.t === 'port') this.#ports.get(message.port)?.write(encodeFrame(message.data))
    else {
      this.#ports.get(message.port)?.end()
      this.#ports.delete(message.port)
    }
  }

  ipc(channel: string, args: readonly unknown[], sockets: readonly Socket[]): void {
    const ports = sockets.map((socket) => {
      const id = this.#nextPort++
      this.#ports.set(id, socket)
      socket.on('error', () => socket.destroy())
      return [id, socket] as const
    })
    this.send({ t: 'ipc', channel, args, ports: ports.map(([id]) => id) })
    for (const [id, socket] of ports) {
      readFrames(socket, (data) => {
        this.send({ t: 'port', port: id, data })
      })
      socket.on('close', () => {
        if (this.#ports.delete(id)) this.send({ t: 'close', port: id })
      })
    }
  }

  send(message: ToWorld): void {
    if (this.#world === undefined) return
    this.#queue.push(message)
    void this.#flush()
  }

  /** One batch at a time: a page that is slow slows those who write to it, as a pipe would. */
  async #flush(): Promise<void> {
    if (this.#sending) return
    this.#sending = true
    try {
      while (this.#queue.length > 0 && this.#world !== undefined) {
        const value = this.#queue.splice(0)
        const functionDeclaration = `function (batch) { globalThis.${RECEIVE}?.(batch) }`
        const call = { functionDeclaration, executionContextId: this.#world, arguments: [{ value }] }
        await this.#cdp.send('Runtime.callFunctionOn', call, this.session)
      }
    } catch {
      // The document went meanwhile, and what was for it.
    } finally {
      this.#sending = false
    }
  }
}
