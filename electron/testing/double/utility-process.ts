import { type ChildProcess, fork } from 'node:child_process'
import { constants } from 'node:os'
import { fileURLToPath } from 'node:url'
import { app } from './app.ts'
import { Outbox } from './parcels.ts'
import { mustBeReady } from './readiness.ts'
import { StrictEmitter } from './strict-emitter.ts'

const ENTRY = fileURLToPath(new URL('utility-entry.ts', import.meta.url))

interface ForkOptions {
  readonly env?: Readonly<Record<string, string>>
  readonly serviceName?: string
  readonly stdio?: 'inherit' | 'ignore' | 'pipe'
}

/** Of waitpid: the number of the signal where it was a signal. */
const codeOf = (code: number | null, signal: NodeJS.Signals | null): number =>
  code ?? (signal === null ? 0 : constants.signals[signal])

const reasonOf = (code: number): string => {
  if (code === 0) return 'clean-exit'
  if (code === constants.signals.SIGKILL || code === constants.signals.SIGTERM) return 'killed'
  return code > 0 && code < 32 && code !== 1 ? 'crashed' : 'abnormal-exit'
}

/** A real process of Node running the real entry file. */
export class UtilityProcess extends StrictEmitter {
  readonly serviceName: string
  readonly #child: ChildProcess
  readonly #outbox: Outbox
  pid: number | undefined

  constructor(file: string, args: readonly string[], options: ForkOptions) {
    super(['spawn', 'exit', 'message', 'error'])
    this.serviceName = options.serviceName ?? 'Node Utility Process'
    this.#child = fork(ENTRY, [file, ...args], {
      serialization: 'advanced',
      execArgv: [],
      env: options.env ?? process.env,
      stdio: ['ignore', options.stdio ?? 'inherit', options.stdio ?? 'inherit', 'ipc'],
    })
    this.#outbox = new Outbox(this.#child)
    this.pid = this.#child.pid
    this.#child.on('spawn', () => this.emit('spawn'))
    this.#child.on('message', (message) => this.emit('message', message))
    this.#child.on('error', () => undefined)
    this.#child.on('exit', (code, signal) => {
      this.pid = undefined
      running.delete(this)
      const exitCode = codeOf(code, signal)
      this.emit('exit', exitCode)
      const reason = reasonOf(exitCode)
      if (reason !== 'clean-exit')
        app.emit('child-process-gone', {}, { type: 'Utility', reason, exitCode, name: this.serviceName })
    })
    running.add(this)
  }

  postMessage(message: unknown, transfer: unknown = []): void {
    this.#outbox.send(message, transfer)
  }

  kill(): boolean {
    return this.#child.kill('SIGTERM')
  }
}

const running = new Set<UtilityProcess>()

export const runningProcesses = (): readonly UtilityProcess[] => [...running]

export const utilityProcess = {
  fork(file: string, args: readonly string[] = [], options: ForkOptions = {}): UtilityProcess {
    mustBeReady('utilityProcess.fork')
    return new UtilityProcess(file, args, options)
  },
}
