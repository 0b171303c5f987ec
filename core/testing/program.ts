import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const CLI = join(ROOT, 'dist/node/cli.js')
const BUILD = join(ROOT, 'core/hosts/node/launch/build.cjs')
/** Ends a program whose test run died, so that nothing is left behind. */
const FOLLOW = createRequire(import.meta.url).resolve('../hosts/node/launch/follow-parent.cjs')
const START_LIMIT = 30_000

export interface Exit {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
}

export interface SpawnOptions {
  readonly env?: Readonly<Record<string, string>>
  /** Arguments for Node itself. */
  readonly node?: readonly string[]
  /** After so many ms the program is killed and its exit carries the signal. */
  readonly limit?: number
}

export interface Program {
  readonly pid: number
  readonly exited: Promise<Exit>
  readonly stdout: () => string
  readonly stderr: () => string
  /** Sends a signal and waits for the end. */
  end(signal?: NodeJS.Signals): Promise<Exit>
}

/** The program once it has said that it is usable. */
export interface Server extends Program {
  readonly url: string
  readonly api: string
  readonly token: string
  readonly port: number
  /** `GET /api/...` with the token; throws for any status but 200. */
  get<T>(path: string): Promise<T>
  /** `POST /api/commands`; the answer whatever its status. */
  command<T>(command: unknown): Promise<T>
}

/** Starts real programs for tests and takes care that they end and their folders go. */
export class Programs {
  readonly #running = new Set<Program>()
  readonly #folders: string[] = []

  /** Builds what is stale; several test files may ask at once. */
  async build(): Promise<void> {
    const { code, stderr } = await this.#spawn([BUILD], { limit: 120_000 }).exited
    if (code !== 0) throw new Error(`the build failed: ${stderr}`)
  }

  /** A new folder that goes with {@link close}. */
  folder(): string {
    const folder = mkdtempSync(join(tmpdir(), 'sentinel-test-'))
    this.#folders.push(folder)
    return folder
  }

  /** The command line, not waited for. */
  spawn(args: readonly string[], options: SpawnOptions = {}): Program {
    return this.#spawn([...(options.node ?? []), CLI, ...args], options)
  }

  /** The command line to its end. */
  run(args: readonly string[], options: SpawnOptions = {}): Promise<Exit> {
    return this.spawn(args, { limit: 60_000, ...options }).exited
  }

  /** `serve` on any free port, ready for use. Throws when it ends or stays silent instead. */
  async serve(args: readonly string[], options: SpawnOptions = {}): Promise<Server> {
    const program = this.spawn(['serve', '--port', '0', '--no-open', '--log', 'warn', ...args], options)
    const line = await firstLine(program)
    const { url, api, token } = JSON.parse(line) as { url: string; api: string; token: string }
    const headers = { authorization: `Bearer ${token}` }
    return {
      ...program,
      url,
      api,
      token,
      port: Number(new URL(api).port),
      async get<T>(path: string): Promise<T> {
        const response = await fetch(`${api}${path}`, { headers })
        if (response.status !== 200) throw new Error(`${path}: ${String(response.status)}: ${await response.text()}`)
        return (await response.json()) as T
      },
      async command<T>(command: unknown): Promise<T> {
        const response = await fetch(`${api}/commands`, { method: 'POST', headers, body: JSON.stringify(command) })
        return (await response.json()) as T
      },
    }
  }

  /** Kills what still runs and removes the folders. */
  async close(): Promise<void> {
    await Promise.all([...this.#running].map((program) => program.end('SIGKILL')))
    for (const folder of this.#folders.splice(0)) rmSync(folder, { recursive: true, force: true })
  }

  #spawn(args: readonly string[], { env = {}, limit }: SpawnOptions): Program {
    const child = spawn(process.execPath, ['--require', FOLLOW, ...args], {
      cwd: ROOT,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let stdout = ''
    let stderr = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text
    })
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text
    })
    const timer = limit === undefined ? undefined : setTimeout(() => child.kill('SIGKILL'), limit)
    const exited = new Promise<Exit>((resolve) => {
      child.on('error', (error) => {
        stderr += String(error)
      })
      child.on('close', (code, signal) => {
        clearTimeout(timer)
        this.#running.delete(program)
        resolve({ code, signal, stdout, stderr })
      })
    })
    const program: Program = {
      pid: child.pid ?? 0,
      exited,
      stdout: () => stdout,
      stderr: () => stderr,
      end: (signal = 'SIGTERM') => {
        child.kill(signal)
        return exited
      },
    }
    this.#running.add(program)
    return program
  }
}

/** The first line on stdout. Throws when the program ends, or says nothing in time. */
async function firstLine(program: Program): Promise<string> {
  let over = false
  const ended = program.exited.then(() => {
    over = true
  })
  const deadline = performance.now() + START_LIMIT
  for (;;) {
    const end = program.stdout().indexOf('\n')
    if (end >= 0) return program.stdout().slice(0, end)
    if (over || performance.now() > deadline) break
    await Promise.race([ended, pause(20)])
  }
  throw new Error(`the program did not start: ${program.stderr()}`)
}

export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))
