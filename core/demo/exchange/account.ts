import { money } from '../../domain/index.ts'

export interface AccountConfig {
  readonly apiKey: string
  readonly secret: string
  /** Free amounts by asset, decimal text. */
  readonly balances: Readonly<Record<string, string>>
  readonly permissions?: {
    readonly trade?: boolean
    readonly withdrawals?: boolean
    /** The key works from listed addresses only; `foreign` when this machine is not one of them. */
    readonly addresses?: 'any' | 'listed' | 'foreign'
    /** When trading with the key ends, ms; as the venue does to keys that work from any address. */
    readonly tradingUntil?: number
  }
}

/** What a person finds when nothing is configured. The keys open a simulation on this machine and nothing else. */
export const DEMO_ACCOUNT: AccountConfig = {
  apiKey: 'demo-key-demo-key-demo-key-demo-key-demo-key-demo-key-demo-key-0',
  secret: 'demo-secret-demo-secret-demo-secret-demo-secret-demo-secret-dem0',
  balances: { USDT: '100000', BTC: '1', ETH: '10', BNB: '10' },
}

export interface Balance {
  free: bigint
  locked: bigint
}

/** A user event of the venue, with the wire's short field names. */
export type UserEvent = Readonly<Record<string, unknown>> & { readonly e: string; readonly E: number }

/** Balances of one customer, in amounts at 24 decimals. Free and locked never go below zero. */
export class Account {
  readonly uid: number
  readonly config: AccountConfig
  readonly balances = new Map<string, Balance>()
  readonly listeners = new Set<(event: UserEvent) => void>()
  updatedAt = 0
  #touched = new Set<string>()

  constructor(uid: number, config: AccountConfig) {
    this.uid = uid
    this.config = config
    for (const [asset, amount] of Object.entries(config.balances)) this.of(asset).free = money(amount)
  }

  get canTrade(): boolean {
    return this.config.permissions?.trade ?? true
  }

  get canWithdraw(): boolean {
    return this.config.permissions?.withdrawals ?? false
  }

  get addresses(): 'any' | 'listed' | 'foreign' {
    return this.config.permissions?.addresses ?? 'any'
  }

  of(asset: string): Balance {
    const found = this.balances.get(asset)
    if (found !== undefined) return found
    const created: Balance = { free: 0n, locked: 0n }
    this.balances.set(asset, created)
    return created
  }

  /** False, and nothing changes, when too little is free. */
  lock(asset: string, amount: bigint): boolean {
    const balance = this.of(asset)
    if (balance.free < amount) return false
    balance.free -= amount
    balance.locked += amount
    this.#touched.add(asset)
    return true
  }

  release(asset: string, amount: bigint): void {
    const balance = this.of(asset)
    balance.locked -= amount
    balance.free += amount
    if (balance.locked < 0n) throw new Error(`invariant broken: locked ${asset} below zero`)
    this.#touched.add(asset)
  }

  /** Takes what was locked for a trade out of the account. */
  spend(asset: string, amount: bigint): void {
    const balance = this.of(asset)
    balance.locked -= amount
    if (balance.locked < 0n) throw new Error(`invariant broken: locked ${asset} below zero`)
    this.#touched.add(asset)
  }

  credit(asset: string, amount: bigint): void {
    this.of(asset).free += amount
    this.#touched.add(asset)
  }

  /** The assets that changed since the last call. */
  takeTouched(): readonly string[] {
    const touched = [...this.#touched]
    this.#touched.clear()
    return touched
  }

  publish(event: UserEvent): void {
    for (const listener of this.listeners) listener(event)
  }
}
