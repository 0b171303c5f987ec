import { expect, it } from 'vitest'
import { parseConfig } from '../contract/index.ts'
import { DAY, millis } from '../domain/index.ts'
import { retentionCutoffs } from './retention.ts'

it('keeps candles, bins and metrics for 90 days, trades for 30, books for 7 and gaps for 365 unless told otherwise', () => {
  const { retention } = parseConfig({ exchanges: [{ id: 'binance', symbols: ['BTC/USDT'] }] })
  const now = millis(1_700_000_000_000)
  const days = Object.entries(retentionCutoffs(now, retention)).map(([kind, before]) => [kind, (now - before) / DAY])
  expect(Object.fromEntries(days)).toEqual({ candles: 90, trades: 30, books: 7, bins: 90, metrics: 90, gaps: 365 })
})
