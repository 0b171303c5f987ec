import { ApiError, refuse } from '../exchange/api-error.ts'
import { cancelledListAnswer, isActive, listRow, type OrderListRecord, placedListAnswer } from '../exchange/order-list.ts'
import { readOrderList } from '../exchange/order-list-input.ts'
import { isOpen } from '../exchange/order-record.ts'
import { marketOf } from './exchange.ts'
import { accountOf, type RouteCall, type Routes, weighing } from './route.ts'

function placePair(call: RouteCall): unknown {
  const market = marketOf(call.exchange, call.parameters.mandatory('symbol'))
  const input = readOrderList(call.parameters)
  return placedListAnswer(call.exchange.desk.placeList(accountOf(call), market, input), input.detail)
}

/** By orderListId, or by the list's client id under the name that the request has for it; the newest of several. */
function find(call: RouteCall, clientIdName: string): OrderListRecord | undefined {
  const id = call.parameters.integer('orderListId')
  const clientId = call.parameters.text(clientIdName)
  if (id === undefined && clientId === undefined)
    throw new ApiError(-1102, `Param '${clientIdName}' or 'orderListId' must be sent, but both were empty/null!`)
  return call.exchange.desk
    .listsOf(accountOf(call))
    .findLast((list) => (id === undefined ? list.listClientOrderId === clientId : list.orderListId === id))
}

function query(call: RouteCall): unknown {
  const list = find(call, 'origClientOrderId')
  if (list === undefined) throw refuse.noSuchList()
  return listRow(list)
}

function cancelPair(call: RouteCall): unknown {
  const market = marketOf(call.exchange, call.parameters.mandatory('symbol'))
  const list = find(call, 'listClientOrderId')
  const order = list?.spec === market.spec ? list.orders.find(isOpen) : undefined
  if (list === undefined || order === undefined) throw refuse.cancelRejected('Unknown order list sent.')
  const cancelId = call.parameters.clientOrderId('newClientOrderId') ?? `cancel${String(order.orderId)}`
  call.exchange.desk.cancel(order, market, cancelId)
  return cancelledListAnswer(list, cancelId)
}

const openLists = (call: RouteCall): unknown => call.exchange.desk.listsOf(accountOf(call)).filter(isActive).map(listRow)

function allLists(call: RouteCall): unknown {
  const from = call.parameters.integer('fromId') ?? 0
  const lists = call.exchange.desk.listsOf(accountOf(call)).filter(({ orderListId }) => orderListId >= from)
  return lists.slice(-call.parameters.limit(500, 1000)).map(listRow)
}

export const ORDER_LIST_ROUTES: Routes = {
  'POST /api/v3/orderList/oco': { security: 'trade', weight: weighing(1), countsAsOrders: 2, handle: placePair },
  'DELETE /api/v3/orderList': { security: 'trade', weight: weighing(1), handle: cancelPair },
  'GET /api/v3/orderList': { security: 'signed', weight: weighing(4), handle: query },
  'GET /api/v3/openOrderList': { security: 'signed', weight: weighing(6), handle: openLists },
  'GET /api/v3/allOrderList': { security: 'signed', weight: weighing(20), handle: allLists },
}
