type Handler = (event: unknown, ...args: unknown[]) => unknown

/** Channels are the program's own, so any name may be listened to; a handler answers for a channel alone. */
class IpcMain {
  readonly #listeners = new Map<string, Handler[]>()
  readonly #handlers = new Map<string, Handler>()

  on(channel: string, listener: Handler): this {
    this.#listeners.set(channel, [...(this.#listeners.get(channel) ?? []), listener])
    return this
  }

  handle(channel: string, handler: Handler): void {
    if (this.#handlers.has(channel)) throw new Error(`Attempted to register a second handler for '${channel}'`)
    this.#handlers.set(channel, handler)
  }

  removeHandler(channel: string): void {
    this.#handlers.delete(channel)
  }

  /** What a page sent. */
  receive(channel: string, event: unknown, args: readonly unknown[]): void {
    for (const listener of this.#listeners.get(channel) ?? []) listener(event, ...args)
  }

  async invoke(channel: string, event: unknown, args: readonly unknown[]): Promise<unknown> {
    const handler = this.#handlers.get(channel)
    if (handler === undefined) throw new Error(`Error invoking remote method '${channel}': No handler registered`)
    return structuredClone(await handler(event, ...args))
  }
}

export const ipcMain = new IpcMain()
