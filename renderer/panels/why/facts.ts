/** A name beside a value, exactly as it was recorded. */
export type Fact = readonly [name: string, value: string]

/** Those that are there, in their order. */
export const factsOf = (values: Readonly<Record<string, string | undefined>>): readonly Fact[] =>
  Object.entries(values).flatMap(([name, value]): Fact[] => (value === undefined ? [] : [[name, value]]))

/** Exact to the millisecond below a minute, which is where it matters. */
export function durationText(ms: number): string {
  const size = Math.abs(ms)
  if (size < 10_000) return `${String(ms)} ms`
  if (size < 60_000) return `${(ms / 1_000).toFixed(3)} s`
  const seconds = Math.floor(size / 1_000)
  const [hours, minutes, rest] = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60, seconds % 60]
  const text = hours > 0 ? `${String(hours)} h ${String(minutes)} min` : `${String(minutes)} min ${String(rest)} s`
  return ms < 0 ? `-${text}` : text
}

/** A share or ratio as far as a person can use it; doubles have digits that say nothing. */
export const ratio = (value: number): string => String(Number(value.toFixed(4)))

export const bps = (value: number | null): string => (value === null ? 'not known' : `${value.toFixed(2)} bp`)

interface Terms {
  readonly quantity?: string | undefined
  readonly stop?: string | undefined
  readonly target?: string | undefined
  readonly trail?: string | undefined
}

export const terms = ({ quantity, stop, target, trail }: Terms): Readonly<Record<string, string | undefined>> => ({
  ...(quantity === undefined ? {} : { Quantity: quantity }),
  ...(stop === undefined ? {} : { Stop: stop }),
  ...(target === undefined ? {} : { Target: target }),
  ...(trail === undefined ? {} : { Trail: trail }),
})
