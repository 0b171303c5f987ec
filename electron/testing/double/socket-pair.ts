import { mkdtempSync, rmSync } from 'node:fs'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/**
 * Pairs of joined sockets. An end can be handed to another process, after which the two processes speak
 * directly, through the kernel: as with Chromium's pipes, nobody in between sees what passes.
 */
export class SocketPairs {
  readonly #folder = mkdtempSync(join(tmpdir(), 'sentinel-ports-'))
  readonly #path = join(this.#folder, 'ports.sock')
  readonly #server: Server
  readonly #listening: Promise<void>
  #turn: Promise<unknown>

  constructor() {
    this.#server = createServer({ pauseOnConnect: true })
    this.#listening = new Promise((resolve) => this.#server.listen(this.#path, resolve))
    this.#server.unref()
    this.#turn = this.#listening
    process.once('exit', () => {
      rmSync(this.#folder, { recursive: true, force: true })
    })
  }

  /** One after the other, so that the connection that arrives is the one that was made. */
  pair(): Promise<readonly [Socket, Socket]> {
    const made = this.#turn.then(async () => {
      const accepted = new Promise<Socket>((resolve) => this.#server.once('connection', resolve))
      const own = connect(this.#path)
      // Paused at once: an end that was read from here could no longer be handed over whole.
      own.pause()
      return [own, await accepted] as const
    })
    this.#turn = made
    return made
  }
}
