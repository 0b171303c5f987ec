import { expect, it } from 'vitest'
import type { FillRow } from '../../../core/contract/index.ts'
import { chartMarks } from './chart-marks.ts'

const fill = (at: number, side: 'buy' | 'sell', instrument = 'demo:BTC/USDT'): FillRow => ({ at, side, instrument }) as FillRow
const marksOf = (fills: readonly FillRow[]) =>
  chartMarks({ instrument: 'demo:BTC/USDT', timeframe: '1m', signals: [], fills, shift: () => 0 }).map(({ time, kind }) => [
    time,
    kind,
  ])

it('shows one dot a bar and side, of this market alone, oldest first', () => {
  const many = Array.from({ length: 2_500 }, (_, index) => fill(120_000 + index, 'buy'))
  expect(marksOf([...many, fill(125_000, 'sell'), fill(60_001, 'sell'), fill(60_001, 'buy', 'demo:ETH/USDT')])).toEqual([
    [60, 'fill-sell'],
    [120, 'fill-buy'],
    [120, 'fill-sell'],
  ])
})
