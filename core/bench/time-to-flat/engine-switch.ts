import type { AccountConfig, DemoExchange } from '../../demo/index.ts'
import { type CommandId, type Instrument, price, quantity, required } from '../../domain/index.ts'
import { isFlat } from '../../engine/index.ts'
import { until } from '../../testing/crash/script.ts'
import { type DemoTrader, openDemoTrader } from '../../testing/demo-trader.ts'

export interface Account {
  readonly keys: AccountConfig
  readonly file: string
}

export interface Press {
  readonly demo: DemoExchange
  readonly account: Account
  readonly markets: readonly Instrument[]
  readonly orders: number
  /** From when on requests fail, and until when. */
  readonly fail: (on: boolean) => void
}

/** USDT in each position and in each order. */
const STAKE = 100

/** Everything as it is in the seconds before the switch: one position a market, the orders below them. */
export async function filledAccount({ demo, account, markets, orders }: Press): Promise<DemoTrader> {
  const trader = await openDemoTrader({
    ...{ endpoint: demo.endpoint, account: account.keys, file: account.file, instruments: markets },
    times: { requestTimeout: 10_000, recvWindow: 5_000, askEvery: 1_000 },
  })
  const { engine } = trader
  await trader.connect()
  await trader.seeMarket()
  const armed = await trader.arm('arm')
  if (!armed.ok) throw new Error(armed.message)
  let commands = 0
  const buy = (market: Instrument, below: number): void => {
    const { bid } = required(engine.state.quotes.get(market.id), 'the market was seen')
    const limit = (Number(bid) / 1e12) * (1 - below)
    const amount = quantity((Math.ceil(STAKE / limit / stepOf(market)) * stepOf(market)).toFixed(8))
    const limitPrice = price((Math.round(limit / tickOf(market)) * tickOf(market)).toFixed(8))
    commands += 1
    const plain = { side: 'buy', timeInForce: 'GTC', reduceOnly: false } as const
    const terms = below === 0 ? ({ orderType: 'market' } as const) : ({ orderType: 'limit', limitPrice } as const)
    const id = `fill-${String(commands)}` as CommandId
    const answer = engine.command(
      { type: 'SubmitOrder', id, instrument: market.id, quantity: amount, ...plain, ...terms },
      'bench',
    )
    if (!answer.ok) throw new Error(answer.message)
  }
  for (const market of markets) buy(market, 0)
  for (let index = 0; index < orders; index += 1)
    buy(required(markets[index % markets.length], 'a market'), 0.02 + Math.floor(index / markets.length) / 1_000)
  const settled = () => [...engine.state.working].every((id) => engine.state.orders.get(id)?.state === 'accepted')
  await until('positions and orders are there', () => engine.state.working.size === orders && settled())
  return trader
}

const tickOf = ({ tickSize }: Instrument): number => Number(tickSize) / 1e12
const stepOf = ({ lotSize }: Instrument): number => Number(lotSize) / 1e12

/** The trader's own switch. Resolves with ms until the books are flat here and no order works at the exchange. */
export async function engineSwitch(press: Press): Promise<number> {
  const trader = await filledAccount(press)
  const { engine } = trader
  const tick = setInterval(() => engine.handle({ type: 'ClockTicked' }), 1_000)
  const ours = new Set([...engine.state.byClientId.keys()].map(String))
  press.fail(true)
  const started = performance.now()
  engine.command({ type: 'Kill', flatten: true, id: 'kill' as CommandId }, 'bench')
  const held = () => [...engine.state.positions.values()].some((one) => !isFlat(engine.state, one.instrument, one.quantity))
  await until('everything is sold', () => engine.state.working.size === 0 && !held(), 120_000)
  const ms = performance.now() - started
  press.fail(false)
  clearInterval(tick)
  const open = press.demo.ledger().filter(({ clientOrderId, status }) => ours.has(clientOrderId) && status === 'NEW')
  if (open.length > 0) throw new Error(`${String(open.length)} orders still work at the exchange`)
  await trader.close()
  return ms
}
