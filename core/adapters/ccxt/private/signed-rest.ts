import { AsyncLocalStorage } from 'node:async_hooks'
import { type Millis, millis } from '../../../domain/index.ts'
import type { Clock } from '../../../ports/index.ts'
import type { ClockSample } from '../clock-reading.ts'
import type { Priority } from '../rate-budget.ts'
import type { RestMeter } from '../rest-meter.ts'
import type { OpenedExchange, SignedCall } from './signed-exchange.ts'

/**
 * What became of one request.
 * reply   the venue answered with this status and text, whatever they say
 * silence the request may have arrived, and nothing that can be read came back
 * unsent  it certainly never left
 */
export type Asked =
  | { readonly kind: 'reply'; readonly status: number; readonly text: string; readonly sentAt: Millis }
  | { readonly kind: 'silence'; readonly reason: string; readonly sentAt: Millis }
  | { readonly kind: 'unsent'; readonly reason: string }

interface Asking {
  sentAt?: Millis
  abandoned: boolean
  reply?: { readonly status: number; readonly text: string }
  onSent: () => void
}

export interface AskOptions {
  readonly priority: Priority
  /** Longest wait for the rate limit before the request is given up unsent, ms; as long as it takes unless told. */
  readonly maxWait?: number
}

class Abandoned extends Error {}

/** Signed requests, each made exactly once. Looks at the venue's own text; what ccxt would make of it is not used. */
export class SignedRest {
  readonly meter: RestMeter
  readonly redact: (text: string) => string
  readonly #exchange: OpenedExchange['exchange']
  readonly #clock: Clock
  readonly #timeout: number
  readonly #asking = new AsyncLocalStorage<Asking>()

  constructor(opened: OpenedExchange, meter: RestMeter, times: { readonly clock: Clock; readonly timeout: number }) {
    this.meter = meter
    this.redact = opened.redact
    this.#exchange = opened.exchange
    this.#clock = times.clock
    this.#timeout = times.timeout
    this.#watch()
  }

  async ask(name: SignedCall, params: Readonly<Record<string, string>>, options: AskOptions): Promise<Asked> {
    const cancels: (() => void)[] = []
    const asking: Asking = { abandoned: false, onSent: () => undefined }
    const late = new Promise<string>((resolve) => {
      // ccxt's own timeout ends with the headers; an answer that stops in its middle would be waited for without end.
      asking.onSent = () => cancels.push(this.#clock.after(this.#timeout, () => resolve('no answer in time')))
      const { maxWait } = options
      if (maxWait === undefined) return
      const giveUp = (): void => {
        if (asking.sentAt !== undefined) return
        asking.abandoned = true
        resolve(`waited ${String(maxWait)} ms for the rate limit`)
      }
      cancels.push(this.#clock.after(maxWait, giveUp))
    })
    const made = this.#asking
      .run(asking, () => this.meter.as(options.priority, () => this.#exchange[name](params)))
      .then(
        () => 'an answer without text',
        // The message may hold the address with its signature: the kind of failure must do.
        (error: unknown) => (error instanceof Error ? error.constructor.name : 'failure'),
      )
    const reason = await Promise.race([made, late])
    for (const cancel of cancels) cancel()
    const { sentAt, reply } = asking
    if (sentAt === undefined) return { kind: 'unsent', reason }
    if (reply === undefined) return { kind: 'silence', reason, sentAt }
    return { kind: 'reply', ...reply, sentAt }
  }

  /** Asks for the venue's time. Rejects when no answer comes in time, the wait for the rate limit included. */
  async askTime(): Promise<ClockSample> {
    let cancel = (): void => undefined
    const late = new Promise<never>((_resolve, reject) => {
      cancel = this.#clock.after(this.#timeout, () => reject(new Error('no answer in time')))
    })
    try {
      return await Promise.race([this.meter.askTime(), late])
    } finally {
      cancel()
    }
  }

  #watch(): void {
    const exchange = this.#exchange
    const fetch = exchange.fetch.bind(exchange)
    exchange.fetch = async (...request) => {
      const asking = this.#asking.getStore()
      if (asking?.abandoned === true) throw new Abandoned()
      if (asking !== undefined) {
        asking.sentAt = millis(this.#clock.now())
        asking.onSent()
      }
      return await fetch(...request)
    }
    const onRestResponse = exchange.onRestResponse.bind(exchange)
    exchange.onRestResponse = (...response) => {
      const [status, , , , , body] = response
      const asking = this.#asking.getStore()
      if (asking !== undefined && typeof status === 'number' && typeof body === 'string') asking.reply = { status, text: body }
      return onRestResponse(...response)
    }
  }
}
