import { InputError } from '../../domain/index.ts'
import { indicatorById } from '../../features/index.ts'
import type { Operand } from './rule.ts'

/**
 * What a number measures, so that trees can be grown that mean something.
 * price: a level of the price. price-change: a distance between prices. bounded: a scale with two ends. ratio: a number
 * without unit and without ends. own: a scale that no other indicator shares, such as volume added up.
 */
export type Dimension = 'price' | 'price-change' | 'bounded' | 'ratio' | 'own'

export interface OperandKind {
  readonly dimension: Dimension
  /** Constants that it is worth comparing with, from the least to the most; null where no constant says anything. */
  readonly constants: readonly [least: number, most: number] | null
}

const ZERO = [0, 0] as const
const PRICE: OperandKind = { dimension: 'price', constants: null }
/** Around zero. */
const SIGNED_CHANGE: OperandKind = { dimension: 'price-change', constants: ZERO }
/** Never below zero, and as wide as the price is high. */
const SPREAD: OperandKind = { dimension: 'price-change', constants: null }
const ratio = (least: number, most: number): OperandKind => ({ dimension: 'ratio', constants: [least, most] })
const OWN_LEVEL: OperandKind = { dimension: 'own', constants: null }
const OWN_FLOW: OperandKind = { dimension: 'own', constants: ZERO }

/** By indicator, or by indicator and output where its outputs differ. What has bounds needs no line. */
const KINDS: Readonly<Record<string, OperandKind>> = {
  sma: PRICE,
  ema: PRICE,
  'ema-from-first': PRICE,
  wma: PRICE,
  alma: PRICE,
  dema: PRICE,
  hma: PRICE,
  kama: PRICE,
  smma: PRICE,
  t3: PRICE,
  tema: PRICE,
  trima: PRICE,
  vwma: PRICE,
  zlema: PRICE,
  'chandelier-exit': PRICE,
  ichimoku: PRICE,
  'psar.value': PRICE,
  'supertrend.line': PRICE,
  'supertrend.direction': ratio(0, 0),
  'bollinger.middle': PRICE,
  'bollinger.upper': PRICE,
  'bollinger.lower': PRICE,
  'bollinger.percentB': ratio(-0.2, 1.2),
  'bollinger.width': ratio(0, 0.1),
  donchian: PRICE,
  keltner: PRICE,
  'anchored-vwap': PRICE,
  vwap: PRICE,
  'camarilla-pivots': PRICE,
  'fibonacci-pivots': PRICE,
  pivots: PRICE,
  'linear-regression.value': PRICE,
  'linear-regression.slope': SIGNED_CHANGE,
  macd: SIGNED_CHANGE,
  'awesome-oscillator': SIGNED_CHANGE,
  dpo: SIGNED_CHANGE,
  'elder-ray': SIGNED_CHANGE,
  momentum: SIGNED_CHANGE,
  atr: SPREAD,
  'standard-deviation': SPREAD,
  cci: ratio(-200, 200),
  coppock: ratio(-5, 5),
  kst: ratio(-10, 10),
  ppo: ratio(-1, 1),
  roc: ratio(-3, 3),
  trix: ratio(-0.5, 0.5),
  vortex: ratio(0.7, 1.3),
  'chaikin-volatility': ratio(-50, 50),
  'garman-klass': ratio(0, 2),
  parkinson: ratio(0, 2),
  'rogers-satchell': ratio(0, 2),
  'realised-volatility.value': ratio(0, 2),
  'realised-volatility.perBar': ratio(0, 0.01),
  'mass-index': ratio(20, 30),
  natr: ratio(0, 3),
  'ulcer-index': ratio(0, 5),
  pvo: ratio(-50, 50),
  'relative-volume': ratio(0, 4),
  hurst: ratio(0.2, 0.8),
  kurtosis: ratio(-1.5, 5),
  skewness: ratio(-1.5, 1.5),
  'z-score': ratio(-3, 3),
  adl: OWN_LEVEL,
  amihud: OWN_LEVEL,
  nvi: OWN_LEVEL,
  obv: OWN_LEVEL,
  pvi: OWN_LEVEL,
  pvt: OWN_LEVEL,
  'chaikin-oscillator': OWN_FLOW,
  'ease-of-movement': OWN_FLOW,
  'force-index': OWN_FLOW,
}

/**
 * What an output of an indicator measures, the principal one by default.
 * Throws InputError for an unknown indicator or output and for one that is not made from candles.
 */
export function operandKind(feature: string, output?: string): OperandKind {
  const { input, descriptor } = indicatorById(feature)
  const [principal = ''] = descriptor.outputs
  const name = output ?? principal
  if (!descriptor.outputs.includes(name))
    throw new InputError({ field: `${feature}.output`, value: name, remedy: `use one of ${descriptor.outputs.join(', ')}` })
  const bounds = descriptor.bounds[name]
  if (bounds !== undefined && (input === 'bar' || input === 'close')) return { dimension: 'bounded', constants: bounds }
  const kind = KINDS[`${feature}.${name}`] ?? KINDS[feature]
  if (kind !== undefined) return kind
  throw new InputError({ field: 'indicator', value: feature, remedy: `it is made from ${descriptor.sees}, not from candles` })
}

/** Whether one says something about the other: the same unit on the same scale. */
export function comparable(a: Operand, b: Operand): boolean {
  if ('constant' in a) return 'constant' in b ? false : comparable(b, a)
  const [one, two] = [kindOf(a), 'constant' in b ? undefined : kindOf(b)]
  if ('constant' in b) return one.constants !== null && b.constant >= one.constants[0] && b.constant <= one.constants[1]
  if (one.dimension !== two?.dimension) return false
  if (one.dimension === 'price' || one.dimension === 'price-change') return true
  if (one.dimension === 'bounded') return one.constants?.[0] === two.constants?.[0] && one.constants?.[1] === two.constants?.[1]
  return 'feature' in a && 'feature' in b && a.feature === b.feature
}

const kindOf = (operand: Exclude<Operand, { readonly constant: number }>): OperandKind =>
  'price' in operand ? PRICE : operandKind(operand.feature, operand.output)
