import { add, type ExchangeId, exchanged, type Millis, type Money, ZERO_MONEY } from '../domain/index.ts'
import type { PriceOf } from './prices.ts'

/** An amount of one currency or asset, and where it is. */
export interface Balance {
  /** Absent for what belongs to no venue alone, such as the cash of a paper account. */
  readonly exchange?: ExchangeId
  readonly what: string
  readonly currency: string
  /** Absent where it is not known, such as the value of a position without a price. */
  readonly amount?: Money
  /** Of the price in `amount`, where there is one in it. */
  readonly pricedAt?: Millis
}

export interface ConvertedBalance extends Balance {
  readonly amount: Money
  readonly value: Money
  /** Of the oldest price that the value rests on, ms; zero for an amount of the reporting currency itself. */
  readonly age: number
}

export interface UnconvertedBalance extends Balance {
  readonly problem: string
}

/** In the reporting currency. */
export interface PortfolioTotals {
  readonly currency: string
  readonly at: Millis
  /** Absent where there are balances and none could be converted. */
  readonly total?: Money
  /** Where each balance is; what belongs to no venue alone is under ''. */
  readonly byExchange: ReadonlyMap<string, Money>
  readonly converted: readonly ConvertedBalance[]
  /** In no total: nobody can say what it is worth. */
  readonly unconverted: readonly UnconvertedBalance[]
}

/** Balances of several venues and currencies in one currency. Each conversion is rounded half-even at 24 decimals. */
export function totalsOf(balances: readonly Balance[], currency: string, at: Millis, priceOf: PriceOf): PortfolioTotals {
  const converted: ConvertedBalance[] = []
  const unconverted: UnconvertedBalance[] = []
  const byExchange = new Map<string, Money>()
  let total: Money = ZERO_MONEY
  for (const balance of balances) {
    const { amount } = balance
    const rate = priceOf(balance.currency, currency, at)
    if (amount === undefined || rate === undefined) {
      const problem =
        amount === undefined
          ? `no price of ${balance.what} in ${balance.currency} is known`
          : `no price of ${balance.currency} in ${currency} is known`
      unconverted.push({ ...balance, problem })
      continue
    }
    const value = balance.currency === currency ? amount : exchanged(amount, rate.price)
    const oldest = Math.min(rate.at, balance.pricedAt ?? at)
    converted.push({ ...balance, amount, value, age: at - oldest })
    total = add(total, value)
    const exchange = balance.exchange ?? ''
    byExchange.set(exchange, add(byExchange.get(exchange) ?? ZERO_MONEY, value))
  }
  const known = converted.length > 0 || unconverted.length === 0
  return { currency, at, ...(known ? { total } : {}), byExchange, converted, unconverted }
}
