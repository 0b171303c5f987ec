import { FeatureEngine, type FeatureEngineOptions } from './feature-engine.ts'
import { barsNeeded, type FeatureRequest, featureKey } from './request.ts'

/** This stage as later stages receive it: handed in, never imported. */
export interface FeatureSource {
  /** Throws InputError for a request that names nothing known. */
  open(options: FeatureEngineOptions): FeatureEngine
  /** The name of the value. Throws InputError likewise. */
  key(request: FeatureRequest): string
  /** Closed candles until the first value; 0 for what is made from books and trades. */
  barsNeeded(request: FeatureRequest): number
}

export const featureSource: FeatureSource = {
  open: (options) => new FeatureEngine(options),
  key: featureKey,
  barsNeeded,
}
