import { InputError, type InstrumentId, type MarketEvent, type Timeframe } from '../../domain/index.ts'
import type { ExternalFact, FeatureEngine, FeatureRequest, FeatureSource } from '../../features/index.ts'
import type { PreparedInstance } from './instance.ts'

/** One feature engine for each market and timeframe at work, shared by the instances on it. */
export class FeatureEngines {
  readonly #byInstrument = new Map<InstrumentId, FeatureEngine[]>()
  #closed: Timeframe | undefined

  constructor(instances: readonly PreparedInstance[], features: FeatureSource) {
    const wanted = new Map<string, { instrument: InstrumentId; timeframe: Timeframe; requests: FeatureRequest[] }>()
    for (const { instrument, timeframe, configured } of instances) {
      const key = `${instrument.id}@${timeframe}`
      const entry = wanted.get(key) ?? { instrument: instrument.id, timeframe, requests: [] }
      entry.requests.push(...Object.values(configured.features))
      wanted.set(key, entry)
    }
    for (const options of wanted.values()) {
      const engines = this.#byInstrument.get(options.instrument) ?? []
      engines.push(features.open(options))
      this.#byInstrument.set(options.instrument, engines)
    }
  }

  /** The timeframe whose bar the newest fact closed, if it closed one. */
  get closed(): Timeframe | undefined {
    return this.#closed
  }

  of(instrument: InstrumentId): readonly FeatureEngine[] {
    return this.#byInstrument.get(instrument) ?? []
  }

  get(instrument: InstrumentId, timeframe: Timeframe): FeatureEngine {
    const found = this.of(instrument).find((engine) => engine.timeframe === timeframe)
    if (found === undefined)
      throw new InputError({ field: 'timeframe', value: timeframe, remedy: `no strategy runs on it for ${instrument}` })
    return found
  }

  /** A reading from outside the venue: of one market, or of all where no instrument is named. */
  external(fact: ExternalFact, instrument?: InstrumentId): void {
    for (const [of, engines] of this.#byInstrument)
      if (instrument === undefined || of === instrument) for (const engine of engines) engine.onExternal(fact)
  }

  /** Routes a fact. */
  feed(event: MarketEvent): void {
    this.#closed = undefined
    for (const engine of this.of(event.instrument)) {
      switch (event.kind) {
        case 'candle':
          if (engine.onCandle(event)) this.#closed = engine.timeframe
          break
        case 'book-snapshot':
          engine.onBook(event)
          break
        case 'quote':
          engine.onQuote(event)
          break
        case 'trade':
          engine.onTrade(event)
          break
        case 'gap':
          engine.onGap(event)
          break
        case 'book-delta':
        case 'book-bins':
        case 'metrics':
          break
      }
    }
  }
}
