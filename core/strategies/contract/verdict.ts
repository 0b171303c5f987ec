import type { StrategyView, Verdict } from './strategy.ts'

export const clamp = (value: number, low: number, high: number): number => Math.min(Math.max(value, low), high)

/** No view, with the features that were looked at. */
export const neutral = (...looked: readonly string[]): Verdict => ({
  stance: 'neutral',
  confidence: 0,
  reasons: looked.map((feature) => ({ feature, contribution: 0 })),
})

/** The values behind these aliases, or null where any of them is missing. */
export function values<Alias extends string>(
  view: StrategyView,
  aliases: readonly Alias[],
): Readonly<Record<Alias, number>> | null {
  const found: Partial<Record<Alias, number>> = {}
  for (const alias of aliases) {
    const { value } = view.feature(alias)
    if (value === null) return null
    found[alias] = value
  }
  return found as Record<Alias, number>
}
