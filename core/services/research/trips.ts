import type { TripRow } from '../../contract/index.ts'
import {
  add,
  formatMoney,
  type Money,
  money,
  moneyToNumberLossy,
  notional,
  price,
  quantity,
  subtract,
  ZERO_MONEY,
} from '../../domain/index.ts'
import type { BacktestReport } from './backtest-report.ts'

interface OpenTrip {
  readonly entryTime: number
  spent: Money
  received: Money
}

/** The closed trades of a report, to the last digit; funding is due on what was held before the trades of its time. */
export function tripsOf({ trades, funding }: Pick<BacktestReport, 'trades' | 'funding'>): readonly TripRow[] {
  const payments = [...(funding?.payments ?? [])]
  const trips: TripRow[] = []
  let open: OpenTrip | undefined
  let held = 0n
  for (const { time, side, reason, ...texts } of trades) {
    while ((payments[0]?.time ?? Infinity) <= time) {
      const paid = payments.shift()
      if (open !== undefined && paid !== undefined) open.received = add(open.received, money(paid.amount))
    }
    const size = quantity(texts.quantity)
    const value = notional(price(texts.price), size)
    const fee = money(texts.fee)
    open ??= { entryTime: time, spent: ZERO_MONEY, received: ZERO_MONEY }
    if (side === 'buy') open.spent = add(open.spent, add(value, fee))
    else open.received = add(open.received, subtract(value, fee))
    held = side === 'buy' ? held + size : held - size
    if (held !== 0n) continue
    const profit = subtract(open.received, open.spent)
    trips.push({
      entryTime: open.entryTime,
      exitTime: time,
      profit: formatMoney(profit),
      return: moneyToNumberLossy(profit) / moneyToNumberLossy(open.spent),
      exit: reason,
    })
    open = undefined
  }
  return trips
}
