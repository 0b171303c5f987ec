import type { Channel } from '../../domain/index.ts'
import type { Clock, Logger, Random } from '../../ports/index.ts'
import { backoffDelay, pause } from './backoff.ts'
import type { CcxtExchange, CcxtSocketClient } from './ccxt-types.ts'

/** A connection that has delivered for so long counts as healthy, and the next delay starts small again, ms. */
const HEALTHY_AFTER = 10_000

export interface SubscriptionOptions {
  readonly exchange: CcxtExchange
  readonly channel: Channel
  /** Subscribes; settles only by failing. */
  readonly watch: () => Promise<unknown>
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
  readonly signal: AbortSignal
  readonly backoffBase: number
  readonly silence: number
  /** The sockets that carry this channel now. */
  readonly sockets: () => readonly CcxtSocketClient[]
  readonly onDown: (reason: string, retryIn: number) => void
}

/** Keeps one channel subscribed: subscribes, waits for a failure or for silence, backs off, subscribes again. */
export class Subscription {
  private readonly options: SubscriptionOptions
  private lastFrame: number
  private upSince: number | null = null
  private attempt = 0
  private readonly stopWatchdog: () => void

  constructor(options: SubscriptionOptions) {
    this.options = options
    this.lastFrame = options.clock.now()
    this.stopWatchdog = options.clock.every(Math.max(50, Math.min(1_000, options.silence / 4)), () => this.checkSilence())
  }

  frame(at: number): void {
    this.lastFrame = at
    this.upSince ??= at
  }

  async run(): Promise<void> {
    const { signal, clock, random, logger, channel } = this.options
    // A socket that is being torn down may leave its waiters hanging; closing must not wait for them.
    const aborted = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
    while (!this.stopped()) {
      this.lastFrame = clock.now()
      this.upSince = null
      let reason = 'the subscription ended'
      try {
        await Promise.race([this.options.watch(), aborted])
      } catch (error) {
        reason = error instanceof Error ? error.message : String(error)
      }
      if (this.stopped()) break
      if (this.wasHealthy()) this.attempt = 0
      const delay = backoffDelay(this.attempt, random, { base: this.options.backoffBase })
      this.attempt += 1
      // What is left of the old socket must not deliver next to the new one.
      this.restart(reason)
      this.options.onDown(reason, delay)
      logger.warn('market stream lost', { channel, reason, retryIn: delay, attempt: this.attempt })
      await pause(clock, delay, signal)
    }
    this.stopWatchdog()
  }

  /** Cuts the channel's sockets, so that it is subscribed anew; false while it is down anyway. */
  restart(reason: string): boolean {
    const sockets = this.options.sockets()
    for (const socket of sockets) cut(socket, reason)
    return sockets.length > 0
  }

  private stopped(): boolean {
    return this.options.signal.aborted
  }

  private wasHealthy(): boolean {
    return this.upSince !== null && this.lastFrame - this.upSince >= HEALTHY_AFTER
  }

  private checkSilence(): void {
    const quiet = this.options.clock.now() - this.lastFrame
    if (quiet <= this.options.silence) return
    this.lastFrame = this.options.clock.now()
    this.restart(`silent for ${String(quiet)} ms`)
  }
}

/** Fails what waits on the socket, takes it out of ccxt's registry, and closes it without waiting for the other side. */
export function cut(socket: CcxtSocketClient, reason: string): void {
  socket.onError(new Error(reason))
  socket.connection?.terminate?.()
}
