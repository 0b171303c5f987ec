import type { Price } from '../../domain/index.ts'
import type { Market } from '../market/market.ts'

/** What moves the markets of a demo exchange. */
export interface MarketSource {
  readonly markets: readonly Market[]
  /** What the data is, for people: never pass a simulated book off as a recorded one. */
  readonly description: string
  start(): void
  stop(): void
  /** Only of a source that stands still otherwise. Throws InputError for a symbol or price that is none of the market's. */
  moveTo?(symbol: string, price: Price): void
}
