import { countedIds, memoryJournal, silentLogger } from '../adapters/memory/index.ts'
import { type CandidateSignal, DAY, type SignalId } from '../domain/index.ts'
import { DEFAULT_TRADING_CONFIG } from '../engine/index.ts'
import type { Journal } from '../ports/index.ts'
import { Counterfactual } from '../simulation/counterfactual/index.ts'
import { constantLatency } from '../simulation/paper/index.ts'
import { btcInstrument, type HarnessOptions, tradingHarness, type TradingHarness } from './trading-harness.ts'

export interface OverrideJournals {
  readonly real: Journal
  readonly twin: Journal
  readonly alone: Journal
}

export const overrideJournals = (): OverrideJournals => ({
  real: memoryJournal(),
  twin: memoryJournal(),
  alone: memoryJournal(),
})

export interface OverrideSessionOptions extends Omit<HarnessOptions, 'journal'> {
  readonly journals?: OverrideJournals
  readonly horizon?: number
  readonly cash?: string
}

/** A trader, its person, and what would have been: every input goes to the trader and then to its counterfactual. */
export function overrideSession(options: OverrideSessionOptions = {}) {
  const journals = options.journals ?? overrideJournals()
  const h: TradingHarness = tradingHarness({ books: true, ...options, journal: journals.real })
  const ids = countedIds()
  const known = journals.twin.lastSequence() + journals.alone.lastSequence()
  const counterfactual = new Counterfactual({
    real: h.engine,
    config: { ...DEFAULT_TRADING_CONFIG, ...options.config },
    clock: h.clock,
    ids: { next: (prefix) => ids.next(`${prefix}-${String(known)}`) },
    logger: silentLogger(),
    journals,
    latency: () => constantLatency(options.latency ?? 10),
    horizon: options.horizon ?? DAY,
  })
  h.open(options.cash)
  counterfactual.open()
  const listed = { type: 'InstrumentListed', instrument: btcInstrument } as const
  counterfactual.handle(listed)
  return {
    h,
    journals,
    counterfactual,
    market(bid: string, ask: string, size?: string): void {
      const { snapshot, quote } = h.market(bid, ask, size)
      counterfactual.onBook(snapshot)
      counterfactual.handle({ type: 'QuoteReceived', quote })
    },
    propose(change?: Partial<CandidateSignal>, gapOpen = false): SignalId {
      const candidate = h.propose(change, gapOpen)
      counterfactual.handle({ type: 'CandidateReceived', candidate, gapOpen })
      return candidate.id
    },
    tick(by?: number): void {
      h.tick(by)
      counterfactual.handle({ type: 'ClockTicked' })
    },
  }
}

export type OverrideSession = ReturnType<typeof overrideSession>
