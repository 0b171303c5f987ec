import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { app } from './app.ts'
import { Outbox } from './parcels.ts'
import type { FromPage, ToPage } from './page-words.ts'

const HOST = fileURLToPath(new URL('page-host.ts', import.meta.url))

type Listener = (message: FromPage) => void

/** The main process's connection to the process with the browser. */
class PageLink {
  #child: ChildProcess | undefined
  #outbox: Outbox | undefined
  endpoint = ''
  onMessage: Listener = () => undefined

  open(): Promise<void> {
    const child = fork(HOST, [], { serialization: 'advanced', execArgv: [], stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
    this.#child = child
    this.#outbox = new Outbox(child)
    return new Promise((resolve, reject) => {
      child.on('message', (raw) => {
        const message = raw as FromPage
        if (message.type === 'ready') {
          this.endpoint = message.endpoint
          resolve()
        } else if (message.type === 'failed') reject(new Error(message.reason))
        else this.onMessage(message)
      })
      child.on('exit', () => reject(new Error('the browser ended')))
    })
  }

  send(message: ToPage, transfer: unknown = []): void {
    this.#outbox?.send(message, transfer)
  }

  close(): Promise<void> {
    const child = this.#child
    if (child === undefined || child.exitCode !== null) return Promise.resolve()
    return new Promise((resolve) => {
      child.once('exit', () => resolve())
      child.disconnect()
    })
  }
}

export const pageLink = new PageLink()
app.opening = () => pageLink.open()
app.closing = () => pageLink.close()
