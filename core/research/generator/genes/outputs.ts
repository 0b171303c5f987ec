/**
 * What an output measures, which decides what it may be compared with. `price`: a level of the market, with the close and any other
 * level. Everything else only with outputs of its own group (the same indicator with other parameters, or its signal line), and
 * with a constant where `constants` names a range.
 */
export interface OutputKind {
  readonly feature: string
  /** Absent for the principal one. */
  readonly output?: string
  readonly group: string
  /** Equal ends where only that one number says something, such as the zero of an oscillator. */
  readonly constants?: readonly [least: number, most: number]
}

const levels = (feature: string, ...outputs: readonly string[]): readonly OutputKind[] =>
  outputs.length === 0 ? [{ feature, group: 'price' }] : outputs.map((output) => ({ feature, output, group: 'price' }))

type Constants = readonly [least: number, most: number]

const scaled = (feature: string, constants: Constants, ...outputs: readonly string[]): readonly OutputKind[] =>
  outputs.length === 0
    ? [{ feature, group: feature, constants }]
    : outputs.map((output) => ({ feature, output, group: feature, constants }))

const ZERO: Constants = [0, 0]

/**
 * The outputs that rules are made of: those that say the same at any price and over any length of bar, and that cost little enough
 * for hundreds of parameter sets. Running totals without a scale (OBV, ADL and their like) are left out, and so are statistics that
 * look over their whole window again at each bar.
 */
export const OUTPUT_KINDS: readonly OutputKind[] = [
  ...levels('sma'),
  ...levels('ema'),
  ...levels('kama'),
  ...levels('zlema'),
  ...levels('vwma'),
  ...levels('vwap'),
  ...levels('bollinger', 'upper', 'lower'),
  ...levels('keltner', 'upper', 'lower'),
  ...levels('donchian', 'middle'),
  ...levels('supertrend', 'line'),
  ...levels('pivots', 'pivot', 'r1', 's1'),
  ...scaled('rsi', [10, 90]),
  ...scaled('mfi', [10, 90]),
  ...scaled('stochastic', [5, 95], 'k', 'd'),
  ...scaled('williams-r', [-95, -5]),
  ...scaled('cmo', [-80, 80]),
  ...scaled('aroon', [-90, 90], 'oscillator'),
  ...scaled('tsi', [-60, 60], 'tsi', 'signal'),
  ...scaled('z-score', [-3, 3]),
  ...scaled('cmf', [-0.4, 0.4]),
  ...scaled('efficiency-ratio', [0.05, 0.8]),
  ...scaled('vhf', [0.1, 0.7]),
  ...scaled('choppiness', [30, 70]),
  ...scaled('relative-volume', [0.25, 4]),
  { feature: 'adx', output: 'adx', group: 'adx', constants: [10, 50] },
  { feature: 'adx', output: 'plusDi', group: 'directional' },
  { feature: 'adx', output: 'minusDi', group: 'directional' },
  { feature: 'ppo', output: 'ppo', group: 'ppo', constants: ZERO },
  { feature: 'ppo', output: 'signal', group: 'ppo' },
  { feature: 'ppo', output: 'histogram', group: 'ppo-histogram', constants: ZERO },
  ...scaled('trix', ZERO),
  ...scaled('roc', ZERO),
  ...scaled('force-index', ZERO),
  { feature: 'bollinger', output: 'width', group: 'bollinger-width' },
  { feature: 'bollinger', output: 'percentB', group: 'bollinger-percent', constants: [-0.2, 1.2] },
  { feature: 'natr', group: 'natr' },
]
