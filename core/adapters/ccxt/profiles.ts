import type { CcxtProfile } from './profile.ts'
import { binanceProfile } from './profile-binance.ts'
import { bybitProfile } from './profile-bybit.ts'
import { coinbaseProfile } from './profile-coinbase.ts'
import { krakenProfile } from './profile-kraken.ts'
import { okxProfile } from './profile-okx.ts'

/** The exchanges whose live data go through a mapper of their own. */
export const PROFILES: Readonly<Record<string, CcxtProfile>> = {
  binance: binanceProfile,
  okx: okxProfile,
  bybit: bybitProfile,
  coinbase: coinbaseProfile,
  kraken: krakenProfile,
}
