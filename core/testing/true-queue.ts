import type { Quantity } from '../domain/index.ts'

export type QueueStep =
  | { readonly do: 'add'; readonly size: number }
  | { readonly do: 'cancel'; readonly at: number; readonly share: number }
  | { readonly do: 'trade'; readonly size: number }
  | { readonly do: 'picture' }

/** What a venue tells of a price, and what was true there right after it happened. */
export interface QueueMessage {
  readonly kind: 'picture' | 'trade'
  readonly size: Quantity
  /** Of what stood before us at the start, what is left. */
  readonly ahead: bigint
  /** What trades would have brought to an order that came at the start and never ends. */
  readonly filled: bigint
}

/**
 * The orders at one price, one by one, of whom a book shows only the sum: which of them went is known here. An order that
 * comes at the start, behind them all, watches without taking part.
 */
export function trueQueue(initial: readonly number[], steps: readonly QueueStep[]): readonly QueueMessage[] {
  const orders = initial.map((size) => ({ size: BigInt(size), before: true }))
  const messages: QueueMessage[] = []
  let filled = 0n
  const total = (before?: boolean): bigint =>
    orders.reduce((sum, order) => (before === undefined || order.before === before ? sum + order.size : sum), 0n)
  const tell = (kind: QueueMessage['kind'], size: bigint): void => {
    messages.push({ kind, size: size as Quantity, ahead: total(true), filled })
  }
  for (const step of steps) {
    if (step.do === 'add') orders.push({ size: BigInt(step.size), before: false })
    else if (step.do === 'cancel') {
      const order = orders[Math.floor(step.at * orders.length)]
      if (order !== undefined) order.size -= (order.size * BigInt(Math.round(step.share * 100))) / 100n
    } else if (step.do === 'trade') {
      let left = BigInt(step.size) < total() ? BigInt(step.size) : total()
      if (left === 0n) continue
      const size = left
      const ahead = total(true)
      filled += left > ahead ? left - ahead : 0n
      for (const order of orders) {
        const taken = order.size < left ? order.size : left
        order.size -= taken
        left -= taken
      }
      tell('trade', size)
    } else tell('picture', total())
  }
  return messages
}

/** The same messages, a trade told after the picture that lacks it, or before one that was taken earlier: where `swaps` says so. */
export function outOfStep(messages: readonly QueueMessage[], swaps: readonly boolean[]): readonly QueueMessage[] {
  const told = [...messages]
  for (let index = 0; index + 1 < told.length; index += 1) {
    const [one, other] = [told[index], told[index + 1]]
    if (one === undefined || other === undefined || one.kind === other.kind || swaps[index % swaps.length] !== true) continue
    told[index] = other
    told[index + 1] = one
    index += 1
  }
  return told
}

export const startingSize = (initial: readonly number[]): Quantity =>
  initial.reduce<bigint>((sum, size) => sum + BigInt(size), 0n) as Quantity
