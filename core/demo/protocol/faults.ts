/**
 * What a failing REST request gets.
 *
 * Not carried out: `status-429`, `status-418`, `status-500`, `status-503`, `bad-json`, `lost-request`.
 * Carried out, and the answer is of no use: `lost-response`, `done-500`, `empty-answer`, `garbage-answer`, `cut-answer`
 * (the connection ends in the middle of it), `stuck-answer` (it stops in the middle and the connection stays).
 * `late-request`: the client sees its connection end; the request arrives {@link Faults.lateBy} later.
 * `late-reject`: an order is accepted and taken back so much later. `early-cancel`: a cancel is answered as done at once
 * and carried out so much later; what trades in between is a fill after the answer.
 */
export const REST_FAULTS = [
  'status-429',
  'status-418',
  'status-500',
  'status-503',
  'bad-json',
  'lost-request',
  'lost-response',
  'done-500',
  'empty-answer',
  'garbage-answer',
  'cut-answer',
  'stuck-answer',
  'late-request',
  'late-reject',
  'early-cancel',
] as const
export type RestFault = (typeof REST_FAULTS)[number]

export type FrameFault = 'drop' | 'duplicate' | 'bad-json' | 'swap-with-next'

interface Matching {
  readonly path: RegExp
  readonly method: string | undefined
}

/** Faults to inject, set by tests and drills while the exchange runs. Nothing fails unless told to. */
export class Faults {
  /** Added before every REST answer, ms. */
  restDelay = 0
  /** How much later the late faults act, ms. */
  lateBy = 50
  /** Added to the venue's clock as requests see it, ms. */
  clockSkew = 0
  /** Weight that others on the same address have used in this minute, as far as replies say. */
  usedWeight = 0
  /** While true no stream frame is sent; connections stay open and answer pings. */
  stalled = false
  readonly #rest: (Matching & { fault: RestFault })[] = []
  readonly #frames: { fault: FrameFault; stream: RegExp }[] = []
  readonly #cuts = new Set<() => void>()
  readonly #streamEnds = new Set<() => void>()

  /** The next `count` REST requests whose path, and method when one is given, match get `fault`. */
  failRest(fault: RestFault, count = 1, path = /./, method?: string): void {
    for (let index = 0; index < count; index += 1) this.#rest.push({ fault, path, method })
  }

  /** The next `count` stream frames whose stream name matches get `fault`; user events are `userData:executionReport` and so on. */
  failFrames(fault: FrameFault, count = 1, stream = /./): void {
    for (let index = 0; index < count; index += 1) this.#frames.push({ fault, stream })
  }

  /** Forgets what has not failed yet, and clears the rest. */
  clear(): void {
    this.#rest.length = 0
    this.#frames.length = 0
    this.restDelay = 0
    this.clockSkew = 0
    this.usedWeight = 0
    this.stalled = false
  }

  /** Cuts every WebSocket connection without a closing handshake. */
  cutConnections(): void {
    for (const cut of this.#cuts) cut()
  }

  /** Ends every user data stream as the venue does when a key's subscription expires; connections stay. */
  endUserStreams(): void {
    for (const end of [...this.#streamEnds]) end()
  }

  takeRest(path: string, method: string): RestFault | undefined {
    return take(this.#rest, (item) => item.path.test(path) && (item.method ?? method) === method)?.fault
  }

  takeFrame(stream: string): FrameFault | undefined {
    return take(this.#frames, (item) => item.stream.test(stream))?.fault
  }

  /** A connection registers how to cut it; the returned function forgets it. */
  onCut(cut: () => void): () => void {
    this.#cuts.add(cut)
    return () => {
      this.#cuts.delete(cut)
    }
  }

  /** A user data stream registers how to end it; the returned function forgets it. */
  onStreamEnd(end: () => void): () => void {
    this.#streamEnds.add(end)
    return () => {
      this.#streamEnds.delete(end)
    }
  }
}

function take<T>(items: T[], matches: (item: T) => boolean): T | undefined {
  const at = items.findIndex(matches)
  return at < 0 ? undefined : items.splice(at, 1)[0]
}
