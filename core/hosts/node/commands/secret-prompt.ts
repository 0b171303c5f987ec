import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'
import { InputError, Secret } from '../../../domain/index.ts'

/** Asks for secrets without showing them; answers come from the environment, a terminal or lines of stdin. */
export class SecretPrompt {
  readonly #input: NodeJS.ReadStream
  readonly #output: NodeJS.WritableStream
  readonly #environment: NodeJS.ProcessEnv
  #lines: AsyncIterator<string> | undefined
  #close = (): void => undefined

  constructor(
    input: NodeJS.ReadStream = process.stdin,
    output: NodeJS.WritableStream = process.stderr,
    environment = process.env,
  ) {
    this.#input = input
    this.#output = output
    this.#environment = environment
  }

  /** As {@link ask}; empty where nothing answers. */
  async askOptional(what: string, variable: string): Promise<Secret> {
    return (await this.#answer(what, variable)) ?? new Secret('')
  }

  /** `variable` is taken out of the environment, so that nothing started later inherits it. Throws InputError where nothing answers. */
  async ask(what: string, variable: string): Promise<Secret> {
    const answer = await this.#answer(what, variable)
    if (answer === undefined) throw new InputError({ field: what, value: 'missing', remedy: `type it, or set ${variable}` })
    return answer
  }

  async #answer(what: string, variable: string): Promise<Secret | undefined> {
    const given = this.#environment[variable]
    if (given !== undefined) {
      this.#environment[variable] = ''
      Reflect.deleteProperty(this.#environment, variable)
      return new Secret(given)
    }
    this.#output.write(`${what}: `)
    const answer: IteratorResult<string, unknown> = await this.#reader().next()
    this.#output.write('\n')
    if (answer.done === true) return undefined
    return new Secret(answer.value.replace(/\r$/, ''))
  }

  /** A new secret: typed twice, so that a slip of the finger locks nobody out. */
  async choose(what: string, variable: string): Promise<Secret> {
    const given = this.#environment[variable] !== undefined
    const first = await this.ask(what, variable)
    if (given || (await this.ask('Once more', variable)).reveal() === first.reveal()) return first
    throw new InputError({ field: what, value: '[secret]', remedy: 'the two are not the same; nothing was changed' })
  }

  close(): void {
    this.#close()
  }

  #reader(): AsyncIterator<string> {
    if (this.#lines !== undefined) return this.#lines
    // What is typed is echoed to nowhere.
    const nowhere = new Writable({
      write: (_chunk, _encoding, done) => {
        done()
      },
    })
    const reader = createInterface({ input: this.#input, output: nowhere, terminal: this.#input.isTTY, historySize: 0 })
    reader.on('SIGINT', () => {
      reader.close()
    })
    this.#close = () => {
      reader.close()
    }
    this.#lines = reader[Symbol.asyncIterator]()
    return this.#lines
  }
}
