import type { ChannelRow } from '../../../core/contract/index.ts'
import { listOf, type Terminal } from '../../stores/index.ts'

/** Messages a second of each stream. */
export type Rates = ReadonlyMap<string, number>

export const rateKey = ({ instrument, channel }: Pick<ChannelRow, 'instrument' | 'channel'>): string => `${instrument}|${channel}`

/** Over how long a rate is measured, and how long before the first is told, ms. */
const SPAN = 10_000
const LEAST = 2_000

interface Sample {
  readonly at: number
  readonly messages: number
}

/** Rates from counts that only grow; a count that fell was begun anew. */
export class RateMeter {
  readonly #samples = new Map<string, Sample[]>()

  note(rows: readonly ChannelRow[], now: number): Rates {
    const rates = new Map<string, number>()
    for (const row of rows) {
      const key = rateKey(row)
      const known = this.#samples.get(key) ?? []
      const begunAnew = (known.at(-1)?.messages ?? 0) > row.messages
      const samples = begunAnew ? [] : known.filter(({ at }) => now - at <= SPAN)
      samples.push({ at: now, messages: row.messages })
      this.#samples.set(key, samples)
      const [first] = samples
      if (first !== undefined && now - first.at >= LEAST)
        rates.set(key, ((row.messages - first.messages) * 1_000) / (now - first.at))
    }
    return rates
  }
}

/** Tells the rates once a second until the returned function is called. */
export function followRates({ topics, clock }: Terminal, tell: (rates: Rates) => void): () => void {
  const meter = new RateMeter()
  const store = topics.store('market.channels')
  const stops = [
    topics.hold('market.channels'),
    clock.every(1_000, () => {
      tell(meter.note(listOf(store.getState()), clock.now()))
    }),
  ]
  return () => {
    for (const stop of stops) stop()
  }
}
