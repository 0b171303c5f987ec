/** The form as it is typed: text, checked by the research service. */
export interface ResearchDraft {
  readonly kind: 'backtest' | 'generate'
  readonly instrument: string
  readonly timeframe: string
  readonly days: string
  readonly feeBps: string
  readonly slippageBps: string
  readonly strategy: string
  /** Empty: as the strategy says. */
  readonly stopPercent: string
  readonly targetPercent: string
  readonly count: string
  readonly generations: string
  readonly seed: string
  readonly promote: boolean
}

/** A number where it is one; otherwise the text itself, which the service will name in its complaint. */
const numberOr = (text: string): number | string => {
  const trimmed = text.trim()
  return trimmed !== '' && Number.isFinite(Number(trimmed)) ? Number(trimmed) : text
}
const share = (text: string): number | string => {
  const value = numberOr(text)
  return typeof value === 'number' ? value / 100 : value
}
const optional = (name: string, text: string): Record<string, unknown> => (text.trim() === '' ? {} : { [name]: share(text) })

export function requestOf(draft: ResearchDraft): Record<string, unknown> {
  const market = {
    kind: draft.kind,
    instrument: draft.instrument,
    timeframe: draft.timeframe,
    days: numberOr(draft.days),
    feeBps: numberOr(draft.feeBps),
    slippageBps: numberOr(draft.slippageBps),
  }
  if (draft.kind === 'backtest')
    return {
      ...market,
      strategy: draft.strategy,
      ...optional('stop', draft.stopPercent),
      ...optional('target', draft.targetPercent),
    }
  return {
    ...market,
    count: numberOr(draft.count),
    generations: numberOr(draft.generations),
    seed: numberOr(draft.seed),
    promote: draft.promote,
  }
}
