import { z } from 'zod'
import {
  clientOrderId,
  DecimalError,
  fillId,
  type InstrumentId,
  type Instrument,
  millis,
  money,
  price,
  quantity,
  venueOrderId,
  ZERO_PRICE,
} from '../../../domain/index.ts'
import type { AssetBalance, KeyPermissions, VenueOrder, VenueTrade } from '../../../ports/index.ts'

/** ccxt hands long whole numbers on as text. */
const whole = z.union([z.number(), z.string()]).transform(String)
const time = z.union([z.number(), z.string()]).transform((value) => millis(Number(value)))
const side = z.enum(['BUY', 'SELL']).transform((text) => (text === 'BUY' ? 'buy' : 'sell'))

const STATES: Readonly<Record<string, VenueOrder['state']>> = {
  NEW: 'working',
  PENDING_NEW: 'working',
  PARTIALLY_FILLED: 'working',
  PENDING_CANCEL: 'working',
  FILLED: 'filled',
  CANCELED: 'cancelled',
  REJECTED: 'rejected',
  EXPIRED: 'expired',
  EXPIRED_IN_MATCH: 'expired',
}
const state = z.string().transform((text, context) => {
  const known = Object.hasOwn(STATES, text) ? STATES[text] : undefined
  if (known !== undefined) return known
  context.addIssue({ code: 'custom', message: `unknown status ${text}` })
  return z.NEVER
})

const orderRow = z.object({
  symbol: z.string(),
  orderId: whole,
  clientOrderId: z.string(),
  origClientOrderId: z.string().optional(),
  price: z.string(),
  origQty: z.string(),
  executedQty: z.string(),
  status: state,
  type: z.string(),
  side,
  stopPrice: z.string().optional(),
  updateTime: time.optional(),
  transactTime: time.optional(),
})

const placedFill = z.object({
  price: z.string(),
  qty: z.string(),
  commission: z.string(),
  commissionAsset: z.string(),
  tradeId: whole,
})
const orderList = z.object({ orderReports: z.array(orderRow) })
const placed = orderRow.extend({ fills: z.array(placedFill).default([]) })

const tradeRow = z.object({
  symbol: z.string(),
  id: whole,
  orderId: whole,
  price: z.string(),
  qty: z.string(),
  commission: z.string(),
  commissionAsset: z.string(),
  time,
  isBuyer: z.boolean(),
  isMaker: z.boolean(),
})

const executionReport = z.object({
  e: z.literal('executionReport'),
  s: z.string(),
  c: z.string(),
  C: z.string(),
  S: side,
  o: z.string(),
  q: z.string(),
  p: z.string(),
  P: z.string(),
  x: z.string(),
  X: state,
  i: whole,
  l: z.string(),
  z: z.string(),
  L: z.string(),
  n: z.string().nullable(),
  N: z.string().nullable(),
  T: time,
  t: whole,
  m: z.boolean(),
})

const account = z.object({ balances: z.array(z.object({ asset: z.string(), free: z.string(), locked: z.string() })) })
const restrictions = z.object({
  ipRestrict: z.boolean(),
  enableReading: z.boolean(),
  enableSpotAndMarginTrading: z.boolean(),
  // An answer that does not say so could hide it.
  enableWithdrawals: z.boolean(),
  enableInternalTransfer: z.boolean(),
  permitsUniversalTransfer: z.boolean(),
  tradingAuthorityExpirationTime: time.optional(),
})

export interface Execution {
  readonly order: VenueOrder
  /** Absent unless the event is a trade. */
  readonly trade: VenueTrade | undefined
}

/** Binance's spot texts as exact facts. Every reader returns undefined for a text that is not what it should be. */
export class BinanceWire {
  readonly #instruments: ReadonlyMap<string, InstrumentId>

  constructor(instruments: readonly Instrument[]) {
    this.#instruments = new Map(instruments.map(({ venueSymbol, id }) => [venueSymbol, id]))
  }

