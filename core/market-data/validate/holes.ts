/** Missing numbers, both ends included. */
export interface IdRange {
  readonly start: number
  readonly end: number
}

/** Numbers that never came, as ranges that do not touch each other's numbers; the oldest ranges are forgotten beyond a limit. */
export class Holes {
  readonly #most: number
  #ranges: IdRange[] = []

  constructor(most: number) {
    this.#most = most
  }

  /** In the order in which they were found, parts of one in order. */
  get ranges(): readonly IdRange[] {
    return this.#ranges
  }

  add(range: IdRange): void {
    this.#ranges.push(range)
    if (this.#ranges.length > this.#most) this.#ranges.shift()
  }

  has(number: number): boolean {
    return this.#find(number) >= 0
  }

  /** True when the number was missing; it is no longer. */
  fill(number: number): boolean {
    const at = this.#find(number)
    const hole = this.#ranges[at]
    if (hole === undefined) return false
    const rest = [
      { start: hole.start, end: number - 1 },
      { start: number + 1, end: hole.end },
    ].filter(({ start, end }) => start <= end)
    this.#ranges.splice(at, 1, ...rest)
    return true
  }

  #find(number: number): number {
    return this.#ranges.findIndex(({ start, end }) => start <= number && number <= end)
  }
}
