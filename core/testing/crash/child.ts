import { writeSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { type Command, type CommandResult, type Difference, formatQuantity, toJson } from '../../domain/index.ts'
import type { AccountConfig } from '../../demo/index.ts'
import { type DemoTrader, openDemoTrader } from '../demo-trader.ts'
import { KillPoints } from './kill-points.ts'
import { flat, SCRIPT, Session, until } from './script.ts'

/** What a process is told, a line each: to make good what an earlier one left, to play the script until it dies. */
export type Task = { readonly endpoint: string } & Place &
  (
    | { readonly type: 'recover' }
    | { readonly type: 'play'; readonly target?: string; readonly offered: { readonly price: string; readonly quantity: string } }
  )
/** An account at the exchange and the journal that belongs to it. */
export interface Place {
  readonly file: string
  readonly account: Pick<AccountConfig, 'apiKey' | 'secret'>
}

/** What it says; each line is out before the next step, so that a kill takes none back. */
export type Said =
  | { readonly type: 'ready' }
  | { readonly type: 'answered'; readonly id: string }
  | { readonly type: 'played'; readonly passed: readonly string[] }
  | ({ readonly type: 'recovered' } & Recovered)

export interface Recovered {
  /** Entries could leave without anybody having looked. */
  readonly armed: boolean
  /** Between our books and the venue's, once every outcome is known; none is what is wanted. */
  readonly differences: readonly string[]
  /** The same after everything was cancelled and sold. */
  readonly afterwards: readonly string[]
  /** Orders and fills at that end. */
  readonly orders: readonly { readonly clientOrderId: string; readonly state: string; readonly filled: string }[]
  readonly fills: readonly { readonly id: string; readonly clientOrderId: string; readonly quantity: string }[]
  /** Of commands that are in the journal. */
  readonly commands: readonly string[]
  /** Commands that were given again and did something else than the first time. */
  readonly repeated: readonly string[]
}

/** An order that was never sent is known for one only when its request would be too old; a busy machine is no reason to call it so. */
const TIMES = { requestTimeout: 5_000, recvWindow: 1_000, arrivalMargin: 50 }

const say = (said: Said): void => {
  writeSync(1, `${JSON.stringify(said)}\n`)
}

const inWords = (differences: readonly Difference[]): readonly string[] =>
  differences.map(({ kind, key, here, there }) => `${kind} ${key}: here ${here}, there ${there}`)

async function play({ endpoint, file, account, target, offered }: Extract<Task, { type: 'play' }>): Promise<void> {
  const points = new KillPoints(target)
  points.watchRequests()
  points.watchStream()
  const trader = await openDemoTrader({
    ...{ endpoint, file, account, times: TIMES },
    journal: (disk) => points.journal(disk),
    venue: (venue) => points.venue(venue),
  })
  await trader.connect()
  const session = new Session(trader, (id) => say({ type: 'answered', id }))
  for (const [name, step] of Object.entries(SCRIPT)) {
    points.rest()
    await trader.seeMarket()
    points.begin(name)
    await step(session, offered)
  }
  points.begin('compare')
  await trader.venue.refresh()
  await trader.close()
  say({ type: 'played', passed: points.passed })
}

/** Everything that was ever asked, asked again: nothing may happen twice. */
function repeatCommands({ engine, journal }: DemoTrader): Pick<Recovered, 'commands' | 'repeated'> {
  const given: Command[] = []
  const answers = new Map<string, CommandResult | undefined>()
  journal.replay(({ entry }) => {
    if (entry.kind === 'input' && entry.input.type === 'CommandReceived') given.push(entry.input.command)
  })
  for (const { id } of given) answers.set(id, engine.state.answered.get(id))
  const before = engine.state.orders.size
  const repeated = given.filter((command) => toJson(engine.command(command, 'user')) !== toJson(answers.get(command.id) ?? null))
  if (engine.state.orders.size !== before) throw new Error('a repeated command made an order')
  return { commands: given.map(({ id }) => id), repeated: repeated.map(({ id }) => id) }
}

async function recover({ endpoint, file, account }: Task): Promise<void> {
  const trader = await openDemoTrader({ endpoint, file, account, times: TIMES })
  const { engine, venue } = trader
  const { state } = engine
  const armed = state.armed !== undefined
  await trader.connect()
  const settled = (): boolean => {
    const open = [...state.working].map((id) => state.orders.get(id)?.state)
    return venue.unknown().length === 0 && open.every((each) => each === 'accepted' || each === 'partial')
  }
  await until('every outcome is known', settled)
  const { differences } = await trader.compare()
  const repeats = repeatCommands(trader)
  const session = new Session(trader)
  engine.command({ type: 'Kill', flatten: true, id: 'last' as Command['id'] }, 'user')
  await flat(session)
  const after = await trader.compare()
  const orders = [...state.orders.values()].map((order) => ({
    ...{ clientOrderId: order.clientOrderId, state: order.state, filled: formatQuantity(order.filled) },
  }))
  const fills = [...state.fills.values()].map((fill) => ({
    ...{ id: fill.id, clientOrderId: fill.clientOrderId, quantity: formatQuantity(fill.quantity) },
  }))
  await trader.close()
  say({
    type: 'recovered',
    armed,
    ...{ differences: inWords(differences), afterwards: inWords(after.differences), orders, fills, ...repeats },
  })
}

say({ type: 'ready' })
for await (const line of createInterface({ input: process.stdin })) {
  const task = JSON.parse(line) as Task
  if (task.type === 'recover') await recover(task)
  else await play(task)
}
process.exit(0)
