export type StreamListener = (stream: string, text: string) => void

/** Who listens to which public stream. Publishers ask `has` first, so an unheard stream costs nothing. */
export class StreamHub {
  readonly #listeners = new Map<string, Set<StreamListener>>()

  has(stream: string): boolean {
    return this.#listeners.has(stream)
  }

  add(stream: string, listener: StreamListener): void {
    const set = this.#listeners.get(stream)
    if (set === undefined) this.#listeners.set(stream, new Set([listener]))
    else set.add(listener)
  }

  remove(stream: string, listener: StreamListener): void {
    const set = this.#listeners.get(stream)
    set?.delete(listener)
    if (set?.size === 0) this.#listeners.delete(stream)
  }

  publish(stream: string, data: unknown): void {
    const set = this.#listeners.get(stream)
    if (set === undefined) return
    const text = JSON.stringify(data)
    for (const listener of set) listener(stream, text)
  }
}
