import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** Recordings that may not be copied into the project are read in place, where they are present. */
const SHARED = fileURLToPath(new URL('../../../shared/data/', import.meta.url))

export const hasSharedData = existsSync(SHARED)
export const sharedData = (path: string): string => `${SHARED}${path}`

/** A short real recording that is always there: Binance spot BTCUSDT (see fixtures/README.md). */
export const BINANCE_EXCERPT = fileURLToPath(new URL('./fixtures/binance_spot_btcusdt_excerpt.gz', import.meta.url))

const fixture = (name: string): string => fileURLToPath(new URL(`./fixtures/${name}`, import.meta.url))

/** Short real recordings of the other venues (see fixtures/README.md). */
export const OKX_EXCERPT = fixture('okx_books_excerpt.gz')
export const BYBIT_EXCERPT = fixture('bybit_books_excerpt.gz')
export const COINBASE_EXCERPT = fixture('coinbase_excerpt.gz')
export const KRAKEN_EXCERPT = fixture('kraken_v1_excerpt.gz')
