import type { ChildProcess } from 'node:child_process'
import type { MessagePort } from 'node:worker_threads'

export interface BridgeData {
  /** Counts what was put into `port`, and is notified: the one who waits for an answer sleeps on it. */
  readonly counter: SharedArrayBuffer
  readonly port: MessagePort
  /** What a sandbox's process runs. */
  readonly source: string
  readonly limits: SandboxLimits
}

export interface SandboxLimits {
  /** Heap of a sandbox, MB. */
  readonly memory: number
  /** From the start of the process to the greeting, ms. */
  readonly opening: number
  /** What answers may take on average, ms. */
  readonly lag: number
  /** The longest line that is read from a sandbox, characters. */
  readonly line: number
}

export type BridgeOrder =
  | { readonly type: 'open'; readonly sandbox: number; readonly program: string }
  | { readonly type: 'ask'; readonly sandbox: number; readonly question: string }
  | { readonly type: 'close'; readonly sandbox: number }
  | { readonly type: 'end' }

export type BridgeNews =
  | { readonly type: 'opened'; readonly sandbox: number; readonly text: string }
  | { readonly type: 'answer'; readonly sandbox: number; readonly text: string }
  | { readonly type: 'ended'; readonly sandbox: number; readonly reason: string }

/**
 * The whole program of the thread between the one who asks, which sleeps while it waits, and the sandboxes' processes,
 * whose pipes need someone awake. Written so that its text can be started: it refers to nothing outside itself.
 */
export function bridgeMain(): void {
  const { spawn } = process.getBuiltinModule('node:child_process')
  const threads = process.getBuiltinModule('node:worker_threads')
  const { parentPort } = threads
  const { counter, port, source, limits } = threads.workerData as BridgeData
  const count = new Int32Array(counter)
  const children = new Map<number, { readonly child: ChildProcess; rest: string; state: 'opening' | 'idle' | 'asked' }>()

  const tell = (news: BridgeNews): void => {
    port.postMessage(news)
    Atomics.add(count, 0, 1)
    Atomics.notify(count, 0)
  }
  const kill = (sandbox: number, reason: string): void => {
    const found = children.get(sandbox)
    if (!children.delete(sandbox)) return
    found?.child.kill('SIGKILL')
    tell({ type: 'ended', sandbox, reason })
  }
  const heard = (sandbox: number, text: string): void => {
    const entry = children.get(sandbox)
    if (entry === undefined) return
    entry.rest += text
    for (let cut = entry.rest.indexOf('\n'); cut >= 0; cut = entry.rest.indexOf('\n')) {
      const line = entry.rest.slice(0, cut)
      entry.rest = entry.rest.slice(cut + 1)
      if (line.length > limits.line) break
      if (entry.state === 'idle') {
        kill(sandbox, 'it spoke without being asked')
        return
      }
      tell({ type: entry.state === 'opening' ? 'opened' : 'answer', sandbox, text: line })
      entry.state = 'idle'
    }
    if (entry.rest.length > limits.line) kill(sandbox, 'its answer is too long')
  }
  const open = (sandbox: number, program: string): void => {
    const electron = process.versions['electron'] === undefined ? {} : { ELECTRON_RUN_AS_NODE: '1' }
    const windows = process.env['SystemRoot'] === undefined ? {} : { SystemRoot: process.env['SystemRoot'] }
    const heap = [`--max-old-space-size=${String(limits.memory)}`, '--max-semi-space-size=2']
    const locks = [
      '--permission',
      '--allow-worker',
      '--disallow-code-generation-from-strings',
      '--no-addons',
      '--disable-sigusr1',
    ]
    const child = spawn(process.execPath, [...locks, ...heap, '--experimental-vm-modules', '--no-warnings', '-e', source], {
      env: { ...electron, ...windows },
      stdio: ['pipe', 'pipe', 'ignore'],
      windowsHide: true,
    })
    children.set(sandbox, { child, rest: '', state: 'opening' })
    child.stdout.setEncoding('utf8')
    child.stdout.on('data', (text: string) => {
      heard(sandbox, text)
    })
    // A process that is gone cannot read; its end is told by `close`.
    child.stdin.on('error', () => undefined)
    child.on('error', (error) => {
      kill(sandbox, `its process did not start: ${error.message}`)
    })
    child.on('close', (code, signal) => {
      const broken = signal === 'SIGABRT' || signal === 'SIGTRAP' || signal === 'SIGILL'
      const memory = broken ? `, as a rule because it took more than ${String(limits.memory)} MB of memory` : ''
      kill(sandbox, `its process ended by itself (${signal ?? String(code)})${memory}`)
    })
    const timer = setTimeout(() => {
      if (children.get(sandbox)?.state === 'opening')
        kill(sandbox, `it was not loaded within ${String(limits.opening)} ms: it loops at its top level`)
    }, limits.opening)
    timer.unref()
    child.stdin.write(`${program}\n`)
  }
  parentPort?.on('message', (order: BridgeOrder) => {
    if (order.type === 'open') open(order.sandbox, order.program)
    else if (order.type === 'close') kill(order.sandbox, 'it was closed')
    else if (order.type === 'end') {
      for (const sandbox of [...children.keys()]) kill(sandbox, 'it was closed')
      port.close()
      parentPort.close()
    } else {
      const entry = children.get(order.sandbox)
      if (entry === undefined) return
      entry.state = 'asked'
      entry.child.stdin?.write(`${order.question}\n`)
    }
  })
}
