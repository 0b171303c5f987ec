import type { OrderPreview, TicketPreviewDraft } from '../../../core/contract/index.ts'
import type { Clock } from '../../engine-client/index.ts'
import { hasPrice, hasTrigger, sendingOf } from './draft-command.ts'
import type { TicketDraft } from '../../stores/index.ts'

export type TicketField =
  | 'quantity'
  | 'price'
  | 'trigger'
  | 'stop'
  | 'target'
  | 'trail'
  | 'display'
  | 'slices'
  | 'minutes'
  | 'options'

export interface Complaint {
  readonly field: TicketField
  readonly remedy: string
}

export type PreviewDraft = TicketPreviewDraft

export type PreviewState =
  | { readonly phase: 'idle' }
  /** Asked and not answered yet; `last` are the figures of the draft before. */
  | { readonly phase: 'asking'; readonly last: OrderPreview | undefined }
  | { readonly phase: 'ready'; readonly preview: OrderPreview }
  | ({ readonly phase: 'invalid' } & Complaint)
  | { readonly phase: 'failed'; readonly reason: string }

const FIELDS: Readonly<Record<string, TicketField>> = {
  quantity: 'quantity',
  sizeBy: 'quantity',
  'sizeBy.value': 'quantity',
  limitPrice: 'price',
  stopPrice: 'trigger',
  stop: 'stop',
  target: 'target',
  trail: 'trail',
  displayQuantity: 'display',
  'schedule.slices': 'slices',
  'schedule.duration': 'minutes',
  timeInForce: 'options',
  postOnly: 'options',
  reduceOnly: 'options',
  orderType: 'options',
}

/** What a rule that fails is about, where one field can mend it. */
const RULE_FIELDS: Readonly<Record<string, TicketField>> = {
  precision: 'quantity',
  'minimum-size': 'quantity',
  'available-cash': 'quantity',
  'available-quantity': 'quantity',
  'max-position': 'quantity',
  'max-exposure': 'quantity',
  'price-collar': 'price',
}

/** The trader's complaint `field: value: remedy` as the ticket's own field and what would be accepted. */
export function complaintOf(message: string, type: TicketDraft['type'] = 'limit'): Complaint | undefined {
  const at = message.indexOf(': ')
  const named = FIELDS[message.slice(0, at)]
  if (named === undefined) return undefined
  // A price that is waited for has the price field to itself where there is no limit.
  const field = named === 'trigger' && !hasTrigger(type) ? 'price' : named
  return { field, remedy: message.slice(message.lastIndexOf(': ') + 2) }
}

/** The fields that something stands against, by what was answered. */
export function complainedFields(state: PreviewState, type: TicketDraft['type']): readonly TicketField[] {
  if (state.phase === 'invalid') return [state.field]
  const figures = figuresOf(state)
  if (figures === undefined) return []
  const misfit = figures.message === undefined ? undefined : complaintOf(figures.message, type)
  if (misfit !== undefined) return [misfit.field]
  return figures.checks.flatMap(({ passed, code }) => (passed ? [] : (RULE_FIELDS[code] ?? [])))
}

export const figuresOf = (state: PreviewState): OrderPreview | undefined =>
  state.phase === 'ready' ? state.preview : state.phase === 'asking' ? state.last : undefined

/** True once everything an order of this type needs is typed, so that asking makes sense. */
export function isComplete(ticket: TicketDraft): boolean {
  const { type, quantity, price, trigger, display } = ticket
  const typed = (text: string): boolean => text.trim() !== ''
  return (
    typed(quantity) &&
    (!hasPrice(type) || typed(price)) &&
    (!hasTrigger(type) || typed(trigger)) &&
    (sendingOf(ticket) !== 'iceberg' || typed(display))
  )
}

/** A person types faster than this, ms. */
const DEBOUNCE = 150
/** Costs and rules move with the market: asked again this often, ms. */
const REFRESH = 2_000

export interface PreviewerOptions {
  readonly clock: Clock
  readonly ask: (draft: PreviewDraft) => Promise<OrderPreview>
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
  want(draft: PreviewDraft | undefined): void {
    this.stop()
    if (draft === undefined) {
      this.#last = undefined
      this.#options.show({ phase: 'idle' })
      return
    }
    this.#options.show({ phase: 'asking', last: this.#last })
    this.#askIn(DEBOUNCE, draft)
  }

  /** Asks about a draft at once, complete or not; what is shown is the answer. */
  async now(draft: PreviewDraft): Promise<PreviewState> {
    this.stop()
    const serial = this.#serial
    const state = await this.#answer(draft)
    if (serial === this.#serial) this.#settle(state, draft)
    return state
  }

  stop(): void {
    this.#serial += 1
    this.#cancel()
  }

  async #answer(draft: PreviewDraft): Promise<PreviewState> {
    try {
      return { phase: 'ready', preview: await this.#options.ask(draft) }
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      const complaint = complaintOf(reason, draft.orderType)
      return complaint === undefined ? { phase: 'failed', reason } : { phase: 'invalid', ...complaint }
    }
  }

  #settle(state: PreviewState, draft: PreviewDraft): void {
    this.#last = state.phase === 'ready' ? state.preview : undefined
    this.#options.show(state)
    this.#askIn(REFRESH, draft)
  }

  #askIn(delay: number, draft: PreviewDraft): void {
    const serial = this.#serial
    this.#cancel = this.#options.clock.after(delay, () => {
      void this.#answer(draft).then((state) => {
        if (serial === this.#serial) this.#settle(state, draft)
      })
    })
  }
}
