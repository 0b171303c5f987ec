import { LevelColumns, type Levels, type VenueFact } from '../market-data/index.ts'

/** Plain decimal text without zeros that say nothing; any other text as it is. */
function shortest(text: string): string {
  if (!/^\d+(?:\.\d+)?$/.test(text)) return text
  const whole = text.replace(/^0+(?=\d)/, '')
  return whole.includes('.') ? whole.replace(/\.?0+$/, '') : whole
}

/** `digits` with `decimals` of them behind the point. */
function decimalText(digits: number, decimals: number): string {
  const text = String(digits).padStart(decimals + 1, '0')
  return shortest(decimals === 0 ? text : `${text.slice(0, -decimals)}.${text.slice(-decimals)}`)
}

/** Levels of either form as price and size, shortest texts: what they say, however it was written. */
export const levelTexts = (levels: Levels): readonly (readonly [price: string, size: string])[] =>
  levels instanceof LevelColumns
    ? Array.from({ length: levels.length }, (_, i) => [
        decimalText(levels.prices[i] ?? 0, levels.priceDecimals[i] ?? 0),
        decimalText(levels.sizes[i] ?? 0, levels.sizeDecimals[i] ?? 0),
      ])
    : levels.map(([price, size]) => [shortest(price), shortest(size)])

/** The fact with its levels as texts: for keeping, and for comparing. */
export const withLevelTexts = (fact: VenueFact): VenueFact =>
  'bids' in fact ? { ...fact, bids: levelTexts(fact.bids), asks: levelTexts(fact.asks) } : fact
