import type { Brand } from './brand.ts'

export type ExchangeId = Brand<string, 'exchange'>
/** `exchange:BASE/QUOTE`, unique across venues. */
export type InstrumentId = Brand<string, 'instrument'>
export type StrategyId = Brand<string, 'strategy'>
export type SignalId = Brand<string, 'signal'>
export type OrderId = Brand<string, 'order'>
/** Sent to the venue with the order and unique for ever; the key of every later query. */
export type ClientOrderId = Brand<string, 'client-order'>
export type VenueOrderId = Brand<string, 'venue-order'>
export type FillId = Brand<string, 'fill'>
/** Of an order that the engine places slice by slice. */
export type ScheduleId = Brand<string, 'schedule'>
export type CommandId = Brand<string, 'command'>
/** Position of a row in the journal, from 1. */
export type Sequence = Brand<number, 'sequence'>

export const exchangeId = (text: string): ExchangeId => text as ExchangeId
export const strategyId = (text: string): StrategyId => text as StrategyId
export const signalId = (text: string): SignalId => text as SignalId
export const orderId = (text: string): OrderId => text as OrderId
export const clientOrderId = (text: string): ClientOrderId => text as ClientOrderId
export const venueOrderId = (text: string): VenueOrderId => text as VenueOrderId
export const fillId = (text: string): FillId => text as FillId
export const scheduleId = (text: string): ScheduleId => text as ScheduleId
export const commandId = (text: string): CommandId => text as CommandId
export const sequence = (value: number): Sequence => value as Sequence

/** Whether research found it: such a strategy is named after its rules, see `ruleId`. */
export const isFoundStrategy = (id: StrategyId): boolean => /^rule-[0-9a-f]{16}$/.test(id)

export const instrumentId = (exchange: ExchangeId, symbol: string): InstrumentId => `${exchange}:${symbol}` as InstrumentId

export function splitInstrumentId(id: InstrumentId): { readonly exchange: ExchangeId; readonly symbol: string } {
  const colon = id.indexOf(':')
  return { exchange: exchangeId(id.slice(0, colon)), symbol: id.slice(colon + 1) }
}

/** What is bought and what it is paid with: of `binance:BTC/USDT` BTC and USDT; what settles a perpetual market, after a colon, is left out. */
export function assetsOf(id: InstrumentId): { readonly base: string; readonly quote: string } {
  const [base = '', rest = ''] = splitInstrumentId(id).symbol.split('/')
  return { base, quote: rest.split(':')[0] ?? '' }
}
