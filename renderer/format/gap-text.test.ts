import { describe, expect, it } from 'vitest'
import type { GapRow } from '../../core/contract/index.ts'
import { exchangeId, instrumentId } from '../../core/domain/index.ts'
import { describeGap, gapCause, gapLine, gapMissing, gapRepair, gapState } from './gap-text.ts'

const gap: GapRow = {
  kind: 'gap',
  id: 'a',
  instrument: instrumentId(exchangeId('demo'), 'BTC/USDT'),
  channel: 'trades',
  missingCount: 10,
  startTime: 0,
  endTime: 65_000,
  cause: 'refused',
  recovered: 0,
  exchangeTime: 65_000,
  receivedTime: 65_000,
}
const { missingCount: _, ...uncounted } = gap

describe('a gap in words', () => {
  it.each([
    [gap, 'open', '10 trades', 'open'],
    [{ ...gap, recovered: 4 }, 'partial', '10 trades', '4 of 10 fetched'],
    [{ ...uncounted, recovered: 4 }, 'partial', 'some trades', '4 of an unknown number fetched'],
    [{ ...gap, recovered: 10, repairedBy: 'backfill' }, 'repaired', '10 trades', 'all fetched'],
    [{ ...gap, channel: 'book', missingCount: 1, repairedBy: 'snapshot' }, 'repaired', '1 update', 'book rebuilt'],
    [{ ...gap, channel: 'candles', missingCount: 2 }, 'open', '2 bars', 'open'],
  ] as const)('%#', (row, state, missing, repair) => {
    expect([gapState(row), gapMissing(row), gapRepair(row)]).toEqual([state, missing, repair])
  })

  it('says a cause that it has no words for as it is', () => {
    expect([gapCause('overflow'), gapCause('odd')]).toEqual(['a full queue', 'odd'])
    expect(describeGap(gap, 'utc')).toBe('10 trades missing, 00:00:00 to 00:01:05 (1 m 05 s): refused as wrong; open')
  })

  it('fits a line of a card, in the words of the list', () => {
    const held = { channel: 'trades', cause: 'sequence', startTime: 50_590_000, endTime: 50_602_000, recovered: 0 } as const
    expect(gapLine({ ...held, missingCount: 37 }, 'utc')).toBe('trades 14:03:10–14:03:22, 37 missing, open')
    expect(gapLine({ ...held, missingCount: 37, recovered: 5 }, 'utc')).toMatch(/, 5 of 37 fetched$/)
    expect(gapLine({ ...held, channel: 'book', endTime: held.startTime }, 'utc')).toBe('book since 14:03:10, some missing, open')
  })
})
