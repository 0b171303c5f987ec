import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { ControlAnswer, ControlRequest, DeskView } from './control-words.ts'

const ROOT = fileURLToPath(new URL('../../../', import.meta.url))
const MAIN = `${ROOT}dist/electron/main.js`
const REGISTER = new URL('register.ts', import.meta.url).href

export interface LaunchOptions {
  readonly userData: string
  readonly env?: Readonly<Record<string, string>>
}

/** The built program under the double, and the person at its desk. */
export interface Desk {
  readonly exited: Promise<number | null>
  said(): string
  ask(request: ControlRequest): Promise<unknown>
  view(): Promise<DeskView>
  /** The view once it is as wanted. */
  until(what: string, wanted: (view: DeskView) => boolean): Promise<DeskView>
  /** Ends it, whatever it is doing. */
  end(): Promise<void>
}

const PATIENCE = 40_000
const LOOK_EVERY = 50

export function launch({ userData, env = {} }: LaunchOptions): Desk {
  const child: ChildProcess = fork(MAIN, [], {
    cwd: ROOT,
    execArgv: ['--import', REGISTER],
    env: { ...process.env, NODE_OPTIONS: '', ...env, SENTINEL_DOUBLE_USER_DATA: userData },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', (text: string) => {
      said += text
    })
  const waiting = new Map<number, PromiseWithResolvers<unknown>>()
  let next = 1
  child.on('message', (raw) => {
    const { control, ok, value } = raw as ControlAnswer
    const asked = waiting.get(control)
    waiting.delete(control)
    if (ok) asked?.resolve(value)
    else asked?.reject(new Error(String(value)))
  })
  const exited = new Promise<number | null>((resolve) =>
    child.on('exit', (code) => {
      for (const asked of waiting.values()) asked.reject(new Error(`the program ended: ${said.slice(-2_000)}`))
      resolve(code)
    }),
  )
  const ask = (request: ControlRequest): Promise<unknown> => {
    if (!child.connected) return Promise.reject(new Error(`the program has ended: ${said.slice(-2_000)}`))
    const control = next++
    const asked = Promise.withResolvers<unknown>()
    waiting.set(control, asked)
    child.send({ control, request })
    return asked.promise
  }
  const view = async (): Promise<DeskView> => (await ask({ do: 'view' })) as DeskView
  return {
    exited,
    said: () => said,
    ask,
    view,
    async until(what, wanted) {
      const deadline = performance.now() + PATIENCE
      for (;;) {
        const seen = await view()
        if (wanted(seen)) return seen
        if (performance.now() > deadline)
          throw new Error(`${what} did not come about: ${JSON.stringify(seen, null, 1)}\n${said.slice(-2_000)}`)
        await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY))
      }
    },
    async end() {
      // Losing us, it ends with everything that it started.
      if (child.connected) child.disconnect()
      const timer = setTimeout(() => child.kill('SIGKILL'), 5_000)
      await exited
      clearTimeout(timer)
    },
  }
}
