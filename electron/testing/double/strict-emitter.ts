type Listener = (...args: never[]) => void

/** An emitter that knows its events: listening for one that Electron never emits is a mistake that a double must show. */
export class StrictEmitter {
  readonly #known: ReadonlySet<string>
  readonly #listeners = new Map<string, Set<Listener>>()

  constructor(known: readonly string[]) {
    this.#known = new Set(known)
  }

  on(event: string, listener: Listener): this {
    if (!this.#known.has(event)) throw new Error(`the double knows no event ${event} of a ${this.constructor.name}`)
    const listeners = this.#listeners.get(event) ?? new Set()
    this.#listeners.set(event, listeners.add(listener))
    return this
  }

  once(event: string, listener: Listener): this {
    const first = (...args: never[]): void => {
      this.off(event, first)
      listener(...args)
    }
    return this.on(event, first)
  }

  off(event: string, listener: Listener): this {
    this.#listeners.get(event)?.delete(listener)
    return this
  }

  removeListener(event: string, listener: Listener): this {
    return this.off(event, listener)
  }

  listenerCount(event: string): number {
    return this.#listeners.get(event)?.size ?? 0
  }

  emit(event: string, ...args: unknown[]): boolean {
    const listeners = [...(this.#listeners.get(event) ?? [])]
    for (const listener of listeners) listener(...(args as never[]))
    return listeners.length > 0
  }
}

/** An event object whose default can be prevented. */
export function preventable<T extends object>(fields: T): T & { defaultPrevented: boolean; preventDefault(): void } {
  return {
    ...fields,
    defaultPrevented: false,
    preventDefault() {
      this.defaultPrevented = true
    },
  }
}
