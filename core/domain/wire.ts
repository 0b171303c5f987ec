import { type Decimal, formatMoney, formatPrice, formatQuantity, formatRate, money, price, quantity, rate } from './decimal.ts'

/**
 * Decimals travel and rest as text. The unit of a decimal is fixed by the name of its field,
 * everywhere: this one table is the whole mapping, so any domain object can be written to the
 * journal, the database or a socket and read back exactly.
 */
const FIELDS = {
  price: [
    'price',
    'limitPrice',
    'stopPrice',
    'averagePrice',
    'markPrice',
    'entry',
    'stop',
    'target',
    'bid',
    'ask',
    'last',
    'open',
    'high',
    'low',
    'close',
    'open24h',
    'tickSize',
    'seenBid',
    'seenAsk',
    'entryPrice',
    'exitPrice',
    'seen',
    'expectedPrice',
    'mid',
    'vwap',
    'spread',
    'decisionPrice',
  ],
  quantity: [
    'quantity',
    'filled',
    'volume',
    'volume24h',
    'bidSize',
    'askSize',
    'lotSize',
    'minQuantity',
    'cumulative',
    'cumulativeDelta',
    'feeQuantity',
    'left',
    'ahead',
    'behind',
    'displayQuantity',
    'sliceQuantity',
    'sentQuantity',
    'change',
  ],
  money: [
    'fee',
    'fees',
    'feeAmount',
    'free',
    'locked',
    'cash',
    'reserved',
    'marketValue',
    'equity',
    'startingEquity',
    'startingCash',
    'peakEquity',
    'realisedPnl',
    'unrealisedPnl',
    'dayPnl',
    'costBasis',
    'filledNotional',
    'minNotional',
    'notional',
    'riskAmount',
    'pnl',
    'counterfactual',
    'effect',
    'aloneEffect',
    'buyFees',
    'saleFees',
    'proceeds',
    'gain',
    'netPnl',
    'funding',
    'slippageCost',
    'amountChange',
    'exposure',
    'allowed',
    'startEquity',
    'equityChange',
  ],
  rate: ['makerFee', 'takerFee', 'fundingRate', 'trail', 'equityShare', 'riskR'],
} as const

const CODECS = {
  price: { parse: price, format: formatPrice as (value: Decimal) => string },
  quantity: { parse: quantity, format: formatQuantity as (value: Decimal) => string },
  money: { parse: money, format: formatMoney as (value: Decimal) => string },
  rate: { parse: rate, format: formatRate as (value: Decimal) => string },
}

type Codec = (typeof CODECS)[keyof typeof CODECS]
const BY_FIELD = new Map<string, Codec>()
for (const unit of ['price', 'quantity', 'money', 'rate'] as const)
  for (const field of FIELDS[unit]) BY_FIELD.set(field, CODECS[unit])

/** A domain type as it looks on a wire: every decimal is a string, brands are gone. */
export type Wire<T> = T extends bigint
  ? string
  : T extends number
    ? number
    : T extends string | boolean | null | undefined
      ? T
      : T extends readonly (infer Item)[]
        ? readonly Wire<Item>[]
        : { readonly [Key in keyof T]: Wire<T[Key]> }

function encode(value: unknown, field: string): unknown {
  if (typeof value === 'bigint') {
    const codec = BY_FIELD.get(field)
    if (codec === undefined) throw new Error(`no unit is declared for the decimal field "${field}"`)
    return codec.format(value as Decimal)
  }
  if (Array.isArray(value)) return value.map((item) => encode(item, field))
  if (value !== null && typeof value === 'object') {
    const out: Record<string, unknown> = {}
    for (const [key, item] of Object.entries(value)) if (item !== undefined) out[key] = encode(item, key)
    return out
  }
  return value
}

/** Domain object to plain JSON values. Throws for a bigint whose field has no declared unit. */
export const toWire = <T>(value: T): Wire<T> => encode(value, '') as Wire<T>

function decode(value: unknown, field: string): unknown {
  if (typeof value === 'string') {
    const codec = BY_FIELD.get(field)
    return codec === undefined ? value : codec.parse(value)
  }
  if (Array.isArray(value)) return value.map((item) => decode(item, field))
  if (value !== null && typeof value === 'object') {
    const out: Record<string, unknown> = {}
    for (const [key, item] of Object.entries(value)) out[key] = decode(item, key)
    return out
  }
  return value
}

/** The inverse of {@link toWire} for text this program wrote; the caller names the type it wrote. */
export const fromWire = <T>(value: unknown): T => decode(value, '') as T

/** Canonical JSON: keys in insertion order of the domain object, decimals as text. */
export const toJson = (value: unknown): string => JSON.stringify(encode(value, ''))
export const fromJson = <T>(text: string): T => fromWire<T>(JSON.parse(text))
