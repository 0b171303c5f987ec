import type { InstrumentId, MarketEvent, Regime, Timeframe } from '../../domain/index.ts'
import { RegimeClassifier } from './classifier.ts'

/** The regimes of every market and timeframe whose candles come by. */
export class Regimes {
  readonly #markets = new Map<string, RegimeClassifier>()

  onMarketEvent(event: MarketEvent): void {
    if (event.kind !== 'candle' || !event.closed) return
    const key = `${event.instrument} ${event.timeframe}`
    let classifier = this.#markets.get(key)
    if (classifier === undefined) this.#markets.set(key, (classifier = new RegimeClassifier()))
    classifier.next(event)
  }

  of(instrument: InstrumentId, timeframe: Timeframe): Regime | undefined {
    return this.#markets.get(`${instrument} ${timeframe}`)?.regime
  }
}
