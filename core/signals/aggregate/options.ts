import {
  decimalParameter,
  integerParameter,
  type ParameterSchema,
  type ParameterValues,
  resolveParameters,
} from '../../domain/index.ts'

/** The aggregator's settings with their ranges; every one has a default. */
export const AGGREGATE_PARAMETERS = {
  minConfidence: decimalParameter('Least confidence', 0.5, [0, 1]),
  maxConflict: decimalParameter('Greatest conflict', 0.4, [0, 0.5]),
  minVotes: integerParameter('Least agreeing votes', 1, [1, 50], 'votes'),
  rearm: integerParameter('Repeat the same proposal after', 120_000, [1_000, 86_400_000], 'ms'),
  minInterval: integerParameter('Least time between proposals', 5_000, [0, 3_600_000], 'ms'),
  quoteFresh: integerParameter('Greatest age of the quote', 5_000, [100, 60_000], 'ms'),
} as const satisfies ParameterSchema

export type AggregateOptions = Partial<ParameterValues<typeof AGGREGATE_PARAMETERS>>

/** Defaults filled in and checked. Throws InputError. */
export const resolveAggregateOptions = (given: AggregateOptions = {}): ParameterValues<typeof AGGREGATE_PARAMETERS> =>
  resolveParameters(AGGREGATE_PARAMETERS, given, 'aggregate')
