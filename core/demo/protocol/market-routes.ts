import { refuse } from '../exchange/api-error.ts'
import type { Parameters } from '../exchange/parameters.ts'
import { priceText, quantityText, symbolInfo, amountText } from '../exchange/symbol.ts'
import { notional, type Price } from '../../domain/index.ts'
import { isInterval } from '../market/intervals.ts'
import type { Market } from '../market/market.ts'
import { dayTickerRow, klineRow, touch } from '../market/statistics.ts'
import type { AggregateTrade, PublicTrade } from '../market/tape.ts'
import { marketOf } from './exchange.ts'
import { type RouteCall, type Routes, weighing } from './route.ts'

const symbolOf = (call: RouteCall): Market => marketOf(call.exchange, call.parameters.mandatory('symbol'))

function symbolList(text: string): string[] {
  try {
    const parsed: unknown = JSON.parse(text)
    if (Array.isArray(parsed) && parsed.every((item) => typeof item === 'string')) return parsed
  } catch {
    throw refuse.illegalCharacters('symbols', '^\\[("[A-Z0-9-_.]{1,20}"(,"[A-Z0-9-_.]{1,20}"){0,}){0,1}\\]$')
  }
  throw refuse.invalidParameter('symbols')
}

/** One row for `symbol`, rows for `symbols`, all rows for neither. */
function perSymbol(call: RouteCall, row: (market: Market) => unknown): unknown {
  const one = call.parameters.text('symbol')
  const several = call.parameters.text('symbols')
  if (one !== undefined && several !== undefined) throw refuse.parameterCombination()
  if (one !== undefined) return row(marketOf(call.exchange, one))
  if (several !== undefined) return symbolList(several).map((symbol) => row(marketOf(call.exchange, symbol)))
  return [...call.exchange.markets.values()].map(row)
}

const tradeRow = (trade: PublicTrade): unknown => ({
  id: trade.id,
  price: priceText(trade.price),
  qty: quantityText(trade.quantity),
  quoteQty: amountText(notional(trade.price, trade.quantity)),
  time: trade.time,
  isBuyerMaker: trade.buyerIsMaker,
  isBestMatch: true,
})

const aggregateRow = (trade: AggregateTrade): unknown => ({
  a: trade.id,
  p: priceText(trade.price),
  q: quantityText(trade.quantity),
  f: trade.firstTradeId,
  l: trade.lastTradeId,
  T: trade.time,
  m: trade.buyerIsMaker,
  M: true,
})

function exchangeInfo(call: RouteCall): unknown {
  const rows = perSymbol(call, (market) => symbolInfo(market.spec))
  return {
    timezone: 'UTC',
    serverTime: call.now,
    rateLimits: call.exchange.limits.describe(),
    exchangeFilters: [],
    symbols: Array.isArray(rows) ? rows : [rows],
  }
}

function klines(call: RouteCall): unknown {
  const market = symbolOf(call)
  const interval = call.parameters.mandatory('interval')
  if (!isInterval(interval)) throw refuse.invalidInterval()
  const range = {
    from: call.parameters.integer('startTime'),
    to: call.parameters.integer('endTime'),
    limit: call.parameters.limit(500, 1000),
  }
  return market.bars(interval, range, call.now).map((bar) => klineRow(market, interval, bar))
}

function aggregates(call: RouteCall): unknown {
  const { parameters } = call
  const all = symbolOf(call).tape.aggregates
  const limit = parameters.limit(500, 1000)
  const fromId = parameters.integer('fromId')
  const from = parameters.integer('startTime')
  const to = parameters.integer('endTime') ?? Number.POSITIVE_INFINITY
  if (fromId === undefined && from === undefined)
    return all
      .filter((trade) => trade.time <= to)
      .slice(-limit)
      .map(aggregateRow)
  return all
    .filter((trade) => trade.id >= (fromId ?? 0) && trade.time >= (from ?? 0) && trade.time <= to)
    .slice(0, limit)
    .map(aggregateRow)
}

function trades(call: RouteCall): unknown {
  const all = symbolOf(call).tape.trades
  const limit = call.parameters.limit(500, 1000)
  const fromId = call.parameters.integer('fromId')
  return (fromId === undefined ? all.slice(-limit) : all.filter((trade) => trade.id >= fromId).slice(0, limit)).map(tradeRow)
}

function averagePrice(call: RouteCall): unknown {
  const market = symbolOf(call)
  const recent = market.tape.trades.filter((trade) => trade.time > call.now - 300_000)
  let amount = 0n
  let size = 0n
  for (const trade of recent) {
    amount += notional(trade.price, trade.quantity)
    size += trade.quantity
  }
  const price = size === 0n ? (market.lastPrice ?? (0n as Price)) : ((amount / size) as Price)
  const text = priceText(((price / 10_000n) * 10_000n) as Price)
  return { mins: 5, price: text, closeTime: recent.at(-1)?.time ?? call.now }
}

const depthWeight = (parameters: Parameters): number => {
  const limit = parameters.integer('limit') ?? 100
  return limit <= 100 ? 5 : limit <= 500 ? 25 : limit <= 1000 ? 50 : 250
}

const lastPrice = (market: Market): unknown => ({
  symbol: market.spec.symbol,
  price: priceText(market.lastPrice ?? (0n as Price)),
})

function bookTicker(market: Market): unknown {
  const best = touch(market)
  return { symbol: market.spec.symbol, bidPrice: best.bid, bidQty: best.bidSize, askPrice: best.ask, askQty: best.askSize }
}

export const MARKET_ROUTES: Routes = {
  'GET /api/v3/ping': { security: 'public', weight: weighing(1), handle: () => ({}) },
  'GET /api/v3/time': { security: 'public', weight: weighing(1), handle: (call) => ({ serverTime: call.now }) },
  'GET /api/v3/exchangeInfo': { security: 'public', weight: weighing(20), handle: exchangeInfo },
  'GET /api/v3/depth': {
    security: 'public',
    weight: depthWeight,
    handle: (call) => symbolOf(call).depth(call.parameters.limit(100, 5000)),
  },
  'GET /api/v3/klines': { security: 'public', weight: weighing(2), handle: klines },
  'GET /api/v3/uiKlines': { security: 'public', weight: weighing(2), handle: klines },
  'GET /api/v3/trades': { security: 'public', weight: weighing(25), handle: trades },
  'GET /api/v3/historicalTrades': { security: 'public', weight: weighing(25), handle: trades },
  'GET /api/v3/aggTrades': { security: 'public', weight: weighing(4), handle: aggregates },
  'GET /api/v3/avgPrice': { security: 'public', weight: weighing(2), handle: averagePrice },
  'GET /api/v3/ticker/24hr': {
    security: 'public',
    weight: (parameters) => (parameters.text('symbol') === undefined ? 80 : 2),
    handle: (call) => perSymbol(call, (market) => dayTickerRow(market, call.now)),
  },
  'GET /api/v3/ticker/price': { security: 'public', weight: weighing(4), handle: (call) => perSymbol(call, lastPrice) },
  'GET /api/v3/ticker/bookTicker': { security: 'public', weight: weighing(4), handle: (call) => perSymbol(call, bookTicker) },
  'GET /demo/about': { security: 'public', weight: weighing(0), handle: (call) => call.exchange.about },
}
