import { InputError } from '../../domain/index.ts'
import type { AnyIndicator } from '../contract/indicator.ts'
import { indicatorById } from '../registry.ts'

/** Which number is wanted: an indicator, its parameters, and one of its outputs (the principal one by default). */
export interface FeatureRequest {
  readonly indicator: string
  readonly parameters?: Readonly<Record<string, number>>
  readonly output?: string
  /** The external series that is read, such as `fear-greed`; only for indicators of external series. */
  readonly series?: string
}

export interface ResolvedFeature {
  /** Names the value: `ema(12)`, `macd(12,26,9).signal`, `external[fear-greed](86400)`. */
  readonly key: string
  /** Names the running indicator, which several outputs share. */
  readonly run: string
  readonly indicator: string
  readonly parameters: Readonly<Record<string, number>>
  readonly output: string
  readonly series: string | undefined
}

const SERIES = /^[a-z0-9][a-z0-9._:/-]{0,99}$/i

/** Throws InputError for a series that is missing, not a name, or given to an indicator of market data. */
function checkSeries(indicator: AnyIndicator, series: string | undefined): void {
  const field = `${indicator.descriptor.id}.series`
  if (indicator.input !== 'external') {
    if (series !== undefined) throw new InputError({ field, value: series, remedy: 'leave it out: it reads no external series' })
  } else if (series === undefined) throw new InputError({ field, value: 'missing', remedy: 'name the external series to read' })
  else if (!SERIES.test(series))
    throw new InputError({ field, value: series, remedy: 'use letters, digits and . _ : / - (at most 100)' })
}

/** Checks a request and gives it its name. Throws InputError for an unknown indicator, parameter, output or series. */
export function resolveFeature(request: FeatureRequest): ResolvedFeature {
  const indicator = indicatorById(request.indicator)
  const { id, outputs } = indicator.descriptor
  checkSeries(indicator, request.series)
  const parameters = indicator.resolve(request.parameters ?? {})
  const [principal = ''] = outputs
  const output = request.output ?? principal
  if (!outputs.includes(output))
    throw new InputError({ field: `${id}.output`, value: output, remedy: `use one of ${outputs.join(', ')}` })
  const values = Object.values(parameters)
  const name = request.series === undefined ? id : `${id}[${request.series}]`
  const run = values.length === 0 ? name : `${name}(${values.join(',')})`
  return { key: output === principal ? run : `${run}.${output}`, run, indicator: id, parameters, output, series: request.series }
}

export const featureKey = (request: FeatureRequest): string => resolveFeature(request).key

/** Closed candles needed before the value exists; 0 for values made from books and trades. */
export function barsNeeded(request: FeatureRequest): number {
  const indicator = indicatorById(request.indicator)
  return indicator.input === 'bar' || indicator.input === 'close' ? indicator.warmUp(request.parameters ?? {}) : 0
}
