import type { AccountConfig } from '../demo/index.ts'

/** An account of the demo exchange with nothing but money, of its own keys. */
export const customer = (name: string, balances: AccountConfig['balances'] = { USDT: '100000' }): AccountConfig => ({
  apiKey: name.padEnd(64, '-'),
  secret: name.padEnd(64, '+'),
  balances,
})

export const customers = (count: number): readonly AccountConfig[] =>
  Array.from({ length: count }, (_, index) => customer(`customer-${String(index)}`))
