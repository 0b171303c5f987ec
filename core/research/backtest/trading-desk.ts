import type { EngineEvent, Instrument, Millis, Money } from '../../domain/index.ts'
import { type EngineState, TradingEngine } from '../../engine/index.ts'
import type { IdSource, Journal, Logger } from '../../ports/index.ts'
import { BarVenue, BarVenues } from '../../simulation/bars/index.ts'
import { type SimulatedClock, simulatedClock } from '../../simulation/clock/index.ts'
import type { BarEntry } from './bar-trader.ts'
import { type BacktestTerms, backtestConfig } from './terms.ts'

export interface TraderPorts {
  readonly ids: IdSource
  readonly journal: Journal
  readonly logger: Logger
}

/** One account, its engine and its clock, shared by all the markets of a backtest. */
export class TradingDesk {
  /** Fills and funding of all markets in the order in which they happened. */
  readonly entries: BarEntry[] = []
  readonly clock: SimulatedClock
  readonly engine: TradingEngine
  readonly terms: BacktestTerms
  readonly #ports: TraderPorts
  readonly #venues = new BarVenues()

  /** `instruments` share a quote currency; the dearest fee is kept back from what an entry may spend. */
  constructor(instruments: readonly [Instrument, ...Instrument[]], terms: BacktestTerms, start: Millis, ports: TraderPorts) {
    const [{ quote, takerFee }] = instruments
    const fee = instruments.reduce((most, each) => (each.takerFee > most ? each.takerFee : most), takerFee)
    this.terms = terms
    this.#ports = ports
    this.clock = simulatedClock(start)
    const config = backtestConfig(terms.size, fee)
    this.engine = new TradingEngine('paper', config, { ...ports, clock: this.clock, venue: this.#venues })
    this.engine.open({ currency: quote, cash: terms.cash })
  }

  get state(): EngineState {
    return this.engine.state
  }

  get cash(): Money {
    return this.state.cash
  }

  /** Why live limits stopped the trading, if they did. */
  get haltReason(): string | undefined {
    return this.state.halt?.reason
  }

  /** Makes a market tradable; `note` hears every event of the engine from then on. */
  list(instrument: Instrument, note: (event: EngineEvent) => void): BarVenue {
    const { slippage, participation, fillBars } = this.terms
    const venue = new BarVenue({
      clock: this.clock,
      ids: this.#ports.ids,
      instrument,
      slippage,
      ...(participation === undefined
        ? {}
        : { liquidity: { participation, cash: () => this.cash, ...(fillBars === undefined ? {} : { fillBars }) } }),
    })
    this.#venues.add(instrument.id, venue)
    this.engine.onStep((_input, { events }) => {
      for (const event of events) note(event)
    })
    this.engine.handle({ type: 'InstrumentListed', instrument })
    return venue
  }

  /** What live does once a second and only matters to its limits: here at the close of a bar. */
  tick(): void {
    this.engine.handle({ type: 'ClockTicked' })
  }
}
