import type { ShadowMeasure, ShadowOutcome } from '../../../core/domain/index.ts'
import { MISSING } from '../../format/index.ts'

export const OUTCOME_WORDS: Readonly<Record<ShadowOutcome, string>> = {
  working: 'working',
  both: 'both filled',
  'live-only': 'live only',
  'paper-only': 'paper only',
  neither: 'neither',
  'not-followed': 'not followed',
}

export const MEASURES: readonly { readonly id: ShadowMeasure; readonly title: string; readonly about: string }[] = [
  { id: 'bps', title: 'Price, bps', about: 'Mean fill price of live less paper; above zero live was worse' },
  { id: 'acceptMs', title: 'Accepted, ms', about: 'Until the venue had it, live less paper; above zero live was slower' },
  { id: 'firstFillMs', title: 'First fill, ms', about: 'Until the first fill, live less paper' },
  { id: 'lastFillMs', title: 'Last fill, ms', about: 'Until the last fill, live less paper' },
  { id: 'fillRatio', title: 'Filled', about: 'Share filled, live less paper; below zero live filled less' },
]

const signed = (value: number, decimals: number): string => {
  const text = value.toFixed(decimals)
  return Number(text) === 0 ? text.replace('-', '') : value > 0 ? `+${text}` : text
}

/** A divergence with its sign, in its own unit. */
export function divergenceText(measure: ShadowMeasure, value: number | undefined): string {
  if (value === undefined || !Number.isFinite(value)) return MISSING
  if (measure === 'bps') return signed(value, 2)
  return measure === 'fillRatio' ? `${signed(value * 100, 0)} %` : signed(value, 0)
}

/** `worse` where live did worse than paper by it, `better` where it did better. */
export function verdictOf(measure: ShadowMeasure, value: number | undefined): 'worse' | 'better' | '' {
  if (value === undefined || value === 0) return ''
  const bad = measure === 'fillRatio' ? value < 0 : value > 0
  return bad ? 'worse' : 'better'
}
