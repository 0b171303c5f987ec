import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Said, Task } from './child.ts'

/** Ends a program whose test run died, so that nothing is left behind. */
const FOLLOW = createRequire(import.meta.url).resolve('../../hosts/node/launch/follow-parent.cjs')
/** A task that takes longer hangs, ms. */
const TASK_LIMIT = 40_000

/** A process that loads its code at once and then does what it is told. */
export class CrashChild {
  readonly said: Said[] = []
  readonly #process: ChildProcessWithoutNullStreams
  readonly #exited: Promise<NodeJS.Signals | null>
  #heard: () => void = () => undefined
  #stderr = ''

  constructor(file: string) {
    const env = { ...process.env, NODE_COMPILE_CACHE: join(tmpdir(), 'sentinel-compile-cache') }
    this.#process = spawn(process.execPath, ['--require', FOLLOW, file], { env })
    createInterface({ input: this.#process.stdout }).on('line', (line) => {
      this.said.push(JSON.parse(line) as Said)
      this.#heard()
    })
    this.#process.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.#stderr += text
    })
    // Written to after its death; that it died is what counts.
    this.#process.stdin.on('error', () => undefined)
    this.#exited = new Promise((resolve) => {
      this.#process.on('close', (_code, signal) => resolve(signal))
    })
  }

  /** Until it says `done`, or ends; `killed` when by its own hand. */
  async perform(task: Task, done: Said['type']): Promise<'done' | 'killed' | 'failed'> {
    const said = new Promise<'done'>((resolve) => {
      this.#heard = () => {
        if (this.said.at(-1)?.type === done) resolve('done')
      }
    })
    const limit = setTimeout(() => this.#process.kill('SIGTERM'), TASK_LIMIT)
    this.#process.stdin.write(`${JSON.stringify(task)}\n`)
    const ended = this.#exited.then((signal) => (signal === 'SIGKILL' ? ('killed' as const) : ('failed' as const)))
    const outcome = await Promise.race([said, ended])
    clearTimeout(limit)
    return outcome
  }

  /** What it wrote to stderr before it ended. */
  async failure(): Promise<string> {
    await this.end()
    return this.#stderr
  }

  /** Lets it end, if it has not. */
  async end(): Promise<void> {
    this.#process.stdin.end()
    const limit = setTimeout(() => this.#process.kill('SIGTERM'), TASK_LIMIT)
    await this.#exited
    clearTimeout(limit)
  }
}
