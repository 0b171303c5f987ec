/** What a failing REST request gets. `lost-request` never reaches the exchange, `lost-response` is carried out unanswered. */
export type RestFault = 'status-429' | 'status-418' | 'status-500' | 'status-503' | 'bad-json' | 'lost-request' | 'lost-response'

export type FrameFault = 'drop' | 'duplicate' | 'bad-json' | 'swap-with-next'

/** Faults to inject, set by tests and drills while the exchange runs. Nothing fails unless told to. */
export class Faults {
  /** Added before every REST answer, ms. */
  restDelay = 0
  /** While true no stream frame is sent; connections stay open and answer pings. */
  stalled = false
  readonly #rest: { fault: RestFault; path: RegExp }[] = []
  readonly #frames: { fault: FrameFault; stream: RegExp }[] = []
  readonly #cuts = new Set<() => void>()

  /** The next `count` REST requests whose path matches get `fault`. */
  failRest(fault: RestFault, count = 1, path = /./): void {
    for (let index = 0; index < count; index += 1) this.#rest.push({ fault, path })
  }

  /** The next `count` stream frames whose stream name matches get `fault`. */
  failFrames(fault: FrameFault, count = 1, stream = /./): void {
    for (let index = 0; index < count; index += 1) this.#frames.push({ fault, stream })
  }

  /** Cuts every WebSocket connection without a closing handshake. */
  cutConnections(): void {
    for (const cut of this.#cuts) cut()
  }

  takeRest(path: string): RestFault | undefined {
    return take(this.#rest, (item) => item.path.test(path))?.fault
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
}

function take<T>(items: T[], matches: (item: T) => boolean): T | undefined {
  const at = items.findIndex(matches)
  return at < 0 ? undefined : items.splice(at, 1)[0]
}
