import {
  clientOrderId,
  type Environment,
  type Millis,
  type Order,
  orderId,
  type OrderRequest,
  quantity,
  ZERO_MONEY,
  ZERO_QUANTITY,
} from '../domain/index.ts'

/** Who an order is, where nothing else matters. */
export interface OrderName {
  readonly id: string
  readonly clientId: string
  readonly environment: Environment
  readonly at: Millis
}

/** An order on its way to a venue, without fills: a purchase of one at market unless `request` says otherwise. */
export const submittedOrder = (
  request: Partial<OrderRequest> & Pick<OrderRequest, 'instrument'>,
  { id, clientId, environment, at }: OrderName,
): Order => ({
  side: 'buy',
  type: 'market',
  quantity: quantity('1'),
  timeInForce: 'GTC',
  reduceOnly: false,
  ...request,
  id: orderId(id),
  clientOrderId: clientOrderId(clientId),
  environment,
  purpose: 'manual',
  state: 'submitted',
  filled: ZERO_QUANTITY,
  filledNotional: ZERO_MONEY,
  fee: ZERO_MONEY,
  createdAt: at,
  updatedAt: at,
})
