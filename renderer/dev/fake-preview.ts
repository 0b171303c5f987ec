import { type OrderPreview, parseTicket } from '../../core/contract/index.ts'
import { InputError, ORDER_KINDS, type RuleCheck, toWire } from '../../core/domain/index.ts'
import type { FakeMarket } from './fake-market.ts'

export interface FakePreviewPorts {
  readonly market: (instrument: string) => FakeMarket
  readonly equity: () => number
  readonly held: (instrument: string) => number
}

/** Quote money that the book holds within a basis point. */
const DEPTH = 4_000
const FEE = 0.001
const ONE_R = 0.01

/** What a ticket would come to in the scripted market: believable figures, no books behind them. */
export function fakePreview(raw: unknown, ports: FakePreviewPorts): OrderPreview {
  const { market: marketOf, equity, held } = ports
  const parsed = parseTicket(raw)
  if (!parsed.ok) throw new InputError(parsed.error)
  const { order: command, sizeBy } = parsed.value
  const order = toWire(command)
  const market = marketOf(order.instrument)
  const { limitPrice, stopPrice } = order
  const price = Number(limitPrice ?? stopPrice ?? market.price)
  const kind = ORDER_KINDS[order.orderType]
  if (kind.limitPrice && limitPrice === undefined) return refusal('limit-price', `limitPrice: missing: ${kind.words} needs one`)
  if (kind.stopPrice && stopPrice === undefined) return refusal('stop-price', `stopPrice: missing: ${kind.words} needs one`)
  const stop = order.stop ?? (order.trail === undefined ? undefined : String(price * (1 - Number(order.trail))))
  const risked = stop === undefined ? undefined : price - Number(stop)
  let size = 'quantity' in order ? Number(order.quantity) : 0
  if (sizeBy !== undefined) {
    const { value } = sizedOf(raw)
    const amount = sizeBy.kind.endsWith('percent') ? (equity() * Number(value)) / 100 : Number(value)
    if (sizeBy.kind.startsWith('risk') && (risked === undefined || risked <= 0))
      throw new InputError({
        field: 'stop',
        value: 'missing',
        remedy: 'a size by risk is counted from the stop; give a stop or a trailing stop',
      })
    if (sizeBy.kind === 'held')
      return fakePreview(
        { ...withoutSize(raw), quantity: ((held(order.instrument) * Number(value)) / 100).toFixed(market.sizeDecimals) },
        ports,
      )
    const each = sizeBy.kind.startsWith('risk') ? (risked ?? 1) : price * (1 + FEE)
    const lots = 10 ** market.sizeDecimals
    size = Math.floor((amount / each) * lots) / lots
  }
  const notional = price * size
  const takes = order.orderType === 'market'
  const slippageBps = takes ? notional / DEPTH : undefined
  const slices = order.schedule?.slices
  const check: RuleCheck = {
    code: 'max-position',
    measured: `${((notional / equity()) * 100).toFixed(2)} %`,
    limit: '80 % of equity',
    passed: notional < equity() * 0.8 || order.side === 'sell',
  }
  const loss = risked === undefined || order.side === 'sell' ? undefined : risked * size
  return {
    quantity: size.toFixed(market.sizeDecimals),
    price: price.toFixed(market.decimals),
    ...(slippageBps === undefined
      ? {}
      : { averagePrice: (price * (1 + slippageBps / 10_000)).toFixed(8), slippageBps, slippageFrom: 'book' }),
    notional: notional.toFixed(6),
    fee: (notional * FEE).toFixed(8),
    equityShare: (notional / equity()).toFixed(8),
    ...(loss === undefined
      ? {}
      : { riskAmount: loss.toFixed(6), riskR: (loss / (equity() * ONE_R)).toFixed(4), protection: 'venue' }),
    ...(slices === undefined
      ? {}
      : {
          slices,
          sliceQuantity: (size / slices).toFixed(market.sizeDecimals),
          interval: Math.floor((order.schedule?.duration ?? 0) / slices),
        }),
    ...(order.orderType.startsWith('take-profit') ? { emulated: 'take-profit' } : {}),
    checks: [check],
    allowed: check.passed,
  }
}

const refusal = (code: string, message: string): OrderPreview => ({ quantity: '0', checks: [], allowed: false, code, message })

const sizedOf = (raw: unknown): { readonly value: string } => {
  const sizeBy: unknown = Reflect.get(Object(raw), 'sizeBy')
  return { value: String(Reflect.get(Object(sizeBy), 'value')) }
}

function withoutSize(raw: unknown): object {
  const { sizeBy: _none, ...rest } = Object(raw) as Record<string, unknown>
  return rest
}
