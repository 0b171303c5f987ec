/** Bars a block; small enough that the block of a hit is searched in no time. */
const BLOCK = 64

/**
 * The lowest low and the highest high of each block of bars, so that a stop or a target far away is
 * found by skipping whole blocks. Made once for a history and shared by every strategy on it.
 */
export class Extremes {
  readonly #low: Float64Array
  readonly #high: Float64Array
  readonly #lowest: Float64Array
  readonly #highest: Float64Array

  constructor(low: Float64Array, high: Float64Array) {
    this.#low = low
    this.#high = high
    const blocks = Math.ceil(low.length / BLOCK)
    this.#lowest = new Float64Array(blocks).fill(Infinity)
    this.#highest = new Float64Array(blocks).fill(-Infinity)
    for (let index = 0; index < low.length; index += 1) {
      const block = Math.floor(index / BLOCK)
      this.#lowest[block] = Math.min(at(this.#lowest, block), at(low, index))
      this.#highest[block] = Math.max(at(this.#highest, block), at(high, index))
    }
  }

  /** The first bar in [from, to) whose low is at or below `stop` or whose high is at or above `target`; `to` if there is none. */
  firstHit(from: number, to: number, stop: number, target: number): number {
    const low = this.#low
    const high = this.#high
    let index = from
    while (index < to) {
      const end = Math.min(to, (Math.floor(index / BLOCK) + 1) * BLOCK)
      if (index % BLOCK !== 0 || this.#mayHit(index / BLOCK, stop, target))
        for (; index < end; index += 1) if (at(low, index) <= stop || at(high, index) >= target) return index
      index = end
    }
    return to
  }

  #mayHit(block: number, stop: number, target: number): boolean {
    return at(this.#lowest, block) <= stop || at(this.#highest, block) >= target
  }
}

const at = (column: Float64Array, index: number): number => column[index] as number
