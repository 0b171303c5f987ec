const HIDDEN = '[secret]'

/**
 * A text that must not be seen. Whatever prints, logs, clones or serialises it shows `[secret]`; only {@link reveal}
 * gives it out, and a search for that word finds every place that does.
 */
export class Secret {
  readonly #text: string

  constructor(text: string) {
    this.#text = text
  }

  reveal(): string {
    return this.#text
  }

  get length(): number {
    return this.#text.length
  }

  toString(): string {
    return HIDDEN
  }

  toJSON(): string {
    return HIDDEN
  }

  [Symbol.toPrimitive](): string {
    return HIDDEN
  }

  /** What Node's inspect and console print. */
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return HIDDEN
  }
}
