import type { StrategyView, Verdict } from './strategy.ts'

export const clamp = (value: number, low: number, high: number): number => Math.min(Math.max(value, low), high)

/** No view, with the features that were looked at. */
export const neutral = (...looked: readonly string[]): Verdict => ({
  stance: 'neutral',
  confidence: 0,
  reasons: looked.map((feature) => ({ feature, contribution: 0 })),
})

/**
 * The values behind these aliases by name, or null where any of them is missing. It leans on no other function: a user's
 * process gets it as text.
 */
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

/** As {@link values}, in the order of the aliases: for strategies of which millions of steps are taken. */
export function readings<const Aliases extends readonly string[]>(
  view: StrategyView,
  aliases: Aliases,
): { readonly [Index in keyof Aliases]: number } | null {
  const found = new Array<number>(aliases.length)
  let index = 0
  for (const alias of aliases) {
    const { value } = view.feature(alias)
    if (value === null) return null
    found[index] = value
    index += 1
  }
  // As long as the aliases, a number each.
  return found as { readonly [Index in keyof Aliases]: number }
}

export interface Distances {
  /** In average true ranges. */
  readonly stopAtr: number
  readonly targetAtr: number
}

/** Stop below and target above a price, in average true ranges. */
export const aroundByAtr = (price: number, atr: number, { stopAtr, targetAtr }: Distances) => ({
  stop: price - stopAtr * atr,
  target: price + targetAtr * atr,
})
