import {
  add,
  assetsOf,
  formatMoney,
  formatQuantity,
  type Quantity,
  splitInstrumentId,
  toWire,
  type Wire,
} from '../../../domain/index.ts'
import { type AccountRecord, historyOf } from '../../../journal/index.ts'
import { accountPerformance, breakdownOf, downsample, type Performance, type Slice } from '../../../performance/index.ts'
import { type Balance, type Booking, type PortfolioTotals, type PriceOf, totalsOf } from '../../../portfolio/index.ts'

/** Points of the printed equity curve at most. */
const POINTS = 500

/** Decimals as text, every digit; times epoch ms; ratios as numbers, null where nothing can be said. */
export interface PortfolioReport {
  readonly environment: string
  readonly openedAt: number
  /** When the newest row of the journal was written: what ages count from. */
  readonly at: number
  readonly account: Wire<AccountRecord['portfolio']>
  readonly positions: Wire<AccountRecord['positions']>
  readonly totals: TotalsReport
  readonly performance: Wire<Performance>
  readonly byStrategy: Wire<readonly Slice[]>
  readonly bySymbol: Wire<readonly Slice[]>
  readonly byDay: Wire<readonly Slice[]>
  /** [epoch ms, equity to double precision], at most 500 points. */
  readonly equity: readonly (readonly [number, number])[]
  /** Fees in assets that were never bought here: they are in no figure. */
  readonly unbookedFees: readonly { readonly asset: string; readonly quantity: string }[]
}

interface BalanceReport {
  readonly exchange: string
  readonly what: string
  readonly currency: string
  readonly amount: string | null
}

export interface TotalsReport {
  readonly currency: string
  /** Null where nothing could be converted. */
  readonly total: string | null
  readonly byExchange: readonly { readonly exchange: string; readonly total: string }[]
  /** `age` of the oldest price in it, ms. */
  readonly converted: readonly (BalanceReport & { readonly total: string; readonly age: number })[]
  readonly unconverted: readonly (BalanceReport & { readonly problem: string })[]
}

const ACCOUNT = 'account'

const balanceReport = ({ exchange, what, currency, amount }: Balance): BalanceReport => ({
  exchange: exchange ?? ACCOUNT,
  what,
  currency,
  amount: amount === undefined ? null : formatMoney(amount),
})

const totalsReport = ({ currency, total, byExchange, converted, unconverted }: PortfolioTotals): TotalsReport => ({
  currency,
  total: total === undefined ? null : formatMoney(total),
  byExchange: [...byExchange].map(([exchange, sum]) => ({ exchange: exchange || ACCOUNT, total: formatMoney(sum) })),
  converted: converted.map((each) => ({ ...balanceReport(each), total: formatMoney(each.value), age: each.age })),
  unconverted: unconverted.map((each) => ({ ...balanceReport(each), problem: each.problem })),
})

/** The cash of the account and what each venue holds of it, at the marks on record. */
function balancesOf({ currency, portfolio, positions }: AccountRecord): readonly Balance[] {
  const held = positions.filter(({ quantity }) => quantity > 0n)
  return [
    { what: 'cash', currency, amount: portfolio.cash },
    ...held.map(({ instrument, marketValue, markedAt }) => {
      const { base, quote } = assetsOf(instrument)
      return {
        exchange: splitInstrumentId(instrument).exchange,
        what: base,
        currency: quote,
        ...(marketValue === undefined ? {} : { amount: marketValue }),
        ...(markedAt === undefined ? {} : { pricedAt: markedAt }),
      }
    }),
  ]
}

function unbookedFees(bookings: readonly Booking[]): PortfolioReport['unbookedFees'] {
  const sums = new Map<string, Quantity>()
  for (const { unbooked } of bookings) {
    if (unbooked === undefined) continue
    const sum = sums.get(unbooked.asset)
    sums.set(unbooked.asset, sum === undefined ? unbooked.quantity : add(sum, unbooked.quantity))
  }
  return [...sums].map(([asset, quantity]) => ({ asset, quantity: formatQuantity(quantity) }))
}

export function portfolioReport(
  record: AccountRecord,
  currency: string = record.currency,
  priceOf: PriceOf = record.prices.priceOf,
): PortfolioReport {
  const history = historyOf(record)
  const shown = downsample(
    {
      times: Float64Array.from(history.samples, ({ at }) => at),
      equity: Float64Array.from(history.samples, ({ equity }) => equity),
    },
    POINTS,
  )
  return {
    environment: record.environment,
    openedAt: record.openedAt,
    at: record.lastAt,
    account: toWire(record.portfolio),
    positions: toWire(record.positions),
    totals: totalsReport(totalsOf(balancesOf(record), currency, record.lastAt, priceOf)),
    performance: toWire(accountPerformance(history)),
    byStrategy: toWire(breakdownOf(history, 'strategy')),
    bySymbol: toWire(breakdownOf(history, 'symbol')),
    byDay: toWire(breakdownOf(history, 'day')),
    equity: Array.from(shown.times, (time, index) => [time, shown.equity[index] ?? 0] as const),
    unbookedFees: unbookedFees(history.bookings),
  }
}
