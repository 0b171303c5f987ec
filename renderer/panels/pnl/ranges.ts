import { DAY } from '../../../core/domain/index.ts'

export const RANGES = ['today', '7d', '30d', 'all'] as const
export type Range = (typeof RANGES)[number]

export const RANGE_WORDS: Readonly<Record<Range, string>> = { today: 'Today', '7d': '7 d', '30d': '30 d', all: 'All' }

const DAYS: Readonly<Record<Range, number>> = { today: 1, '7d': 7, '30d': 30, all: 0 }

/** Whole UTC days, today among them; all of it without a beginning. */
export function fromOf(range: Range, now: number): { readonly from?: number } {
  const days = DAYS[range]
  return days === 0 ? {} : { from: (Math.floor(now / DAY) - days + 1) * DAY }
}

export const parseRange = (kept: unknown): Range => RANGES.find((range) => range === kept) ?? '30d'

export const VIEWS = ['curve', 'days', 'strategies', 'symbols'] as const
export type View = (typeof VIEWS)[number]

export const VIEW_WORDS: Readonly<Record<View, string>> = {
  curve: 'Equity',
  days: 'Days',
  strategies: 'Strategies',
  symbols: 'Symbols',
}

export const parseView = (kept: unknown): View => VIEWS.find((view) => view === kept) ?? 'curve'
