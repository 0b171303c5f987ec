import { InputError } from '../../domain/index.ts'
import { indicatorById } from '../registry.ts'

/** Which number is wanted: an indicator, its parameters, and one of its outputs (the principal one by default). */
export interface FeatureRequest {
  readonly indicator: string
  readonly parameters?: Readonly<Record<string, number>>
  readonly output?: string
}

export interface ResolvedFeature {
  /** Names the value: `ema(12)`, `macd(12,26,9).signal`. */
  readonly key: string
  /** Names the running indicator, which several outputs share. */
  readonly run: string
  readonly indicator: string
  readonly parameters: Readonly<Record<string, number>>
  readonly output: string
}

/** Checks a request and gives it its name. Throws InputError for an unknown indicator, parameter or output. */
export function resolveFeature(request: FeatureRequest): ResolvedFeature {
  const indicator = indicatorById(request.indicator)
  const { id, outputs } = indicator.descriptor
  const parameters = indicator.resolve(request.parameters ?? {})
  const [principal = ''] = outputs
  const output = request.output ?? principal
  if (!outputs.includes(output))
    throw new InputError({ field: `${id}.output`, value: output, remedy: `use one of ${outputs.join(', ')}` })
  const values = Object.values(parameters)
  const run = values.length === 0 ? id : `${id}(${values.join(',')})`
  return { key: output === principal ? run : `${run}.${output}`, run, indicator: id, parameters, output }
}

export const featureKey = (request: FeatureRequest): string => resolveFeature(request).key

/** Closed candles needed before the value exists; 0 for values made from books and trades. */
export function barsNeeded(request: FeatureRequest): number {
  const indicator = indicatorById(request.indicator)
  return indicator.input === 'bar' || indicator.input === 'close' ? indicator.warmUp(request.parameters ?? {}) : 0
}
