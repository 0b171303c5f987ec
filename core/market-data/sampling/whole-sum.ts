/** An exact sum of whole numbers: in doubles as long as they hold it, in bigints beyond. */
export class WholeSum {
  private small = 0
  private large = 0n

  add(value: number): void {
    const next = this.small + value
    if (next <= Number.MAX_SAFE_INTEGER) this.small = next
    else {
      this.large += BigInt(this.small)
      this.small = value
    }
  }

  addProduct(a: number, b: number): void {
    const product = a * b
    if (product <= Number.MAX_SAFE_INTEGER) this.add(product)
    else this.large += BigInt(a) * BigInt(b)
  }

  get total(): bigint {
    return this.large + BigInt(this.small)
  }
}
