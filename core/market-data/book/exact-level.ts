import type { BookLevel, Price, Quantity } from '../../domain/index.ts'

const DOMAIN_DECIMALS = 12
const FACTORS = Array.from({ length: DOMAIN_DECIMALS + 1 }, (_, decimals) => 10n ** BigInt(DOMAIN_DECIMALS - decimals))

/** How many decimals the integers of a book have. */
export interface Scale {
  readonly priceDecimals: number
  readonly sizeDecimals: number
}

const exact = (value: number, decimals: number): bigint => BigInt(value) * (FACTORS[decimals] ?? 0n)

/** A level of the book's integers as the domain's exact decimals. */
export const exactLevel = (price: number, size: number, { priceDecimals, sizeDecimals }: Scale): BookLevel => ({
  price: exact(price, priceDecimals) as Price,
  quantity: exact(size, sizeDecimals) as Quantity,
})

/** Remembers the level it made last: the best one is asked for at every change and often the same. */
export class LastLevel {
  private price = 0
  private size = 0
  private priceDecimals = -1
  private sizeDecimals = -1
  private level: BookLevel | null = null

  of(price: number, size: number, scale: Scale): BookLevel {
    const { priceDecimals, sizeDecimals } = scale
    const samePrice = price === this.price && priceDecimals === this.priceDecimals
    const sameSize = size === this.size && sizeDecimals === this.sizeDecimals
    const last = this.level
    if (last !== null && samePrice && sameSize) return last
    const level = {
      price: last !== null && samePrice ? last.price : (exact(price, priceDecimals) as Price),
      quantity: last !== null && sameSize ? last.quantity : (exact(size, sizeDecimals) as Quantity),
    }
    this.price = price
    this.size = size
    this.priceDecimals = priceDecimals
    this.sizeDecimals = sizeDecimals
    this.level = level
    return level
  }
}
