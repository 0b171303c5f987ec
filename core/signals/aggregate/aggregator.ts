import {
  type CandidateSignal,
  type Instrument,
  type InstrumentId,
  type Millis,
  type Price,
  type Rate,
  roundToStep,
  type SignalAction,
  signalId,
} from '../../domain/index.ts'
import type { IdSource } from '../../ports/index.ts'
import { passes, type Tally, tally, type WeightedOpinion } from './consensus.ts'
import { type AggregateOptions, resolveAggregateOptions } from './options.ts'

/** The best bid and ask, exact, and when they were received. */
export interface EntryQuote {
  readonly bid: Price
  readonly ask: Price
  readonly receivedTime: Millis
}

export interface Standing extends WeightedOpinion {
  readonly expiresAt: Millis
}

export interface Consideration {
  readonly instrument: Instrument
  readonly opinions: readonly Standing[]
  readonly quote: EntryQuote | undefined
  readonly now: Millis
}

/** A long view whose stop or target the market has already reached is played out: it says nothing about buying now. */
function playedOut({ opinion }: WeightedOpinion, quote: EntryQuote): boolean {
  if (opinion.stance !== 'long') return false
  return (
    (opinion.stop !== undefined && opinion.stop >= quote.bid) || (opinion.target !== undefined && opinion.target <= quote.ask)
  )
}

interface Levels {
  readonly stop?: Price
  readonly target?: Price
  readonly trail?: Rate
}

/** Stop, target and trail of the strongest agreeing opinion that has a stop; played-out ones are gone, so both lie on their sides of the entry. */
function levelsOf(found: Tally, tick: Price): Levels {
  if (found.action === 'sell') return {}
  const source =
    found.agreeing.find(({ opinion }) => opinion.stop !== undefined || opinion.trail !== undefined) ?? found.agreeing[0]
  const { stop, target, trail } = source?.opinion ?? {}
  return {
    ...(stop === undefined ? {} : { stop: roundToStep(stop, tick, 'down') }),
    ...(target === undefined ? {} : { target: roundToStep(target, tick, 'up') }),
    ...(trail === undefined ? {} : { trail }),
  }
}

/**
 * Turns the opinions that stand on one market into proposals. A proposal is made when the consensus
 * changes side, and again for the same side once the re-arm time has passed; never on each tick.
 */
export class Aggregator {
  readonly #ids: IdSource
  readonly #options: ReturnType<typeof resolveAggregateOptions>
  readonly #last = new Map<InstrumentId, { readonly action: SignalAction; readonly at: Millis }>()

  /** Throws InputError for an option out of range. */
  constructor(ids: IdSource, options: AggregateOptions = {}) {
    this.#ids = ids
    this.#options = resolveAggregateOptions(options)
  }

  consider({ instrument, opinions, quote, now }: Consideration): CandidateSignal | null {
    if (quote === undefined || now - quote.receivedTime > this.#options.quoteFresh || quote.bid >= quote.ask) return null
    const found = tally(opinions.filter((standing) => standing.expiresAt > now && !playedOut(standing, quote)))
    if (found === null || !passes(found, this.#options) || !this.#isArmed(instrument.id, found.action, now)) return null
    const [strongest] = found.agreeing
    if (strongest === undefined) return null
    this.#last.set(instrument.id, { action: found.action, at: now })
    const entry = found.action === 'buy' ? quote.ask : quote.bid
    return {
      id: signalId(this.#ids.next('signal')),
      instrument: instrument.id,
      timeframe: strongest.opinion.timeframe,
      action: found.action,
      confidence: found.confidence,
      votes: found.votes,
      conflict: found.conflict,
      entry,
      ...levelsOf(found, instrument.tickSize),
      reasoning: found.reasoning,
      createdAt: now,
    }
  }

  #isArmed(instrument: InstrumentId, action: SignalAction, now: Millis): boolean {
    const last = this.#last.get(instrument)
    if (last === undefined) return true
    const since = now - last.at
    return last.action === action ? since >= this.#options.rearm : since >= this.#options.minInterval
  }
}
