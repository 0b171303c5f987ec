import { type Candle, type Channel, type Gap, type MarketEvent, type Millis, millis, type Trade } from '../../domain/index.ts'

/** Separate holes told of; beyond it they are joined, with their count still exact. */
const MOST = 1_000

/** A drop apart from the ones before in the venue's numbers starts a gap of its own. */
const follows = (gap: Gap, sequence: number | undefined): boolean =>
  sequence === undefined ? gap.endSequence === undefined : gap.endSequence === sequence - 1

const sequenceOf = (fact: Trade | Candle): number | undefined =>
  fact.kind === 'trade' && /^\d+$/.test(fact.id) && Number.isSafeInteger(Number(fact.id)) ? Number(fact.id) : undefined

/** What a consumer's full queue has lost, as gaps for that consumer: it must know that it does not know. */
export class OverflowGaps {
  #gaps: Gap[] = []
  /** Index of the newest gap of a market's channel. */
  readonly #newest = new Map<string, number>()

  add(dropped: MarketEvent): void {
    // A dropped telling of a gap is told after all.
    if (dropped.kind === 'gap') this.#gaps.push(dropped)
    else if (dropped.kind === 'trade') this.#lose(dropped, 'trades', dropped.exchangeTime)
    else if (dropped.kind === 'candle') this.#lose(dropped, 'candles', dropped.openTime)
  }

  /** What is known so far; from here on it is counted anew. */
  take(): readonly Gap[] {
    if (this.#gaps.length === 0) return NONE
    const gaps = this.#gaps
    this.#gaps = []
    this.#newest.clear()
    return gaps
  }

  #lose(dropped: Trade | Candle, channel: Channel, startTime: Millis): void {
    const { instrument, exchangeTime, receivedTime } = dropped
    const key = `${instrument}|${channel}`
    const sequence = sequenceOf(dropped)
    const at = this.#newest.get(key)
    const known = at === undefined ? undefined : this.#gaps[at]
    if (at !== undefined && known !== undefined && (follows(known, sequence) || this.#gaps.length >= MOST)) {
      this.#gaps[at] = {
        ...known,
        ...(sequence === undefined ? {} : { endSequence: sequence }),
        missingCount: (known.missingCount ?? 0) + 1,
        startTime: millis(Math.min(known.startTime, startTime)),
        endTime: millis(Math.max(known.endTime, exchangeTime)),
        exchangeTime,
        receivedTime,
      }
      return
    }
    this.#newest.set(key, this.#gaps.length)
    this.#gaps.push({
      kind: 'gap',
      id: [instrument, channel, 'overflow', sequence ?? exchangeTime, receivedTime].join('|'),
      instrument,
      channel,
      ...(sequence === undefined ? {} : { startSequence: sequence, endSequence: sequence }),
      missingCount: 1,
      startTime,
      endTime: exchangeTime,
      cause: 'overflow',
      recovered: 0,
      exchangeTime,
      receivedTime,
    })
  }
}

const NONE: readonly Gap[] = []
