import {
  type Command,
  type CommandId,
  type CommandResult,
  formatPrice,
  isFinal,
  type Order,
  type Price,
  price,
  quantity,
  required,
  subtract,
} from '../../domain/index.ts'
import { DEMO_BTC } from '../live-venue.ts'
import type { DemoTrader } from '../demo-trader.ts'

export type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never

/** What stands in the way of the script, in words; the trader waits for it to go. */
const PATIENCE = 10_000

/** Waits until `ready`. Rejects, with what was waited for, when it does not come. */
export async function until(what: string, ready: () => boolean, patience = PATIENCE): Promise<void> {
  const deadline = performance.now() + patience
  while (!ready()) {
    if (performance.now() > deadline) throw new Error(`waited in vain: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 1))
  }
}

/** One trader and a person who gives it commands, each known by a name of its own. */
export class Session {
  readonly trader: DemoTrader
  readonly #answered: (id: string) => void
  #commands = 0

  /** `answered` is told as soon as the person would be. */
  constructor(trader: DemoTrader, answered: (id: string) => void = () => undefined) {
    this.trader = trader
    this.#answered = answered
  }

  command(command: DistributiveOmit<Command, 'id'>): CommandResult {
    this.#commands += 1
    const id = `script-${String(this.#commands)}`
    const answer = this.trader.engine.command({ ...command, id: id as CommandId }, 'user')
    this.#answered(id)
    return answer
  }

  /** Looks at the account, passes the gate and arms. */
  async arm(): Promise<void> {
    this.#commands += 1
    const id = `script-${String(this.#commands)}`
    const answer = await this.trader.arm(id)
    if (!answer.ok) throw new Error(`Arm: ${answer.message}`)
    this.#answered(id)
  }

  /** So many times the bid. */
  near(factor: number): Price {
    const { bid } = required(this.trader.engine.state.quotes.get(DEMO_BTC.id), 'the market was seen')
    return price((Number(formatPrice(bid)) * factor).toFixed(2))
  }

  /** The order that a command made. Throws when it was refused. */
  order(command: DistributiveOmit<Command, 'id'>): () => Order {
    const answer = this.command(command)
    if (!answer.ok) throw new Error(`${command.type}: ${answer.message}`)
    const id = required(answer.orderIds[0], 'a command that was carried out names its order')
    return () => required(this.trader.engine.state.orders.get(id), 'an order is kept')
  }
}

export const SUBMIT = { type: 'SubmitOrder', instrument: DEMO_BTC.id, timeInForce: 'GTC', reduceOnly: false } as const

/**
 * Submit, acknowledge, fill, part of a fill, cancel, a stop at the venue, cancel all, kill with everything sold, re-arm.
 * `offered` is what a stranger has put between the best prices.
 */
export const SCRIPT: Readonly<Record<string, (session: Session, offered: { price: string; quantity: string }) => Promise<void>>> =
  {
    arm: (session) => session.arm(),
    'buy with a limit that fills in part': async (session, { price: limit, quantity: offered }) => {
      const bought = session.order({
        ...SUBMIT,
        side: 'buy',
        orderType: 'limit',
        quantity: quantity('0.0031'),
        limitPrice: price(limit),
      })
      await until('a part fills', () => bought().state === 'partial' && bought().filled === quantity(offered))
    },
    'cancel what is left': async (session) => {
      const left = workingOrder(session)
      session.command({ type: 'CancelOrder', orderId: left.id })
      await until('the cancel is done', () => isFinal(orderOf(session, left).state))
    },
    'buy at market': async (session) => {
      const bought = session.order({
        ...SUBMIT,
        side: 'buy',
        orderType: 'market',
        quantity: quantity('0.00211'),
        stop: session.near(0.5),
        target: session.near(2),
      })
      await until('the purchase fills', () => bought().state === 'filled')
    },
    'stop at the venue': async (session) => {
      const stop = session.order({
        ...SUBMIT,
        side: 'sell',
        orderType: 'stop',
        quantity: quantity('0.001'),
        stopPrice: session.near(0.8),
      })
      await until('the stop works', () => stop().state === 'accepted')
    },
    'cancel all': async (session) => {
      const resting = session.order({
        ...SUBMIT,
        side: 'buy',
        orderType: 'limit',
        quantity: quantity('0.001'),
        limitPrice: session.near(0.99),
      })
      await until('the order rests', () => resting().state === 'accepted')
      session.command({ type: 'CancelAll' })
      await until('nothing works', () => session.trader.engine.state.working.size === 0)
    },
    toggle: async (session) => {
      const resting = session.order({
        ...SUBMIT,
        side: 'buy',
        orderType: 'limit',
        quantity: quantity('0.0011'),
        limitPrice: session.near(0.98),
      })
      await until('the order rests', () => resting().state === 'accepted')
      session.command({ type: 'Disarm', reason: 'to paper' })
      await until('no entry works', () => session.trader.engine.state.working.size === 0)
      await session.arm()
    },
    'kill and sell': async (session) => {
      const resting = session.order({
        ...SUBMIT,
        side: 'sell',
        orderType: 'limit',
        quantity: quantity('0.001'),
        limitPrice: session.near(1.2),
      })
      await until('the order rests', () => resting().state === 'accepted')
      session.command({ type: 'Kill', flatten: true })
      await flat(session)
    },
    're-arm': async (session) => {
      session.command({ type: 'Rearm' })
      await session.arm()
      const again = session.order({ ...SUBMIT, side: 'buy', orderType: 'market', quantity: quantity('0.0012') })
      await until('the purchase fills', () => again().state === 'filled')
    },
  }

/** Nothing works and too little is left to be sold. */
export async function flat(session: Session): Promise<void> {
  const { engine } = session.trader
  await until('everything is sold', () => {
    // What one cancel has freed is sold by the next second's look; it comes at once here.
    if (engine.state.flattening.size > 0 && engine.state.working.size === 0) engine.handle({ type: 'ClockTicked' })
    const held = engine.state.positions.get(DEMO_BTC.id)?.quantity ?? quantity('0')
    return engine.state.working.size === 0 && held < DEMO_BTC.lotSize
  })
}

const orderOf = (session: Session, { id }: Order): Order =>
  required(session.trader.engine.state.orders.get(id), 'an order is kept')

function workingOrder({ trader }: Session): Order {
  const { state } = trader.engine
  const open = [...state.orders.values()].filter(
    (order) => state.working.has(order.id) && subtract(order.quantity, order.filled) > 0n,
  )
  return required(open[0], 'an order works')
}
