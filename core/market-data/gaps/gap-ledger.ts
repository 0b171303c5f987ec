import { type Gap, type InstrumentId, type Millis, millis } from '../../domain/index.ts'

/** A hole as it is found; the ledger adds what it needs to be told again. */
export type FoundGap = Omit<Gap, 'kind' | 'instrument' | 'id' | 'recovered' | 'repairedBy'>

/** Open gaps of one market that are followed to their repair; an older one stays open for good. */
const MOST_OPEN = 1_000

/**
 * The holes of one market that nothing has repaired yet. Each is told when it is found, and again,
 * under its id, when more is known about it or some of it came.
 */
export class GapLedger {
  /** Holes found so far, repaired or not. */
  count = 0
  readonly #instrument: InstrumentId
  readonly #tell: (gap: Gap) => void
  readonly #open = new Map<string, Gap>()

  constructor(instrument: InstrumentId, tell: (gap: Gap) => void) {
    this.#instrument = instrument
    this.#tell = tell
  }

  /** `counted: false` where the hole is one for several markets and counted once elsewhere. */
  found(found: FoundGap, { counted = true } = {}): Gap {
    const { channel, startSequence, startTime, cause, receivedTime } = found
    const start = startSequence ?? `${cause}@${String(startTime)}`
    const id = [this.#instrument, channel, start, receivedTime].join('|')
    const gap: Gap = { kind: 'gap', id, instrument: this.#instrument, ...found, recovered: 0 }
    if (counted) this.count += 1
    this.#open.set(id, gap)
    if (this.#open.size > MOST_OPEN)
      for (const oldest of this.#open.keys()) {
        this.#open.delete(oldest)
        break
      }
    this.#tell(gap)
    return gap
  }

  /** More is known; told once more. A gap that is no longer followed is left as it was last told. */
  change(id: string, change: Partial<Omit<Gap, 'kind' | 'instrument' | 'id' | 'channel'>>): void {
    const known = this.#open.get(id)
    if (known === undefined) return
    const gap = { ...known, ...change }
    if (gap.repairedBy === undefined) this.#open.set(id, gap)
    else this.#open.delete(id)
    this.#tell(gap)
  }

  get(id: string): Gap | undefined {
    return this.#open.get(id)
  }

  /** Oldest first. */
  open(channel: Gap['channel']): readonly Gap[] {
    if (this.#open.size === 0) return NONE
    return [...this.#open.values()].filter((gap) => gap.channel === channel)
  }
}

const NONE: readonly Gap[] = []

/** The later of two times. */
export const later = (a: Millis, b: Millis): Millis => millis(Math.max(a, b))
