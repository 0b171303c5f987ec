import { add, min, type Quantity, subtract, ZERO_MONEY, ZERO_QUANTITY } from '../../domain/index.ts'
import { type Known, minus, partOf, plus } from './known.ts'
import type { LotEvent, LotMethod } from './lot.ts'

interface HeldLot {
  readonly acquired: LotEvent
  readonly problems: readonly string[]
  /** As bought, which the order of HIFO goes by. */
  readonly bought: Quantity
  readonly basis: Known
  quantity: Quantity
  cost: Known
  fees: Known
}

/** What one lot gave to a disposal. */
export interface LotPart {
  readonly acquired: LotEvent
  readonly problems: readonly string[]
  readonly quantity: Quantity
  readonly cost: Known
  readonly fees: Known
}

export type Purchase = LotPart

interface Pool {
  cost: Known
  fees: Known
}

const EMPTY_POOL: Readonly<Pool> = { cost: ZERO_MONEY, fees: ZERO_MONEY }

/** Cost a unit of `a` above that of `b`, exactly; unknown is below everything. */
function dearer(a: HeldLot, b: HeldLot): boolean {
  if (a.basis === undefined) return false
  return b.basis === undefined || a.basis * b.bought > b.basis * a.bought
}

/**
 * The open lots of one book. Amounts are split by {@link share}, rounded half-even at 24 decimals, and the
 * remainder stays with what is left, so that nothing is lost over any number of splits.
 */
export class LotBook {
  readonly #method: LotMethod
  /** FIFO and average take at `#head`, the others at the end. */
  #lots: HeldLot[] = []
  #head = 0
  #held: Quantity = ZERO_QUANTITY
  #pool: Pool = { ...EMPTY_POOL }

  constructor(method: LotMethod) {
    this.#method = method
  }

  get held(): Quantity {
    return this.#held
  }

  acquire({ acquired, problems, quantity, cost, fees }: Purchase): void {
    const lot: HeldLot = { acquired, problems, bought: quantity, basis: plus(cost, fees), quantity, cost, fees }
    this.#held = add(this.#held, quantity)
    this.#pool = { cost: plus(this.#pool.cost, cost), fees: plus(this.#pool.fees, fees) }
    if (this.#method === 'hifo') this.#lots.splice(this.#placeOf(lot), 0, lot)
    else this.#lots.push(lot)
  }

  /** The caller has seen to it that so much is held. */
  dispose(quantity: Quantity): readonly LotPart[] {
    const parts: LotPart[] = []
    let left = quantity
    while (left > 0n) {
      const lot = this.#next()
      if (lot === undefined) throw new RangeError('more was disposed of than is held')
      const part = this.#take(lot, min(left, lot.quantity))
      left = subtract(left, part.quantity)
      parts.push(part)
    }
    return parts
  }

  /** Oldest purchase first; by average cost each with its share of the whole. */
  open(): readonly LotPart[] {
    const lots = this.#lots.slice(this.#head).sort((a, b) => a.acquired.at - b.acquired.at)
    if (this.#method !== 'average') return lots
    let [pool, held] = [this.#pool, this.#held]
    return lots.map(({ acquired, problems, quantity }) => {
      const [cost, fees] = [partOf(pool.cost, quantity, held), partOf(pool.fees, quantity, held)]
      pool = { cost: minus(pool.cost, cost), fees: minus(pool.fees, fees) }
      held = subtract(held, quantity)
      return { acquired, problems, quantity, cost, fees }
    })
  }

  #next(): HeldLot | undefined {
    return this.#fromStart() ? this.#lots[this.#head] : this.#lots.at(-1)
  }

  #fromStart(): boolean {
    return this.#method === 'fifo' || this.#method === 'average'
  }

  #take(lot: HeldLot, quantity: Quantity): LotPart {
    const from = this.#method === 'average' ? this.#pool : lot
    const whole = this.#method === 'average' ? this.#held : lot.quantity
    const [cost, fees] = [partOf(from.cost, quantity, whole), partOf(from.fees, quantity, whole)]
    from.cost = minus(from.cost, cost)
    from.fees = minus(from.fees, fees)
    lot.quantity = subtract(lot.quantity, quantity)
    this.#held = subtract(this.#held, quantity)
    if (lot.quantity === 0n) this.#drop()
    // An unknown cost is gone with the last of what it belongs to.
    if (this.#held === 0n) this.#pool = { ...EMPTY_POOL }
    return { acquired: lot.acquired, problems: lot.problems, quantity, cost, fees }
  }

  #drop(): void {
    if (!this.#fromStart()) {
      this.#lots.pop()
      return
    }
    this.#head += 1
    if (this.#head < 1_024 || this.#head * 2 < this.#lots.length) return
    this.#lots = this.#lots.slice(this.#head)
    this.#head = 0
  }

  /** Among lots that are in rising order of cost, below those that cost as much: the older of them is taken first. */
  #placeOf(lot: HeldLot): number {
    let [low, high] = [0, this.#lots.length]
    while (low < high) {
      const middle = (low + high) >> 1
      const other = this.#lots[middle]
      if (other !== undefined && dearer(lot, other)) low = middle + 1
      else high = middle
    }
    return low
  }
}
