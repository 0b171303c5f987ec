import type { Clock, Logger, Random } from '../../../ports/index.ts'
import { backoffDelay, pause } from '../backoff.ts'
import type { CcxtSocketClient } from '../ccxt-types.ts'
import { cut } from '../subscription.ts'
import type { SignedExchange } from './signed-exchange.ts'

export interface UserStreamOptions {
  readonly exchange: SignedExchange
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
  readonly signal: AbortSignal
  /** First delay before a new try, ms. */
  readonly backoffBase: number
  /** Longest wait for a subscription to be confirmed, ms. */
  readonly timeout: number
  /** Before each subscription, which is signed with the time. Rejects when it cannot be prepared. */
  readonly prepare: () => Promise<void>
  readonly onEvent: (event: Readonly<Record<string, unknown>>) => void
  readonly onUp: () => void
  readonly onDown: (reason: string) => void
}

/** A stream that was up for so long counts as healthy, and the next delay starts small again, ms. */
const HEALTHY_AFTER = 10_000

/** The venue's own words for the end of a stream whose connection stays. */
const ENDINGS: ReadonlySet<unknown> = new Set(['eventStreamTerminated', 'serverShutdown'])

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null

/** Keeps the account's own stream subscribed. Its events are read from the text, past ccxt's parsing to doubles. */
export class UserStream {
  readonly #options: UserStreamOptions
  readonly #tapped = new WeakSet<CcxtSocketClient>()
  #end: (reason: string) => void = () => undefined

  constructor(options: UserStreamOptions) {
    this.#options = options
    this.#tap()
  }

  /** Ends when the signal aborts. */
  async run(): Promise<void> {
    const { clock, random, signal, onUp, onDown, backoffBase } = this.#options
    let attempt = 0
    while (!signal.aborted) {
      const ended = new Promise<string>((resolve) => {
        this.#end = resolve
      })
      const failure = await this.#subscribe(ended)
      const since = clock.now()
      if (failure === null && !signal.aborted) onUp()
      const reason = failure ?? (await ended)
      this.#drop(reason)
      if (signal.aborted) return
      onDown(reason)
      const healthy = failure === null && clock.now() - since >= HEALTHY_AFTER
      attempt = healthy ? 0 : attempt + 1
      await pause(clock, backoffDelay(attempt, random, { base: backoffBase }), signal)
    }
  }

  /** Ends the present subscription; {@link run} makes a new one. */
  stop(reason: string): void {
    this.#end(reason)
  }

  /** Null when the venue confirmed it, else why not. */
  async #subscribe(ended: Promise<string>): Promise<string | null> {
    const { clock, exchange, prepare, timeout } = this.#options
    const unprepared = await Promise.race([this.#outcomeOf(prepare), ended])
    if (unprepared !== null) return unprepared
    let cancel = (): void => undefined
    const late = new Promise<string>((resolve) => {
      cancel = clock.after(timeout, () => resolve('the subscription was not confirmed in time'))
    })
    const confirmed = this.#outcomeOf(() => {
      const subscribed = exchange.ensureUserDataStreamWsSubscribeSignature('spot')
      this.#hearFailures()
      return subscribed
    })
    const outcome = await Promise.race([confirmed, late, ended])
    cancel()
    return outcome
  }

  /** Null for success; the message of a failure may hold more than its kind should tell. */
  async #outcomeOf(step: () => Promise<unknown>): Promise<string | null> {
    try {
      await step()
      return null
    } catch (error) {
      return `the user stream cannot be opened (${error instanceof Error ? error.constructor.name : 'refused'})`
    }
  }

  /** ccxt keeps a promise for callers who might join in; when there are none, its failure would end the process. */
  #hearFailures(): void {
    for (const { futures } of Object.values(this.#options.exchange.clients))
      for (const future of Object.values(futures)) future.catch(() => undefined)
  }

  #drop(reason: string): void {
    for (const socket of Object.values(this.#options.exchange.clients)) cut(socket, reason)
  }

  #tap(): void {
    const { exchange } = this.#options
    const original = exchange.client.bind(exchange)
    exchange.client = (url) => {
      const socket = original(url)
      if (this.#tapped.has(socket)) return socket
      this.#tapped.add(socket)
      const end = (reason: string): void => {
        // One that was dropped before may still have its say.
        if (Object.values(exchange.clients).includes(socket)) this.#end(reason)
      }
      const passOn = socket.onMessage.bind(socket)
      socket.onMessage = (message) => {
        const text = typeof message.data === 'string' ? message.data : String(message.data)
        const event = this.#eventIn(text)
        if (event === undefined) passOn(message)
        else if (ENDINGS.has(event['e'])) end('the venue ended the stream')
        else if (socket.error === undefined) this.#options.onEvent(event)
      }
      const closed = socket.onCloseCallback.bind(socket)
      socket.onCloseCallback = (client, event) => {
        end('the connection was closed')
        closed(client, event)
      }
      const failed = socket.onErrorCallback.bind(socket)
      socket.onErrorCallback = (client, error) => {
        end('the connection failed')
        failed(client, error)
      }
      return socket
    }
  }

  #eventIn(text: string): Readonly<Record<string, unknown>> | undefined {
    try {
      const message: unknown = JSON.parse(text)
      const event = isRecord(message) ? message['event'] : undefined
      return isRecord(event) ? event : undefined
    } catch {
      this.#options.logger.warn('a user event that is no JSON')
      return undefined
    }
  }
}
