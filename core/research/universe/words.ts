import type { UniverseComponent, Scored } from './score.ts'

const percent = (value: number, digits = 1): string => `${(100 * value).toFixed(digits)} %`
const signed = (value: number, text: string): string => `${value > 0 ? '+' : ''}${text}`

/** 1234567 as `1.23 M`. */
export function amount(value: number): string {
  for (const [size, letter] of [
    [1e12, 'T'],
    [1e9, 'B'],
    [1e6, 'M'],
    [1e3, 'k'],
  ] as const)
    if (value >= size) return `${(value / size).toFixed(2)} ${letter}`
  return value.toFixed(2)
}

function figure(
  { name, value }: { readonly name: UniverseComponent['name']; readonly value: number },
  change: number,
  unit: string,
) {
  switch (name) {
    case 'liquidity':
      return `turns over ${amount(value)} ${unit}`
    case 'spread':
      return `spread ${value.toFixed(2)} bps`
    case 'depth':
      return `${amount(value)} ${unit} in the book near the mid`
    case 'volatility':
      return `moves ${percent(value, 2)} a day`
    case 'momentum':
      return `${signed(change, percent(change))} over the period, ${signed(value, value.toFixed(2))} times its volatility`
    case 'sentiment':
      return `mood ${signed(value, value.toFixed(2))}`
  }
}

/** Each measure in words, what adds most first, and what is missing. */
export function reasonsOf({ components, change }: Scored): {
  readonly reasons: readonly string[]
  readonly missing: readonly string[]
} {
  const known = components.flatMap((component) => (component.value === null ? [] : [{ ...component, value: component.value }]))
  const reasons = [...known]
    .sort((a, b) => (b.contribution ?? -1) - (a.contribution ?? -1))
    .map(({ name, value, unit, percentile, contribution, weight }) => {
      const text = figure({ name, value }, change, unit)
      if (percentile === null) return `${text}: no other market to compare with`
      const more = `${text}: more than ${percent(percentile, 0)} of the others`
      if (contribution === null) return `${more}; does not count`
      const liked = weight < 0 ? ', and less is preferred' : ''
      return `${more}${liked}; adds ${contribution.toFixed(3)}`
    })
  return { reasons, missing: components.filter(({ value }) => value === null).map(({ name }) => name) }
}
