import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'

const { findInfluxd } = createRequire(import.meta.url)('../hosts/node/launch/influxdb.cjs') as {
  findInfluxd: () => string | undefined
}

/** The server's program, if this machine has one. */
export const influxdProgram: string | undefined = findInfluxd()

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer()
    server.on('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo
      server.close(() => {
        resolve(port)
      })
    })
  })

export interface Influxd {
  /** Writes lines to the database `t`; throws with the server's words when it refuses any. */
  write(lines: string): Promise<void>
  /** The rows of the first series of the answer, as objects; times as RFC 3339 text with nanoseconds. */
  query(text: string): Promise<readonly Record<string, unknown>[]>
  stop(): Promise<void>
}

interface Answer {
  readonly results: readonly {
    readonly error?: string
    readonly series?: readonly { readonly columns: readonly string[]; readonly values: readonly (readonly unknown[])[] }[]
  }[]
}

/** A real InfluxDB 1.x on the loopback with its files in `dir`. */
export async function startInfluxd(program: string, dir: string): Promise<Influxd> {
  const [http, rpc] = [await freePort(), await freePort()]
  mkdirSync(dir, { recursive: true })
  const config = join(dir, 'influxdb.conf')
  const place = (name: string): string => JSON.stringify(join(dir, name))
  writeFileSync(
    config,
    `reporting-disabled = true
bind-address = "127.0.0.1:${String(rpc)}"
[meta]
dir = ${place('meta')}
logging-enabled = false
[data]
dir = ${place('data')}
wal-dir = ${place('wal')}
query-log-enabled = false
[monitor]
store-enabled = false
[http]
bind-address = "127.0.0.1:${String(http)}"
log-enabled = false
`,
  )
  const child: ChildProcess = spawn(program, ['run', '-config', config], { stdio: ['ignore', 'ignore', 'pipe'] })
  let words = ''
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    words = (words + text).slice(-2_000)
  })
  let running = true
  const ended = new Promise<void>((resolve) => {
    child.on('error', (error) => {
      words += error.message
    })
    child.on('close', () => {
      running = false
      resolve()
    })
  })
  const url = `http://127.0.0.1:${String(http)}`
  const stop = async (): Promise<void> => {
    child.kill('SIGKILL')
    await ended
  }
  const deadline = performance.now() + 15_000
  for (;;) {
    const up = await fetch(`${url}/ping`).then(
      ({ status }) => status === 204,
      () => false,
    )
    if (up) break
    if (!running || performance.now() > deadline) {
      await stop()
      throw new Error(`influxd did not start: ${words}`)
    }
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  const ask = async (text: string): Promise<Answer> => {
    const response = await fetch(`${url}/query?db=t`, { method: 'POST', body: new URLSearchParams({ q: text }) })
    const answer = (await response.json()) as Answer & { readonly error?: string }
    const error = answer.error ?? answer.results.find((each) => each.error !== undefined)?.error
    if (error !== undefined) throw new Error(`${text}: ${error}`)
    return answer
  }
  await ask('CREATE DATABASE t')
  return {
    async write(lines) {
      const response = await fetch(`${url}/write?db=t&precision=ns`, { method: 'POST', body: lines })
      if (response.status !== 204) throw new Error(`${String(response.status)}: ${await response.text()}`)
    },
    async query(text) {
      const [series] = (await ask(text)).results[0]?.series ?? []
      if (series === undefined) return []
      return series.values.map((row) => Object.fromEntries(series.columns.map((name, index) => [name, row[index]])))
    },
    stop,
  }
}
