interface Entry {
  readonly time: number
  readonly inflow: number
  readonly outflow: number
}

/** What flowed in two directions during the last `span` ms before the newest time seen, such as taker buys and sells. */
export class FlowWindow {
  readonly #span: number
  #entries: Entry[] = []
  #first = 0
  #now = -Infinity

  constructor(span: number) {
    this.#span = span
  }

  add(entry: Entry): void {
    this.#entries.push(entry)
    this.advance(entry.time)
  }

  /** Lets go of what is `span` or more before `time`; an earlier time than already seen changes nothing. */
  advance(time: number): void {
    this.#now = Math.max(this.#now, time)
    const oldest = this.#now - this.#span
    while (this.#first < this.#entries.length && (this.#entries[this.#first]?.time ?? Infinity) <= oldest) this.#first += 1
    if (this.#first > 1024 && this.#first * 2 > this.#entries.length) {
      this.#entries = this.#entries.slice(this.#first)
      this.#first = 0
    }
  }

  get count(): number {
    return this.#entries.length - this.#first
  }

  /** Summed anew each time, so that no rounding error stays behind when entries leave. */
  sums(): { readonly inflow: number; readonly outflow: number } {
    let inflow = 0
    let outflow = 0
    for (let index = this.#first; index < this.#entries.length; index += 1) {
      const entry = this.#entries[index]
      inflow += entry?.inflow ?? 0
      outflow += entry?.outflow ?? 0
    }
    return { inflow, outflow }
  }
}
