import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { sqliteMarketReader } from '../../../adapters/sqlite/index.ts'
import { assetsOf, type InstrumentId, type Millis, millis, MINUTE } from '../../../domain/index.ts'
import type { AccountRecord } from '../../../journal/index.ts'
import { PRICE_FOR, type PriceOf } from '../../../portfolio/index.ts'
import type { MarketReader } from '../../../ports/index.ts'
import { refuseDamage } from './market-damage.ts'

interface Question {
  readonly asset: string
  readonly currency: string
  readonly at: Millis
}

/**
 * What `ask` answers with the prices that the account's own journal knows and, where that knows none, with the
 * newest close of a one-minute candle that the data folder has recorded by then.
 */
export async function withRecordedPrices<Answer>(
  { prices }: AccountRecord,
  dataDir: string,
  ask: (priceOf: PriceOf) => Answer,
): Promise<Answer> {
  const missing = new Map<string, Question>()
  const answer = ask((asset, currency, at) => {
    const found = prices.priceOf(asset, currency, at)
    if (found === undefined) missing.set(`${asset} ${currency} ${String(at)}`, { asset, currency, at })
    return found
  })
  const file = join(dataDir, 'market.db')
  if (missing.size === 0 || !existsSync(file)) return answer
  const reader = sqliteMarketReader(file, refuseDamage(file))
  try {
    const markets = await candleMarkets(reader)
    for (const question of missing.values())
      for (const instrument of markets.filter((each) => isOf(each, question))) {
        const { base, quote } = assetsOf(instrument)
        // A candle tells its price when it closes.
        const range = { instrument, from: millis(question.at - PRICE_FOR - MINUTE), to: millis(question.at - MINUTE + 1) }
        for await (const candles of reader.candles(range, '1m'))
          for (const { closed, close, openTime } of candles)
            if (closed) prices.add({ asset: base, currency: quote, price: close, at: millis(openTime + MINUTE) })
      }
  } finally {
    await reader.close()
  }
  return ask(prices.priceOf)
}

async function candleMarkets(reader: MarketReader): Promise<readonly InstrumentId[]> {
  const spans = await reader.spans()
  return spans.filter(({ kind }) => kind === 'candles').map(({ instrument }) => instrument)
}

function isOf(instrument: InstrumentId, { asset, currency }: Question): boolean {
  const { base, quote } = assetsOf(instrument)
  return (base === asset && quote === currency) || (base === currency && quote === asset)
}
