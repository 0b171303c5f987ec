import type { UpdateState, Updates } from './updates.ts'

export interface Offer {
  readonly message: string
  readonly detail: string
  /** The button that does it; the other one is always `LATER`. */
  readonly button?: string
}

export const LATER = 'Later'
const MOST_NOTES = 1_500

/** What a state of the updates says to a person; undefined where it is not worth a word unless they asked. */
export function offerOf(state: UpdateState, asked: boolean): Offer | undefined {
  switch (state.phase) {
    case 'available':
      return {
        message: `Sentinel ${state.version} is there`,
        detail: plain(state.notes),
        button: 'Download',
      }
    case 'ready':
      return {
        message: `Sentinel ${state.version} is ready`,
        detail: 'The services end cleanly, and the new version starts. It is refused while live orders or positions are open.',
        button: 'Restart into it',
      }
    case 'refused':
      return {
        message: `Sentinel ${state.version ?? ''} is there and is not taken`.replace('  ', ' '),
        detail: `${state.reason}. Fetch it from where you got this one, if you trust that.`,
      }
    case 'failed':
      return asked
        ? { message: 'Updates could not be looked for', detail: `${state.reason}. It is tried again by itself.` }
        : undefined
    case 'current':
      return asked ? { message: 'This is the newest version', detail: '' } : undefined
    default:
      return undefined
  }
}

/** Release notes come as the page of a release writes them; tags are left out, and what is left is kept short. */
function plain(notes: string): string {
  const text = notes.replaceAll(/<[^>]*>/g, '').trim()
  return text.length > MOST_NOTES ? `${text.slice(0, MOST_NOTES)}…` : text
}

export interface AskOptions {
  readonly updates: () => Pick<Updates, 'state' | 'check' | 'download' | 'install'>
  readonly ask: (offer: Offer) => Promise<string>
}

/** Leads a person from one step to the next; what they put off stays where it is until they ask again. */
export class UpdateTalk {
  readonly #options: AskOptions
  #talking = false
  /** Each is offered once by itself. */
  readonly #offered = new Set<string>()

  constructor(options: AskOptions) {
    this.#options = options
  }

  /** The person asks from the menu. */
  async asked(): Promise<void> {
    await this.#options.updates().check()
    await this.#talk(true)
  }

  /** Something changed by itself. */
  async changed(): Promise<void> {
    const { state } = this.#options.updates()
    const key = `${state.phase} ${'version' in state ? (state.version ?? '') : ''}`
    if (this.#offered.has(key)) return
    if (offerOf(state, false) !== undefined) this.#offered.add(key)
    await this.#talk(false)
  }

  async #talk(asked: boolean): Promise<void> {
    if (this.#talking) return
    this.#talking = true
    try {
      for (let goOn = true; goOn; ) goOn = await this.#step(asked)
    } finally {
      this.#talking = false
    }
  }

  /** One question; true where its answer leads to another. */
  async #step(asked: boolean): Promise<boolean> {
    const { ask } = this.#options
    const updates = this.#options.updates()
    const { phase } = updates.state
    const offer = offerOf(updates.state, asked)
    if (offer === undefined) return false
    if ((await ask(offer)) !== offer.button) return false
    if (phase === 'available') {
      await updates.download()
      const { phase: now } = this.#options.updates().state
      return now === 'ready' || now === 'failed'
    }
    const refused = await updates.install()
    if (refused !== undefined) await ask({ message: 'The update waits', detail: refused })
    return false
  }
}
