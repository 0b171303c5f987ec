import { InputError, type InstrumentId, type OrderId, type SignalId, type WhyStory } from '../../domain/index.ts'
import type { FactType, Journal } from '../../ports/index.ts'

/** What was asked about. */
export interface Focus {
  readonly asked: string
  readonly kind: WhyStory['kind']
  readonly instrument: InstrumentId
  readonly orderId?: OrderId
  readonly signalId?: SignalId
}

const NAMING: readonly FactType[] = ['OrderCreated', 'FillRecorded', 'SignalCreated', 'CandidateFiltered']
const SHOWN = 5

/** Finds whose id it is. Throws InputError with the nearest ids where it is nobody's. */
export function focusOf(journal: Pick<Journal, 'replay'>, asked: string): Focus {
  const orders = new Map<string, Focus>()
  const found = new Map<string, Focus>()
  const add = (id: string, focus: Omit<Focus, 'asked'>): void => {
    // A signal is told once more when the same proposal comes again.
    if (!found.has(id)) found.set(id, { asked: id, ...focus })
  }
  journal.replay(({ entry }) => {
    if (entry.kind !== 'event') return
    const { event } = entry
    if (event.type === 'SignalCreated')
      add(event.signal.id, { kind: 'signal', instrument: event.signal.instrument, signalId: event.signal.id })
    else if (event.type === 'CandidateFiltered')
      add(event.candidate.id, { kind: 'candidate', instrument: event.candidate.instrument, signalId: event.candidate.id })
    else if (event.type === 'OrderCreated') {
      const { id, clientOrderId, instrument, signalId } = event.order
      const order = { instrument, orderId: id, ...(signalId === undefined ? {} : { signalId }) }
      add(id, { kind: 'order', ...order })
      add(clientOrderId, { kind: 'client-order', ...order })
      orders.set(id, { asked: id, kind: 'order', ...order })
    } else if (event.type === 'FillRecorded') {
      const order = orders.get(event.fill.orderId)
      if (order !== undefined) add(event.fill.id, { ...order, kind: 'fill' })
    }
  }, NAMING)
  const focus = found.get(asked)
  if (focus !== undefined) return focus
  const near = nearest(asked, [...found.keys()])
  const remedy =
    near.length === 0
      ? 'this journal has no order, signal or fill yet'
      : `no order, signal or fill of this journal has that id; the nearest are ${near.join(', ')}`
  throw new InputError({ field: 'id', value: asked, remedy })
}

/** Those that hold the text first, then by the pairs of characters that they share with it; newest first among equals. */
function nearest(asked: string, ids: readonly string[]): readonly string[] {
  const pairs = new Set(pairsOf(asked))
  const scored = ids.map((id, age) => {
    const own = pairsOf(id)
    const shared = own.filter((pair) => pairs.has(pair)).length / Math.max(own.length, pairs.size, 1)
    return { id, age, score: asked !== '' && id.includes(asked) ? 1 + shared : shared }
  })
  return scored
    .sort((a, b) => b.score - a.score || b.age - a.age)
    .slice(0, SHOWN)
    .map(({ id }) => id)
}

const pairsOf = (text: string): readonly string[] =>
  Array.from({ length: Math.max(0, text.length - 1) }, (_, index) => text.slice(index, index + 2).toLowerCase())