  order(text: string): VenueOrder | undefined {
    return reading(() => this.#order(orderRow.parse(JSON.parse(text))))
  }

  orders(text: string): readonly VenueOrder[] | undefined {
    return reading(() =>
      z
        .array(orderRow)
        .parse(JSON.parse(text))
        .map((row) => this.#order(row)),
    )
  }

  /** The orders of a list, from the answer to its placing or to a cancel. */
  listOrders(text: string): readonly VenueOrder[] | undefined {
    return reading(() => orderList.parse(JSON.parse(text)).orderReports.map((row) => this.#order(row)))
  }

  /** The answer to a new order with the fills it met at once. */
  placed(text: string): { readonly order: VenueOrder; readonly trades: readonly VenueTrade[] } | undefined {
    return reading(() => {
      const row = placed.parse(JSON.parse(text))
      const order = this.#order(row)
      const trades = row.fills.map((fill): VenueTrade => {
        const { commission, commissionAsset, tradeId } = fill
        // What fills at once took what was there.
        const facts = { ...fill, symbol: row.symbol, id: tradeId, orderId: row.orderId, commission, commissionAsset }
        return {
          ...this.#trade({ ...facts, time: order.updatedAt, isBuyer: row.side === 'buy', isMaker: false }),
          clientOrderId: order.clientOrderId,
        }
      })
      return { order, trades }
    })
  }

  trades(text: string): readonly VenueTrade[] | undefined {
    return reading(() =>
      z
        .array(tradeRow)
        .parse(JSON.parse(text))
        .map((row) => this.#trade(row)),
    )
  }

  execution(event: unknown): Execution | undefined {
    return reading(() => {
      const report = executionReport.parse(event)
      // A cancel is an execution under its own id; the order's is then the original one.
      const id = clientOrderId(report.C === '' ? report.c : report.C)
      const limit = price(report.p)
      const stop = price(report.P)
      const order: VenueOrder = {
        instrument: this.#instruments.get(report.s),
        venueSymbol: report.s,
        clientOrderId: id,
        venueOrderId: venueOrderId(report.i),
        side: report.S,
        kind: report.o,
        quantity: quantity(report.q),
        filled: quantity(report.z),
        ...(limit === ZERO_PRICE ? {} : { limitPrice: limit }),
        ...(stop === ZERO_PRICE ? {} : { stopPrice: stop }),
        state: report.X,
        updatedAt: report.T,
      }
      if (report.x !== 'TRADE') return { order, trade: undefined }
      const trade = this.#trade({
        symbol: report.s,
        id: report.t,
        orderId: report.i,
        price: report.L,
        qty: report.l,
        commission: report.n ?? '0',
        commissionAsset: report.N ?? '',
        time: report.T,
        isBuyer: report.S === 'buy',
        isMaker: report.m,
      })
      return { order, trade: { ...trade, clientOrderId: id } }
    })
  }

  balances(text: string): readonly AssetBalance[] | undefined {
    return reading(() =>
      account
        .parse(JSON.parse(text))
        .balances.map(({ asset, free, locked }) => ({ asset, free: money(free), locked: money(locked) })),
    )
  }

  permissions(text: string): KeyPermissions | undefined {
    return reading(() => {
      const row = restrictions.parse(JSON.parse(text))
      const until = row.tradingAuthorityExpirationTime
      return {
        canRead: row.enableReading,
        canTrade: row.enableSpotAndMarginTrading,
        canWithdraw: row.enableWithdrawals,
        canTransfer: row.enableInternalTransfer || row.permitsUniversalTransfer,
        ipRestricted: row.ipRestrict,
        ...(until === undefined ? {} : { tradingUntil: until }),
      }
    })
  }

  #order(row: z.infer<typeof orderRow>): VenueOrder {
    const limit = price(row.price)
    const stop = price(row.stopPrice ?? '0')
    return {
      instrument: this.#instruments.get(row.symbol),
      venueSymbol: row.symbol,
      clientOrderId: clientOrderId(row.origClientOrderId ?? row.clientOrderId),
      venueOrderId: venueOrderId(row.orderId),
      side: row.side,
      kind: row.type,
      quantity: quantity(row.origQty),
      filled: quantity(row.executedQty),
      ...(limit === ZERO_PRICE ? {} : { limitPrice: limit }),
      ...(stop === ZERO_PRICE ? {} : { stopPrice: stop }),
      state: row.status,
      updatedAt: row.updateTime ?? row.transactTime ?? millis(0),
    }
  }

  #trade(row: z.infer<typeof tradeRow>): VenueTrade {
    return {
      fillId: tradeFillId(row.symbol, row.id),
      instrument: this.#instruments.get(row.symbol),
      venueSymbol: row.symbol,
      venueOrderId: venueOrderId(row.orderId),
      side: row.isBuyer ? 'buy' : 'sell',
      price: price(row.price),
      quantity: quantity(row.qty),
      feeAsset: row.commissionAsset,
      feeAmount: money(row.commission),
      liquidity: row.isMaker ? 'maker' : 'taker',
      at: row.time,
    }
  }
}

/** Trade ids count per market. */
const tradeFillId = (symbol: string, id: string) => fillId(`binance:${symbol}:${id}`)
/** The venue's number after the one that a fill id is made of. */
export const followingTrade = (id: string): string => String(BigInt(id.slice(id.lastIndexOf(':') + 1)) + 1n)

function reading<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof z.ZodError || error instanceof DecimalError) return undefined
    throw error
  }
}
