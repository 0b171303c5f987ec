import { describe, expect, it } from 'vitest'
import { drawnCase, fastTier, tierDifference } from '../../testing/rule-tiers.ts'

/** A few of the cases that core/bench/rule-tiers.long.ts runs by the thousand. */
const CASES = 60

describe('a rule tree trades over columns as it trades in the live engine', () => {
  it(`trade for trade, on ${String(CASES)} random markets, trees, terms and ranges`, { timeout: 60_000 }, () => {
    let trades = 0
    for (let seed = 0; seed < CASES; seed += 1) {
      const given = drawnCase(seed)
      expect(tierDifference(given), `seed ${String(seed)}`).toBeUndefined()
      trades += fastTier(given).ledger.trades.length
    }
    expect(trades).toBeGreaterThan(5 * CASES)
  })
})
