import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from 'node:worker_threads'
import { type Sandbox, SandboxEnded, type Sandboxes, type SandboxProgram } from '../../ports/index.ts'
import { type BridgeData, bridgeMain, type BridgeNews, type BridgeOrder, type SandboxLimits } from './bridge.ts'
import { sandboxMain } from './child.ts'

const LIMITS: SandboxLimits = { memory: 64, opening: 10_000, lag: 50, line: 262_144 }
/** Share of the newest answer in the average: one slow answer is chance, a dozen are a habit. */
const NEWEST = 0.1
const textOf = (program: () => void): string => `(${program.toString()})()`

interface Entry {
  readonly opened: PromiseWithResolvers<string>
  answer: string | undefined
  ended: string | undefined
  /** Mean of the time to answer, newest first in weight, ms. */
  lag: number
}

/**
 * A process for each sandbox, asked in step with the one who asks: the thread sleeps until the answer is there, so that
 * a strategy in a sandbox is a function like any other, live and in a replay. Measured: half of the answers take less
 * than 0.1 ms.
 */
export class ProcessSandboxes implements Sandboxes {
  readonly #limits: SandboxLimits
  readonly #entries = new Map<number, Entry>()
  #bridge: { readonly worker: Worker; readonly port: MessagePort; readonly count: Int32Array } | undefined
  #last = 0
  #opening = 0

  constructor(limits: Partial<SandboxLimits> = {}) {
    this.#limits = { ...LIMITS, ...limits }
  }

  async open(program: SandboxProgram): Promise<{ readonly sandbox: Sandbox; readonly greeting: string }> {
    const id = (this.#last += 1)
    const entry: Entry = { opened: Promise.withResolvers(), answer: undefined, ended: undefined, lag: 0 }
    this.#entries.set(id, entry)
    const greeting = await this.#greeting(id, entry, program)
    const close = (reason = 'it was closed'): void => {
      if (!this.#entries.delete(id)) return
      entry.ended ??= reason
      if (this.#bridge !== undefined) this.#order({ type: 'close', sandbox: id })
    }
    return { greeting, sandbox: { close, ask: (...asked) => this.#ask(id, entry, ...asked) } }
  }

  close(): void {
    const bridge = this.#bridge
    this.#end('it was closed')
    this.#bridge = undefined
    bridge?.worker.postMessage({ type: 'end' } satisfies BridgeOrder)
    bridge?.port.close()
  }

  /** Only what is being waited for keeps the process alive. */
  async #greeting(sandbox: number, entry: Entry, program: SandboxProgram): Promise<string> {
    const { port } = this.#started()
    this.#opening += 1
    port.ref()
    this.#order({ type: 'open', sandbox, program: JSON.stringify(program) })
    try {
      return await entry.opened.promise
    } catch (error) {
      this.#entries.delete(sandbox)
      throw error
    } finally {
      this.#opening -= 1
      if (this.#opening === 0) port.unref()
    }
  }

  #ask(sandbox: number, entry: Entry, ...[question, budget, steps = 1]: Parameters<Sandbox['ask']>): string {
    if (entry.ended !== undefined) throw new SandboxEnded(entry.ended)
    const { count } = this.#order({ type: 'ask', sandbox, question })
    const begun = performance.now()
    const deadline = begun + budget
    for (;;) {
      const seen = Atomics.load(count, 0)
      this.#drain()
      const { answer, ended } = entry
      entry.answer = undefined
      if (answer !== undefined) {
        this.#weigh(sandbox, entry, (performance.now() - begun) / steps)
        return answer
      }
      if (ended !== undefined) throw new SandboxEnded(ended)
      const left = deadline - performance.now()
      if (left > 0) Atomics.wait(count, 0, seen, left)
      else {
        entry.ended = `it did not answer within ${String(budget)} ms`
        this.#order({ type: 'close', sandbox })
      }
    }
  }

  /** The thread sleeps while it waits, so a strategy that is always slow would slow down all the others. */
  #weigh(sandbox: number, entry: Entry, took: number): void {
    entry.lag += (took - entry.lag) * NEWEST
    if (entry.lag <= this.#limits.lag) return
    entry.ended = `its answers take too long: ${entry.lag.toFixed()} ms on average`
    this.#order({ type: 'close', sandbox })
  }

  #drain(): void {
    const { port } = this.#started()
    for (let next = receiveMessageOnPort(port); next !== undefined; next = receiveMessageOnPort(port))
      this.#heard(next.message as BridgeNews)
  }

  #heard(news: BridgeNews): void {
    const entry = this.#entries.get(news.sandbox)
    if (entry === undefined) return
    if (news.type === 'opened') entry.opened.resolve(news.text)
    else if (news.type === 'answer') entry.answer = news.text
    else {
      entry.ended ??= news.reason
      entry.opened.reject(new SandboxEnded(entry.ended))
    }
  }

  #order(order: BridgeOrder): { readonly count: Int32Array } {
    const bridge = this.#started()
    bridge.worker.postMessage(order)
    return bridge
  }

  /** The thread between died: every sandbox is out of reach, and the next one starts a new thread. */
  #lost(worker: Worker, reason: string): void {
    if (this.#bridge?.worker !== worker) return
    this.#end(`it cannot be reached: ${reason}`)
    this.#bridge.port.close()
    this.#bridge = undefined
  }

  #end(reason: string): void {
    for (const entry of this.#entries.values()) {
      entry.ended ??= reason
      entry.opened.reject(new SandboxEnded(entry.ended))
    }
    this.#entries.clear()
  }

  #started() {
    if (this.#bridge !== undefined) return this.#bridge
    const { port1, port2 } = new MessageChannel()
    const counter = new SharedArrayBuffer(4)
    const data: BridgeData = { counter, port: port2, source: textOf(sandboxMain), limits: this.#limits }
    const worker = new Worker(textOf(bridgeMain), { eval: true, workerData: data, transferList: [port2], env: process.env })
    worker.unref()
    port1.on('message', (news: BridgeNews) => {
      this.#heard(news)
    })
    port1.unref()
    worker.on('error', (error: Error) => {
      this.#lost(worker, error.message)
    })
    worker.on('exit', () => {
      this.#lost(worker, 'its thread ended')
    })
    this.#bridge = { worker, port: port1, count: new Int32Array(counter) }
    return this.#bridge
  }
}
