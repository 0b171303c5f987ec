import { describe, expect, it } from 'vitest'
import type { RiskLimitRow } from '../../../core/contract/index.ts'
import { byNearness, shortMeasure, usedText } from './limit-order.ts'
import { matrixOf } from './matrix.ts'
import { haltCause, resetOf, ruleAbout, ruleTitle } from './rule-words.ts'

const row = (code: string, used: number | null, passed = true): RiskLimitRow => ({ code, used, passed, measured: '', limit: '' })

describe('the limits', () => {
  it('come with what failed first, then the nearest to its limit', () => {
    const rows = [
      row('armed', null),
      row('exposure', 0.3),
      row('clock', null, false),
      row('order-rate', 0.9),
      row('max-drawdown', 1.2, false),
    ]
    expect(byNearness(rows).map(({ code }) => code)).toEqual(['max-drawdown', 'clock', 'order-rate', 'exposure', 'armed'])
  })

  it('are never full before they are reached', () => {
    expect([0, 0.004, 0.125, 0.9999, 1, 1.337].map(usedText)).toEqual(['0 %', '0 %', '13 %', '99 %', '100 %', '134 %'])
  })

  it('have figures that fit and that a person reads', () => {
    expect(shortMeasure('0 in 300000 ms')).toBe('0 in 5 min')
    expect(shortMeasure('5000 ms')).toBe('5 s')
    expect(shortMeasure('1234 ms')).toBe('1234 ms')
    expect(shortMeasure("ours is 1234 ms behind x's (± 20 ms)")).toBe('1234 ms behind')
    expect(shortMeasure('our clock jumped; not measured since')).toBe('our clock jumped; not measured since')
    expect(['24.61 % of equity', '2 in the last minute', '1 open', '0 open differences'].map(shortMeasure)).toEqual([
      '24.61 %',
      '2',
      '1',
      '0',
    ])
  })

  it('have words, and so do causes and resets', () => {
    expect([ruleTitle('clock'), ruleTitle('brand-new_rule')]).toEqual(['Venue clock', 'Brand new rule'])
    expect(ruleAbout('max-drawdown')).toBe('Fall from the highest equity so far.')
    expect([haltCause('kill'), haltCause('max-daily-loss')]).toEqual(['Kill switch', 'Daily loss'])
    expect(resetOf('max-drawdown')).toContain('new peak')
    expect(resetOf('other')).toBe('Stays until you re-arm.')
  })
})

describe('the matrix', () => {
  it('has each pair twice, each market with itself once, and knows what is not known', () => {
    const related = ['a', 'b', 'c'].map((instrument) => ({ instrument, held: true }))
    const relations = [
      { one: 'a', other: 'b', correlation: 0.5, samples: 60 },
      { one: 'a', other: 'c', correlation: null, samples: 3 },
      { one: 'b', other: 'c', correlation: -0.25, samples: 60 },
    ]
    const cells = matrixOf(related, relations)
    expect(cells.map((line) => line.map((cell) => (cell === 'self' ? 1 : (cell?.correlation ?? null))))).toEqual([
      [1, 0.5, null],
      [0.5, 1, -0.25],
      [null, -0.25, 1],
    ])
    expect(cells[2]?.[0]).toMatchObject({ samples: 3 })
  })
})
