import {
  type Candle,
  DecimalError,
  InputError,
  type InstrumentId,
  type Millis,
  millis,
  price,
  quantity,
  type Side,
  type Timeframe,
  timeframeLength,
  type Trade,
} from '../../domain/index.ts'
import { parseJson } from './guards.ts'

/** `open, high, low, close, volume` as the venue wrote them. */
export type BarTexts = readonly [open: unknown, high: unknown, low: unknown, close: unknown, volume: unknown]

export interface CandlesOf {
  readonly instrument: InstrumentId
  readonly timeframe: Timeframe
  readonly receivedTime: Millis
}

export type TradesOf = Omit<CandlesOf, 'timeframe'>

/** Reads one kind of REST reply of one venue; whatever is not as documented is an {@link InputError} that shows it. */
export class HistoryReader {
  private readonly field: string
  private readonly source: string

  /** `source` names the documented request, `GET /api/v3/klines`. */
  constructor(field: 'klines' | 'trades', source: string) {
    this.field = field
    this.source = source
  }

  wrong(value: unknown): InputError {
    const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? 'nothing')
    return new InputError({ field: this.field, value: text.slice(0, 120), remedy: `expected the reply to ${this.source}` })
  }

  parse(text: string): unknown {
    const parsed = parseJson(text)
    if (parsed === undefined) throw this.wrong(text)
    return parsed
  }

  /** A list whose every entry is a list. */
  rows(value: unknown): (readonly unknown[])[] {
    if (!Array.isArray(value)) throw this.wrong(value)
    return value.map((row: unknown) => {
      if (!Array.isArray(row)) throw this.wrong(row)
      return row as readonly unknown[]
    })
  }

  /** Of bars that are the venue's own; a bar that ends after the reply came is still forming. */
  candle(
    { instrument, timeframe, receivedTime }: CandlesOf,
    bar: { readonly openTime: number; readonly texts: BarTexts; readonly trades?: number },
  ): Candle {
    const [o, h, l, c, v] = bar.texts.map((value) => {
      if (typeof value !== 'string') throw this.wrong(bar)
      return value
    })
    const closeTime = bar.openTime + timeframeLength(timeframe)
    const numbers = this.exact(bar, () => ({
      open: price(o ?? ''),
      high: price(h ?? ''),
      low: price(l ?? ''),
      close: price(c ?? ''),
      volume: quantity(v ?? ''),
    }))
    return {
      kind: 'candle',
      instrument,
      timeframe,
      openTime: millis(bar.openTime),
      ...numbers,
      trades: bar.trades ?? 0,
      closed: closeTime <= receivedTime,
      exchangeTime: millis(Math.min(closeTime, receivedTime)),
      receivedTime,
    }
  }

  trade(
    { instrument, receivedTime }: TradesOf,
    said: {
      readonly id: unknown
      readonly price: unknown
      readonly quantity: unknown
      readonly aggressor: Side | undefined
      readonly time: number | undefined
    },
  ): Trade {
    const { id, price: p, quantity: q, aggressor, time } = said
    if (typeof id !== 'string' || id === '' || typeof p !== 'string' || typeof q !== 'string') throw this.wrong(said)
    if (aggressor === undefined || time === undefined) throw this.wrong(said)
    const numbers = this.exact(said, () => ({ price: price(p), quantity: quantity(q) }))
    return { kind: 'trade', instrument, id, ...numbers, aggressor, exchangeTime: millis(time), receivedTime }
  }

  private exact<T>(said: unknown, read: () => T): T {
    try {
      return read()
    } catch (error) {
      throw error instanceof DecimalError ? this.wrong(said) : error
    }
  }
}
