import type { OrderPreview } from '../../../core/contract/index.ts'
import { type Confirming, DOUBLED, type FrictionStep, pressOf } from '../../friction/index.ts'

/** What the press is about, as it stands when it comes. */
export interface Pressed {
  /** Names all of the order. */
  readonly key: string
  /** The figures of this very order; undefined where they are still to be asked for. */
  readonly figures: OrderPreview | undefined
}

/** refused: it is no order yet, and why is shown by whoever was asked. */
export type Counted = { readonly figures: OrderPreview | undefined } | 'refused'

export interface TicketPressOptions {
  readonly now: () => number
  /** The figures of now; none where nobody answers. */
  readonly count: () => Promise<Counted>
  readonly weigh: (figures: OrderPreview | undefined) => FrictionStep
  readonly confirming: () => Confirming | undefined
  readonly confirm: (confirming: Confirming | undefined) => void
  readonly send: (figures: OrderPreview | undefined) => Promise<unknown>
}

/** A press of the ticket's button or of Enter: it sends, asks, or waits to be held. A doubled press is one. */
export class TicketPress {
  #busy = false
  #sentAt = Number.NEGATIVE_INFINITY

  async press(
    options: TicketPressOptions,
    { key, figures: known }: Pressed,
  ): Promise<'sent' | 'asked' | 'hold' | 'ignored' | 'refused'> {
    const { now, weigh, confirming, confirm } = options
    if (this.#busy || now() - this.#sentAt < DOUBLED) return 'ignored'
    this.#busy = true
    try {
      const counted = await this.#counted(options, known)
      if (counted === 'refused') return 'refused'
      const { figures } = counted
      const step = weigh(figures)
      const press = pressOf(confirming(), key, now())
      if (step === 'send' || (step === 'ask' && press === 'second')) {
        await this.#send(options, figures)
        return 'sent'
      }
      if (press === 'first' && step === 'ask') confirm({ key, at: now() })
      return step === 'hold' ? 'hold' : 'asked'
    } finally {
      this.#busy = false
    }
  }

  /** After it was held the whole time. */
  async held(options: TicketPressOptions, known: OrderPreview | undefined): Promise<void> {
    if (this.#busy) return
    this.#busy = true
    try {
      const counted = await this.#counted(options, known)
      if (counted !== 'refused') await this.#send(options, counted.figures)
    } finally {
      this.#busy = false
    }
  }

  #counted(options: TicketPressOptions, known: OrderPreview | undefined): Promise<Counted> {
    return known === undefined ? options.count() : Promise.resolve({ figures: known })
  }

  async #send({ now, confirm, send }: TicketPressOptions, figures: OrderPreview | undefined): Promise<void> {
    confirm(undefined)
    await send(figures)
    this.#sentAt = now()
  }
}
