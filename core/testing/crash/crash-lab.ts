import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { AccountConfig, DemoExchange, RestRequest } from '../../demo/index.ts'
import { required } from '../../domain/index.ts'
import { customer, customers } from '../customers.ts'
import { asCustomer, DEMO_BTC, startObservedDemo } from '../live-venue.ts'
import { auditPoint } from './audit.ts'
import type { Place } from './child.ts'
import { CrashChild } from './crash-child.ts'

const MOST_POINTS = 1_000

/** What became of one point. */
export interface PointResult {
  readonly point: string
  /** False when the script went to its end without coming to this point. */
  readonly killed: boolean
  /** Why the script ended before, on a machine that was too slow for it. */
  readonly failure: string
  /** Everything that is not as it must be; empty is what is wanted. */
  readonly breaches: readonly string[]
}

/** How a process ended that played the script. */
interface Death {
  readonly point: string
  readonly place: Place
  readonly killed: boolean
  readonly answered: readonly string[]
  /** Why it ended, when it was not killed and did not come to its end. */
  readonly failure: string
}

/**
 * Kills a trader at named points and looks at what is left, each point with an account and a journal of its own at one
 * demo exchange whose market stands still. The life that makes good one kill is a new process and dies at the next point.
 */
export class CrashLab {
  readonly #demo: DemoExchange
  readonly #requests: RestRequest[]
  readonly #maker: AccountConfig
  readonly #accounts: readonly AccountConfig[]
  readonly #folder = mkdtempSync(join(tmpdir(), 'sentinel-crash-'))
  #used = 0
  readonly #program: string
  #next: CrashChild

  private constructor(
    exchange: { readonly demo: DemoExchange; readonly requests: RestRequest[] },
    accounts: readonly AccountConfig[],
    program: string,
  ) {
    this.#program = program
    this.#next = new CrashChild(program)

    this.#demo = exchange.demo
    this.#requests = exchange.requests
    const [maker, ...others] = accounts
    this.#maker = required(maker, 'there is a maker')
    this.#accounts = others
  }

  /** `program` is the file of the child. */
  static async open(program: string): Promise<CrashLab> {
    const accounts = [customer('maker', { USDT: '10000000', BTC: '100' }), ...customers(MOST_POINTS)]
    const exchange = await startObservedDemo({ accounts, source: 'still' })
    // All lives share the minute in which the venue counts weight: their own budgets are not to be filled by it.
    exchange.demo.faults.usedWeight = -1_000_000_000
    return new CrashLab(exchange, accounts, program)
  }

  /** The names of all points of a life that nobody ends. */
  async points(): Promise<readonly string[]> {
    const child = this.#take()
    await this.#play(child, this.#place())
    await child.end()
    const played = child.said.find((each) => each.type === 'played')
    if (played === undefined) throw new Error(`the script did not come to its end: ${await child.failure()}`)
    return played.passed
  }

  /** Each point: killed exactly there, taken up by the next process, and compared. */
  async crashAt(
    points: readonly string[],
    tell: (result: PointResult) => void = () => undefined,
  ): Promise<readonly PointResult[]> {
    const results: PointResult[] = []
    let before: Death | undefined
    for (const point of [...points, undefined]) {
      const child = this.#take()
      if (before !== undefined) {
        const result = await this.#recover(child, before)
        results.push(result)
        tell(result)
      }
      before = point === undefined ? undefined : await this.#play(child, this.#place(), point)
      await child.end()
    }
    return results
  }

  async close(): Promise<void> {
    await this.#next.end()
    await this.#demo.close()
    rmSync(this.#folder, { recursive: true, force: true })
  }

  async #play(child: CrashChild, place: Place, point?: string): Promise<Death> {
    const offered = await this.#offer()
    const target = point === undefined ? {} : { target: point }
    const killed =
      (await child.perform({ type: 'play', endpoint: this.#demo.endpoint, ...place, ...target, offered }, 'played')) === 'killed'
    const answered = child.said.flatMap((each) => (each.type === 'answered' ? [each.id] : []))
    const played = child.said.some(({ type }) => type === 'played')
    return { point: point ?? '', place, killed, answered, failure: killed || played ? '' : await child.failure() }
  }

  async #recover(child: CrashChild, { point, place, killed, answered, failure }: Death): Promise<PointResult> {
    const requests = this.#requests
    await child.perform({ type: 'recover', endpoint: this.#demo.endpoint, ...place }, 'recovered')
    const recovered = child.said.find((each) => each.type === 'recovered')
    const breaches =
      recovered === undefined
        ? [`it did not recover: ${await child.failure()}`]
        : auditPoint({ point, recovered, answered, ledger: this.#demo.ledger(), requests })
    return { point, killed, failure, breaches }
  }

  #place(): Place {
    const account = required(this.#accounts[this.#used], 'there are accounts for all points')
    this.#used += 1
    return { file: join(this.#folder, `${String(this.#used)}.db`), account }
  }

  /** Puts two small sales between the best prices: the first fills a limit order in part, the second is the start of a market order. */
  async #offer(): Promise<{ readonly price: string; readonly quantity: string }> {
    const maker = this.#maker
    const { endpoint } = this.#demo
    const symbol = DEMO_BTC.venueSymbol
    const open = (await asCustomer(endpoint, maker, { method: 'GET', path: 'openOrders' })) as readonly { orderId: number }[]
    for (const { orderId } of open)
      await asCustomer(endpoint, maker, { method: 'DELETE', path: 'order', params: { symbol, orderId: String(orderId) } })
    const best = (await (await fetch(`${endpoint}/api/v3/ticker/bookTicker?symbol=${symbol}`)).json()) as {
      readonly askPrice: string
    }
    const sell = async (below: number, quantity: string): Promise<string> => {
      const price = (Number(best.askPrice) - below).toFixed(2)
      const params = { symbol, side: 'SELL', type: 'LIMIT', timeInForce: 'GTC', quantity, price }
      await asCustomer(endpoint, maker, { method: 'POST', path: 'order', params })
      return price
    }
    await sell(0.02, '0.0005')
    return { price: await sell(0.05, '0.0004'), quantity: '0.0004' }
  }

  /** A process that has loaded its code; the one after it loads meanwhile. */
  #take(): CrashChild {
    const child = this.#next
    this.#next = new CrashChild(this.#program)
    return child
  }
}
