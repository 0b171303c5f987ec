import diagnostics from 'node:diagnostics_channel'
import { createRequire } from 'node:module'
import type { EngineInput, VenueReport } from '../../domain/index.ts'
import type { Journal, LiveVenue, Venue } from '../../ports/index.ts'

/**
 * Counts and names every moment at which the trader may die, and dies at one of them. A name is the step of the
 * script, the moment, and which of its kind within the step it is.
 */
export class KillPoints {
  readonly passed: string[] = []
  readonly #target: string | undefined
  readonly #counts = new Map<string, number>()
  #step: string | undefined = 'start'

  /** Without a target nothing dies. */
  constructor(target?: string) {
    this.#target = target
  }

  begin(step: string): void {
    this.#step = step
  }

  /** What follows is no part of the script; nothing is counted until the next step begins. */
  rest(): void {
    this.#step = undefined
  }

  /** What began in another step belongs to that. */
  reach(what: string, step = this.#step): void {
    if (step === undefined) return
    const kind = `${step}: ${what}`
    const count = (this.#counts.get(kind) ?? 0) + 1
    this.#counts.set(kind, count)
    const name = `${kind} #${String(count)}`
    this.passed.push(name)
    if (name === this.#target) process.kill(process.pid, 'SIGKILL')
  }

  /** Before and after what is durable. */
  journal(disk: Journal): Journal {
    return {
      ...disk,
      append: (at, input, events) => {
        this.reach(`before append of ${nameOf(input)}`)
        const first = disk.append(at, input, events)
        this.reach(`after append of ${nameOf(input)}`)
        return first
      },
    }
  }

  /** Before and after what the venue adapter tells the engine. */
  venue(venue: LiveVenue): Venue {
    const handled = (listener: (report: VenueReport) => void) => (report: VenueReport) => {
      this.reach(`before report ${report.type}`)
      listener(report)
      this.reach(`after report ${report.type}`)
    }
    return {
      capabilities: venue.capabilities,
      submit: (order) => venue.submit(order),
      submitPair: (orders) => venue.submitPair(orders),
      cancel: (id) => venue.cancel(id),
      query: (id) => venue.query(id),
      resume: (order) => venue.resume(order),
      onReport: (listener) => venue.onReport(handled(listener)),
    }
  }

  /** Each REST request: before it leaves, once its bytes are the kernel's, and with the answer here but not looked at. */
  watchRequests(): void {
    const steps = new WeakMap<object, string>()
    const reach = (moment: string, request: Request): void => {
      const step = steps.get(request)
      if (step !== undefined) this.reach(`${moment} ${requestName(request)}`, step)
    }
    diagnostics.subscribe('undici:request:create', (message) => {
      const request = requestIn(message)
      if (this.#step !== undefined) steps.set(request, this.#step)
      reach('before request', request)
    })
    diagnostics.subscribe('undici:client:sendHeaders', (message) => {
      // Head and body are written by the function that says so; nothing is read before it returns.
      process.nextTick(() => reach('sent request', requestIn(message)))
    })
    diagnostics.subscribe('undici:request:trailers', (message) => {
      reach('answer to', requestIn(message))
    })
  }

  /** Each event of the user stream, before anybody looks at it and after everybody did. */
  watchStream(): void {
    const socket = createRequire(createRequire(import.meta.url).resolve('ccxt'))('ws') as {
      readonly prototype: { emit: (event: string, ...details: unknown[]) => boolean }
    }
    const emit = socket.prototype.emit
    const reach = (what: string, step: string | undefined): void => (step === undefined ? undefined : this.reach(what, step))
    const present = (): string | undefined => this.#step
    socket.prototype.emit = function (event, ...details) {
      const name = event === 'message' ? eventIn(String(details[0])) : undefined
      if (name === undefined) return emit.call(this, event, ...details)
      const step = present()
      reach(`before event ${name}`, step)
      const heard = emit.call(this, event, ...details)
      setImmediate(() => setImmediate(() => reach(`after event ${name}`, step)))
      return heard
    }
  }
}

function nameOf(input: EngineInput): string {
  if (input.type === 'CommandReceived') return `command ${input.command.type}`
  return input.type === 'VenueReported' ? `report ${input.report.type}` : input.type
}

interface Request {
  readonly method: string
  readonly path: string
}

const requestIn = (message: unknown): Request => (message as { readonly request: Request }).request

const requestName = ({ method, path }: Request): string => `${method} ${path.replace(/\?.*$/, '').replace(/^.*\//, '')}`

function eventIn(text: string): string | undefined {
  const { event } = JSON.parse(text) as { readonly event?: Readonly<Record<string, unknown>> }
  if (event === undefined) return undefined
  const execution = event['x']
  return `${String(event['e'])}${typeof execution === 'string' ? ` ${execution}` : ''}`
}
