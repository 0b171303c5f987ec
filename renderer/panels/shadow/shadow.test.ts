import { describe, expect, it } from 'vitest'
import { SHADOW_MEASURES, SHADOW_OUTCOMES } from '../../../core/domain/index.ts'
import { divergenceText, MEASURES, OUTCOME_WORDS, verdictOf } from './shadow-words.ts'

describe('divergence', () => {
  it('has its sign and its unit, and is missing rather than zero', () => {
    expect(divergenceText('bps', 1.234)).toBe('+1.23')
    expect(divergenceText('bps', -0.001)).toBe('0.00')
    expect(divergenceText('acceptMs', -12.6)).toBe('-13')
    expect(divergenceText('fillRatio', -0.25)).toBe('-25 %')
    expect(divergenceText('firstFillMs', undefined)).toBe('–')
  })

  it('says who did worse', () => {
    expect(verdictOf('bps', 0.1)).toBe('worse')
    expect(verdictOf('lastFillMs', -3)).toBe('better')
    expect(verdictOf('fillRatio', -0.5)).toBe('worse')
    expect([verdictOf('bps', 0), verdictOf('bps', undefined)]).toEqual(['', ''])
  })

  it('has words for every measure and every outcome', () => {
    expect(MEASURES.map(({ id }) => id)).toEqual([...SHADOW_MEASURES])
    expect(Object.keys(OUTCOME_WORDS)).toEqual([...SHADOW_OUTCOMES])
  })
})
