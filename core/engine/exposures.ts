import { add, type InstrumentId, type Money, splitInstrumentId, ZERO_MONEY } from '../domain/index.ts'
import { marketValueOf } from '../portfolio/index.ts'
import type { RelatedExposure, RiskView } from '../risk/index.ts'
import type { EngineState } from './state.ts'

type Exposures = Pick<RiskView, 'instrumentExposure' | 'assetExposure' | 'venueExposure' | 'related'>

export const baseOf = (state: EngineState, instrument: InstrumentId): string => {
  const listed = state.instruments.get(instrument)
  if (listed !== undefined) return listed.base
  const { symbol } = splitInstrumentId(instrument)
  return symbol.slice(0, symbol.indexOf('/'))
}

/** What is held of each market at market value, and at cost where it has no price. */
export function valuesByInstrument(state: EngineState): Map<InstrumentId, Money> {
  const values = new Map<InstrumentId, Money>()
  for (const [instrument, position] of state.positions) {
    const quote = state.quotes.get(instrument)
    values.set(instrument, quote === undefined ? position.costBasis : marketValueOf(position, quote))
  }
  return values
}

export interface Stakes {
  readonly values: ReadonlyMap<InstrumentId, Money>
  /** Working buys at worst case. */
  readonly reserved: ReadonlyMap<InstrumentId, Money>
}

/** What is held and what is being bought. */
export function exposureByMarket(state: EngineState, { values, reserved }: Stakes): Map<InstrumentId, Money> {
  const exposures = new Map(reserved)
  for (const [instrument, value] of values) {
    if (state.positions.get(instrument)?.quantity === 0n) continue
    exposures.set(instrument, add(exposures.get(instrument) ?? ZERO_MONEY, value))
  }
  return exposures
}

/** The account around one market: itself, its asset, its venue, and the others with how much they move with it. */
export function exposuresAround(state: EngineState, instrument: InstrumentId, stakes: Stakes): Exposures {
  const base = baseOf(state, instrument)
  const { exchange } = splitInstrumentId(instrument)
  let [instrumentExposure, assetExposure, venueExposure] = [ZERO_MONEY, ZERO_MONEY, ZERO_MONEY]
  const related: RelatedExposure[] = []
  for (const [other, exposure] of exposureByMarket(state, stakes)) {
    const sameAsset = baseOf(state, other) === base
    if (sameAsset) assetExposure = add(assetExposure, exposure)
    if (splitInstrumentId(other).exchange === exchange) venueExposure = add(venueExposure, exposure)
    if (other === instrument) instrumentExposure = add(instrumentExposure, exposure)
    else related.push({ instrument: other, exposure, ...relation(state, { instrument, other, sameAsset }) })
  }
  return { instrumentExposure, assetExposure, venueExposure, related }
}

export interface Pair {
  readonly instrument: InstrumentId
  readonly other: InstrumentId
  readonly sameAsset: boolean
}

/** One asset is one asset wherever it is traded; of two, what their prices have shown since this start. */
export function relation(
  state: EngineState,
  { instrument, other, sameAsset }: Pair,
): Pick<RelatedExposure, 'correlation' | 'samples'> {
  const measured = state.minuteCloses.comovement(instrument, other)
  return sameAsset ? { ...measured, correlation: 1 } : measured
}
