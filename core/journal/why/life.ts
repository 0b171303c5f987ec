import type { EngineEvent, JournalEntry, OrderId, SignalId } from '../../domain/index.ts'
import { emptyState, evolve, isFlat } from '../../engine/index.ts'
import type { FactTypes, Journal } from '../../ports/index.ts'
import type { Focus } from './focus.ts'

/** What belongs to the focus: the order or signal itself, and where it was filled the whole life of that position. */
export interface Life {
  readonly orders: ReadonlySet<OrderId>
  readonly signals: ReadonlySet<SignalId>
  /** Rows from the first fill of the position to the one that left nothing of it; more than one where an order outlived it. */
  readonly spans: readonly { readonly from: number; readonly to: number }[]
}

/** Written by the clock and of no position: most rows of a journal. Every other event is folded, also one that came later than this. */
export const UNTOLD = {
  not: ['ClockTicked', 'EquitySampled', 'VenueClockMeasured', 'VenueClockRead'],
} as const satisfies FactTypes

/** Folds the journal once to find the position that the focus made, added to, protected or ended. */
export function lifeOf(journal: Pick<Journal, 'replay'>, focus: Focus): Life {
  const finder = new LifeFinder(focus)
  journal.replay((row) => {
    finder.take(row)
  }, UNTOLD)
  return finder.result()
}

class LifeFinder {
  readonly #focus: Focus
  readonly #state = emptyState('paper', 'manual')
  readonly #signalOf = new Map<OrderId, SignalId>()
  readonly #own = new Set<OrderId>()
  readonly #orders = new Set<OrderId>()
  readonly #spans: { readonly from: number; readonly to: number }[] = []
  #current: { readonly from: number; readonly orders: Set<OrderId> } | undefined

  constructor(focus: Focus) {
    this.#focus = focus
    if (focus.orderId !== undefined) this.#own.add(focus.orderId)
  }

  take({ sequence, at, cause, entry }: JournalEntry): void {
    if (entry.kind !== 'event') return
    const { event } = entry
    evolve(this.#state, event, at)
    if (event.type === 'OrderCreated') this.#made(event)
    else if (event.type === 'FillRecorded' && event.fill.instrument === this.#focus.instrument) {
      this.#current ??= { from: cause, orders: new Set() }
      this.#current.orders.add(event.fill.orderId)
      if (this.#flat()) this.#end(sequence)
    }
  }

  result(): Life {
    this.#end(Infinity)
    for (const id of this.#own) this.#orders.add(id)
    const signals = [...this.#orders].flatMap((id) => this.#signalOf.get(id) ?? [])
    const { signalId } = this.#focus
    return {
      orders: this.#orders,
      signals: new Set([...signals, ...(signalId === undefined ? [] : [signalId])]),
      spans: this.#spans,
    }
  }

  /** A sale that was made while something was held belongs to it, whether it was filled or not. */
  #made({ order }: Extract<EngineEvent, { type: 'OrderCreated' }>): void {
    if (order.instrument !== this.#focus.instrument) return
    if (order.signalId !== undefined) {
      this.#signalOf.set(order.id, order.signalId)
      if (order.signalId === this.#focus.signalId) this.#own.add(order.id)
    }
    if (order.side === 'sell') this.#current?.orders.add(order.id)
  }

  #flat(): boolean {
    const { instrument } = this.#focus
    const held = this.#state.positions.get(instrument)
    return held === undefined || isFlat(this.#state, instrument, held.quantity)
  }

  #end(to: number): void {
    const ended = this.#current
    this.#current = undefined
    if (ended === undefined || ![...this.#own].some((id) => ended.orders.has(id))) return
    for (const id of ended.orders) this.#orders.add(id)
    this.#spans.push({ from: ended.from, to })
  }
}
