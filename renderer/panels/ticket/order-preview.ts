import type { OrderPreview } from '../../../core/contract/index.ts'
import type { Clock } from '../../engine-client/index.ts'
import type { CommandDraft, TicketDraft } from '../../stores/index.ts'

export type TicketField = 'quantity' | 'price' | 'stop' | 'target'

export type PreviewState =
  | { readonly phase: 'idle' }
  /** Asked and not answered yet; `last` are the figures of the draft before. */
  | { readonly phase: 'asking'; readonly last: OrderPreview | undefined }
  | { readonly phase: 'ready'; readonly preview: OrderPreview }
  | { readonly phase: 'invalid'; readonly field: TicketField; readonly remedy: string }
  | { readonly phase: 'failed'; readonly reason: string }

const FIELDS: Readonly<Record<string, TicketField>> = {
  quantity: 'quantity',
  limitPrice: 'price',
  stopPrice: 'price',
  stop: 'stop',
  target: 'target',
}

/** The trader's complaint `field: value: remedy` as the ticket's own field and what would be accepted. */
export function complaintOf(message: string): { readonly field: TicketField; readonly remedy: string } | undefined {
  const field = FIELDS[message.slice(0, message.indexOf(': '))]
  return field === undefined ? undefined : { field, remedy: message.slice(message.lastIndexOf(': ') + 2) }
}

/** True once everything an order of this type needs is typed, so that asking makes sense. */
export const isComplete = ({ quantity, price, type }: TicketDraft): boolean =>
  quantity.trim() !== '' && (type === 'market' || price.trim() !== '')

/** A person types faster than this, ms. */
const DEBOUNCE = 150
/** Costs and rules move with the market: asked again this often, ms. */
const REFRESH = 2_000

export interface PreviewerOptions {
  readonly clock: Clock
  readonly ask: (draft: CommandDraft) => Promise<OrderPreview>
  readonly show: (state: PreviewState) => void
}

/** Asks the trader what the draft would cost; answers to an earlier draft are dropped. */
export class Previewer {
  readonly #options: PreviewerOptions
  #serial = 0
  #last: OrderPreview | undefined
  #cancel: () => void = () => undefined

  constructor(options: PreviewerOptions) {
    this.#options = options
  }

  /** The draft as it is now; undefined while it is not complete. */
  want(draft: CommandDraft | undefined): void {
    this.stop()
    if (draft === undefined) {
      this.#last = undefined
      this.#options.show({ phase: 'idle' })
      return
    }
    this.#options.show({ phase: 'asking', last: this.#last })
    this.#askIn(DEBOUNCE, draft)
  }

  stop(): void {
    this.#serial += 1
    this.#cancel()
  }

  #askIn(delay: number, draft: CommandDraft): void {
    const { clock, ask, show } = this.#options
    const serial = this.#serial
    const settle = (state: PreviewState): void => {
      if (serial !== this.#serial) return
      this.#last = state.phase === 'ready' ? state.preview : undefined
      show(state)
      this.#askIn(REFRESH, draft)
    }
    this.#cancel = clock.after(delay, () => {
      ask(draft).then(
        (preview) => {
          settle({ phase: 'ready', preview })
        },
        (error: unknown) => {
          const reason = error instanceof Error ? error.message : String(error)
          const complaint = complaintOf(reason)
          settle(complaint === undefined ? { phase: 'failed', reason } : { phase: 'invalid', ...complaint })
        },
      )
    })
  }
}
