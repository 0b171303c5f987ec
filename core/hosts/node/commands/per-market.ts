import { InputError } from '../../../domain/index.ts'

/** An option that is given once for all markets, or as `MARKET=VALUE` for some of them. */
export interface PerMarket {
  readonly field: string
  readonly count: number
  /** The markets that are named, in the order given. */
  readonly names: readonly string[]
  /** The value without a name. */
  readonly common: string | undefined
  /** What holds for a market. */
  of(name: string): string | undefined
}

const NAMED = /^((?:[a-z0-9]{2,30}:)?[A-Z0-9]{1,20}\/[A-Z0-9]{1,20}(?::[A-Z0-9]{1,20})?)=(.*)$/s

/** Throws InputError for a market, or all markets, given twice and for an empty value. */
export function perMarket(field: string, texts: readonly string[] = []): PerMarket {
  const named = new Map<string, string>()
  let common: string | undefined
  for (const text of texts) {
    const [, name, value = text] = NAMED.exec(text) ?? []
    if (value === '') throw new InputError({ field, value: text || '(empty)', remedy: 'give a value' })
    const before = name === undefined ? common : named.get(name)
    if (before !== undefined)
      throw new InputError({ field, value: text, remedy: 'it is given twice; name the market of each, as BTC/USDT=VALUE' })
    if (name === undefined) common = value
    else named.set(name, value)
  }
  return { field, count: texts.length, names: [...named.keys()], common, of: (name) => named.get(name) ?? common }
}
