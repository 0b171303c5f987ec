import { ApiError, refuse } from '../exchange/api-error.ts'
import { readOrder } from '../exchange/order-input.ts'
import { cancelledListAnswer } from '../exchange/order-list.ts'
import { cancelledAnswer, isOpen, type OrderRecord, orderRow, placedAnswer, tradeRow } from '../exchange/order-record.ts'
import { amountText } from '../exchange/symbol.ts'
import { marketOf } from './exchange.ts'
import { accountOf, type RouteCall, type Routes, weighing } from './route.ts'

const marketFor = (call: RouteCall) => marketOf(call.exchange, call.parameters.mandatory('symbol'))

function place(call: RouteCall): unknown {
  const account = accountOf(call)
  const market = marketFor(call)
  const input = readOrder(call.parameters)
  const order = call.exchange.desk.place(account, market, input)
  return placedAnswer(order, input.detail)
}

function test(call: RouteCall): unknown {
  call.exchange.desk.check(accountOf(call), marketFor(call), [readOrder(call.parameters)])
  return {}
}

/** By orderId or origClientOrderId; the newest of several with one client id. */
function find(call: RouteCall): OrderRecord | undefined {
  const market = marketFor(call)
  const id = call.parameters.integer('orderId')
  const clientId = call.parameters.text('origClientOrderId')
  if (id === undefined && clientId === undefined)
    throw new ApiError(-1102, "Param 'origClientOrderId' or 'orderId' must be sent, but both were empty/null!")
  const known = id === undefined ? undefined : call.exchange.desk.orders.get(id)
  const candidates =
    id === undefined ? call.exchange.desk.ordersOf(accountOf(call), market.spec.symbol) : known === undefined ? [] : [known]
  return candidates
    .filter((order) => order.account === accountOf(call) && order.spec === market.spec)
    .findLast(
      (order) => (id === undefined || order.orderId === id) && (clientId === undefined || order.clientOrderId === clientId),
    )
}

function cancel(call: RouteCall): unknown {
  const order = find(call)
  if (order === undefined) throw refuse.cancelRejected()
  const cancelId = call.parameters.clientOrderId('newClientOrderId') ?? `cancel${String(order.orderId)}`
  call.exchange.desk.cancel(order, marketFor(call), cancelId)
  return cancelAnswer(call, order, cancelId)
}

/** The cancel of one of a list's orders cancels the list, and is answered so. */
function cancelAnswer({ exchange }: RouteCall, order: OrderRecord, cancelId: string): unknown {
  const list = exchange.desk.lists.get(order.listId)
  return list === undefined ? cancelledAnswer(order, cancelId) : cancelledListAnswer(list, cancelId)
}

function cancelAll(call: RouteCall): unknown {
  const market = marketFor(call)
  const open = call.exchange.desk.openOrders(accountOf(call), market.spec.symbol)
  if (open.length === 0) throw refuse.cancelRejected()
  return open.flatMap((order) => {
    // The other one of a list took it along.
    if (!isOpen(order)) return []
    const cancelId = `cancel${String(order.orderId)}`
    call.exchange.desk.cancel(order, market, cancelId)
    return [cancelAnswer(call, order, cancelId)]
  })
}

function query(call: RouteCall): unknown {
  const order = find(call)
  if (order === undefined) throw refuse.noSuchOrder()
  return orderRow(order)
}

function openOrders(call: RouteCall): unknown {
  const symbol = call.parameters.text('symbol')
  const market = symbol === undefined ? undefined : marketOf(call.exchange, symbol)
  return call.exchange.desk.openOrders(accountOf(call), market?.spec.symbol).map(orderRow)
}

/** From an id onwards, or within times, or the newest. */
function window<T>(call: RouteCall, rows: T[], of: { id: (row: T) => number; time: (row: T) => number }, idName: string): T[] {
  const { parameters } = call
  const limit = parameters.limit(500, 1000)
  const fromId = parameters.integer(idName)
  const from = parameters.integer('startTime') ?? 0
  const to = parameters.integer('endTime') ?? Number.POSITIVE_INFINITY
  const matching = rows.filter((row) => of.id(row) >= (fromId ?? 0) && of.time(row) >= from && of.time(row) <= to)
  return fromId === undefined && from === 0 ? matching.slice(-limit) : matching.slice(0, limit)
}

function allOrders(call: RouteCall): unknown {
  const orders = call.exchange.desk.ordersOf(accountOf(call), marketFor(call).spec.symbol)
  return window(call, orders, { id: (order) => order.orderId, time: (order) => order.time }, 'orderId').map(orderRow)
}

function myTrades(call: RouteCall): unknown {
  const account = accountOf(call)
  const { symbol } = marketFor(call).spec
  const orderId = call.parameters.integer('orderId')
  const trades = call.exchange.desk.trades.filter(
    ({ order }) =>
      order.account === account && order.spec.symbol === symbol && (orderId === undefined || order.orderId === orderId),
  )
  return window(call, trades, { id: (trade) => trade.id, time: (trade) => trade.time }, 'fromId').map(tradeRow)
}

