import { describe, expect, it } from 'vitest'
import { createLogger } from '../../adapters/system/index.ts'
import { BYBIT_EXCERPT, COINBASE_EXCERPT, KRAKEN_EXCERPT, OKX_EXCERPT } from '../../testing/recordings.ts'
import { replay, replayConfig } from './index.ts'

const run = (exchange: string, capture: string) =>
  replay({
    exchange,
    captures: [capture],
    config: replayConfig(undefined, exchange),
    logger: createLogger('error', { service: 'replay' }),
  })

describe('replaying each venue`s recording through the whole program', () => {
  it.each([
    ['okx', OKX_EXCERPT, ['ZEN/USDT', 'UNI-USD-SWAP', 'ETH-USD-220325-8800-P'], 921],
    ['bybit', BYBIT_EXCERPT, ['BTC/USDT', 'BTC/USDT:USDT'], 0],
    ['coinbase', COINBASE_EXCERPT, ['BTC/USD', 'ETH/USD'], 0],
    ['kraken', KRAKEN_EXCERPT, ['BTC/USD', 'DASH/EUR'], 1_172],
  ] as const)('%s', async (exchange, capture, symbols, checksums) => {
    const report = await run(exchange, capture)
    expect(report).toMatchObject({ exchange, gaps: 0, crossed: 0, resyncs: 0, checksums: { ok: checksums, failed: 0 } })
    for (const symbol of symbols) expect(report.books[symbol]).toBeDefined()
    expect((await run(exchange, capture)).decisionHash).toBe(report.decisionHash)
  })
})
