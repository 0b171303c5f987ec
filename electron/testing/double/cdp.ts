export interface CdpEvent {
  readonly method: string
  readonly params: Record<string, unknown>
  readonly session: string | undefined
}

/** Chromium's debugging protocol over one WebSocket, sessions told apart by their id. */
export class Cdp {
  readonly #socket: WebSocket
  readonly #waiting = new Map<number, PromiseWithResolvers<Record<string, unknown>>>()
  #next = 1
  onEvent: (event: CdpEvent) => void = () => undefined

  private constructor(socket: WebSocket) {
    this.#socket = socket
    socket.addEventListener('message', ({ data }) => {
      this.#heard(JSON.parse(String(data)) as Record<string, unknown>)
    })
  }

  static async connect(endpoint: string): Promise<Cdp> {
    const socket = new WebSocket(endpoint)
    await new Promise<void>((resolve, reject) => {
      socket.addEventListener('open', () => resolve())
      socket.addEventListener('error', () => reject(new Error(`no browser answers at ${endpoint}`)))
    })
    return new Cdp(socket)
  }

  send(method: string, params: object = {}, session?: string): Promise<Record<string, unknown>> {
    const id = this.#next++
    const waiting = Promise.withResolvers<Record<string, unknown>>()
    this.#waiting.set(id, waiting)
    this.#socket.send(JSON.stringify({ id, method, params, ...(session === undefined ? {} : { sessionId: session }) }))
    return waiting.promise
  }

  #heard(message: Record<string, unknown>): void {
    const { id, method, params, result, error, sessionId } = message as {
      id?: number
      method?: string
      params?: Record<string, unknown>
      result?: Record<string, unknown>
      error?: { message: string }
      sessionId?: string
    }
    if (id === undefined) {
      this.onEvent({ method: method ?? '', params: params ?? {}, session: sessionId })
      return
    }
    const waiting = this.#waiting.get(id)
    this.#waiting.delete(id)
    if (error === undefined) waiting?.resolve(result ?? {})
    else waiting?.reject(new Error(error.message))
  }
}