function account(call: RouteCall): unknown {
  const owner = accountOf(call)
  const withoutZero = call.parameters.text('omitZeroBalances') === 'true'
  const balances = [...owner.balances]
    .filter(([, balance]) => !withoutZero || balance.free + balance.locked > 0n)
    .map(([asset, { free, locked }]) => ({ asset, free: amountText(free), locked: amountText(locked) }))
  return {
    makerCommission: 10,
    takerCommission: 10,
    buyerCommission: 0,
    sellerCommission: 0,
    commissionRates: { maker: '0.00100000', taker: '0.00100000', buyer: '0.00000000', seller: '0.00000000' },
    canTrade: owner.canTrade,
    canWithdraw: owner.canWithdraw,
    canDeposit: true,
    brokered: false,
    requireSelfTradePrevention: false,
    preventSor: true,
    updateTime: owner.updatedAt,
    accountType: 'SPOT',
    balances,
    permissions: ['SPOT'],
    uid: owner.uid,
  }
}

function apiRestrictions(call: RouteCall): unknown {
  const owner = accountOf(call)
  const until = owner.config.permissions?.tradingUntil
  return {
    ipRestrict: owner.addresses !== 'any',
    createTime: 1_700_000_000_000,
    enableReading: true,
    enableSpotAndMarginTrading: owner.canTrade,
    enableWithdrawals: owner.canWithdraw,
    enableInternalTransfer: false,
    enableMargin: false,
    enableFutures: false,
    permitsUniversalTransfer: false,
    enableVanillaOptions: false,
    enablePortfolioMarginTrading: false,
    enableFixApiTrade: false,
    enableFixReadOnly: false,
    ...(until === undefined ? {} : { tradingAuthorityExpirationTime: until }),
  }
}

function coins(call: RouteCall): unknown {
  const owner = accountOf(call)
  const assets = new Set(['USDT', ...[...call.exchange.markets.values()].map((market) => market.spec.base)])
  return [...assets].map((coin) => ({
    coin,
    name: coin,
    depositAllEnable: false,
    withdrawAllEnable: false,
    free: amountText(owner.of(coin).free),
    freeze: '0',
    locked: amountText(owner.of(coin).locked),
    ipoable: '0',
    ipoing: '0',
    storage: '0',
    withdrawing: '0',
    isLegalMoney: false,
    trading: true,
    networkList: [],
  }))
}

function commission(call: RouteCall): unknown {
  const rates = { maker: '0.00100000', taker: '0.00100000', buyer: '0.00000000', seller: '0.00000000' }
  const none = { maker: '0.00000000', taker: '0.00000000', buyer: '0.00000000', seller: '0.00000000' }
  const discount = { enabledForAccount: false, enabledForSymbol: false, discountAsset: 'BNB', discount: '0.00000000' }
  return {
    symbol: marketFor(call).spec.symbol,
    standardCommission: rates,
    specialCommission: none,
    taxCommission: none,
    discount,
  }
}

function tradeFees(call: RouteCall): unknown {
  const one = call.parameters.text('symbol')
  const markets = one === undefined ? [...call.exchange.markets.values()] : [marketOf(call.exchange, one)]
  return markets.map(({ spec }) => ({ symbol: spec.symbol, makerCommission: '0.001', takerCommission: '0.001' }))
}

export const ACCOUNT_ROUTES: Routes = {
  'POST /api/v3/order': { security: 'trade', weight: weighing(1), countsAsOrders: 1, handle: place },
  'POST /api/v3/order/test': { security: 'trade', weight: weighing(1), handle: test },
  'GET /api/v3/order': { security: 'signed', weight: weighing(4), handle: query },
  'DELETE /api/v3/order': { security: 'trade', weight: weighing(1), handle: cancel },
  'GET /api/v3/openOrders': {
    security: 'signed',
    weight: (parameters) => (parameters.text('symbol') === undefined ? 80 : 6),
    handle: openOrders,
  },
  'DELETE /api/v3/openOrders': { security: 'trade', weight: weighing(1), handle: cancelAll },
  'GET /api/v3/allOrders': { security: 'signed', weight: weighing(20), handle: allOrders },
  'GET /api/v3/myTrades': { security: 'signed', weight: weighing(20), handle: myTrades },
  'GET /api/v3/account': { security: 'signed', weight: weighing(20), handle: account },
  'GET /api/v3/account/commission': { security: 'signed', weight: weighing(20), handle: commission },
  'GET /sapi/v1/account/apiRestrictions': { security: 'signed', weight: weighing(1), handle: apiRestrictions },
  'GET /sapi/v1/asset/tradeFee': { security: 'signed', weight: weighing(1), handle: tradeFees },
  'GET /sapi/v1/capital/config/getall': { security: 'signed', weight: weighing(10), handle: coins },
}
