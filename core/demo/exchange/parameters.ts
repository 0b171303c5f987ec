import { DecimalError, type Money, money, type Price, price, type Quantity, quantity } from '../../domain/index.ts'
import { ApiError, refuse } from './api-error.ts'

const DECIMAL = /^[0-9]{1,20}(\.[0-9]{1,20})?$/
const INTEGER = /^[0-9]{1,20}$/
const CLIENT_ID = /^[a-zA-Z0-9-_.:/]{1,36}$/

/** Typed reading of a request's parameters; a bad one is refused with the venue's code. */
export class Parameters {
  readonly #values: ReadonlyMap<string, string>
  readonly #nameOf: (name: string) => string

  /** `nameOf` gives the names on the wire for those that are asked for. */
  constructor(values: ReadonlyMap<string, string>, nameOf = (name: string): string => name) {
    this.#values = values
    this.#nameOf = nameOf
  }

  /** The same values read under other names; refusals say the names on the wire. */
  renamed(names: Readonly<Record<string, string>>): Parameters {
    return new Parameters(this.#values, (name) => (Object.hasOwn(names, name) ? (names[name] ?? name) : name))
  }

  /** How a parameter is called on the wire. */
  nameOf(name: string): string {
    return this.#nameOf(name)
  }

  /** Binance takes an empty parameter for one that was not sent. */
  text(name: string): string | undefined {
    const value = this.#values.get(this.#nameOf(name))
    return value === undefined || value === '' ? undefined : value
  }

  mandatory(name: string): string {
    const value = this.text(name)
    if (value === undefined) throw refuse.missing(this.#nameOf(name))
    return value
  }

  integer(name: string): number | undefined {
    const value = this.text(name)
    if (value === undefined) return undefined
    if (!INTEGER.test(value)) throw refuse.illegalCharacters(this.#nameOf(name), '^[0-9]{1,20}$')
    return Number(value)
  }

  limit(fallback: number, most: number): number {
    const value = this.integer('limit') ?? fallback
    if (value < 1) throw refuse.invalidParameter('limit')
    return Math.min(value, most)
  }

  price(name: string): Price | undefined {
    return this.#decimal(name, price)
  }

  quantity(name: string): Quantity | undefined {
    return this.#decimal(name, quantity)
  }

  money(name: string): Money | undefined {
    return this.#decimal(name, money)
  }

  clientOrderId(name: string): string | undefined {
    const value = this.text(name)
    if (value !== undefined && !CLIENT_ID.test(value))
      throw refuse.illegalCharacters(this.#nameOf(name), '^[a-zA-Z0-9-_.:/]{1,36}$')
    return value
  }

  #decimal<T>(name: string, parse: (text: string) => T): T | undefined {
    const value = this.text(name)
    if (value === undefined) return undefined
    if (!DECIMAL.test(value)) throw refuse.illegalCharacters(this.#nameOf(name), '^([0-9]{1,20})(\\.[0-9]{1,20})?$')
    try {
      return parse(value)
    } catch (error) {
      if (error instanceof DecimalError) throw refuse.tooPrecise(this.#nameOf(name))
      throw error instanceof ApiError ? error : refuse.unknown()
    }
  }
}
