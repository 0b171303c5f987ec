import type { Member } from './state.ts'

interface Standardised {
  /** Of length one with a mean of zero; empty for returns that never differ. */
  readonly unit: Float64Array
}

function standardise(daily: readonly number[]): Standardised {
  const mean = daily.reduce((sum, value) => sum + value, 0) / daily.length
  const unit = Float64Array.from(daily, (value) => value - mean)
  const length = Math.sqrt(unit.reduce((sum, value) => sum + value * value, 0))
  return { unit: length > 0 ? unit.map((value) => value / length) : new Float64Array(0) }
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let index = 0; index < a.length; index += 1) sum += (a[index] ?? 0) * (b[index] ?? 0)
  return sum
}

/**
 * Shared fitness (D. Goldberg and J. Richardson, Genetic Algorithms with Sharing, 1987) over behaviour: the rank of a member's
 * fitness, 1 for the best down to 0, divided by how crowded its niche is. Two members are in one niche where the correlation of
 * their daily returns is above `threshold`. In the order of the members.
 */
export function sharedFitness(members: readonly Member[], threshold: number): readonly number[] {
  const order = members.map((_, index) => index).sort((a, b) => (members[b]?.fitness ?? 0) - (members[a]?.fitness ?? 0) || a - b)
  const ranks = new Array<number>(members.length).fill(0)
  order.forEach((index, place) => (ranks[index] = 1 - place / members.length))
  const units = members.map(({ daily }) => standardise(daily))
  const crowd = new Array<number>(members.length).fill(1)
  for (let one = 0; one < units.length; one += 1)
    for (let other = 0; other < one; other += 1) {
      const [a, b] = [units[one]?.unit, units[other]?.unit]
      if (a === undefined || b === undefined || a.length === 0 || b.length === 0) continue
      const closeness = (dot(a, b) - threshold) / (1 - threshold)
      if (closeness <= 0) continue
      crowd[one] = (crowd[one] ?? 1) + closeness
      crowd[other] = (crowd[other] ?? 1) + closeness
    }
  return ranks.map((rank, index) => rank / (crowd[index] ?? 1))
}

/** Places of the best in fitness of which no two are in one niche, at most so many, best first; `members` are sorted by fitness. */
export function bestOfNiches(members: readonly Member[], count: number, threshold: number): readonly number[] {
  const units = members.map(({ daily }) => standardise(daily).unit)
  const chosen: number[] = []
  for (let index = 0; index < members.length && chosen.length < count; index += 1) {
    const unit = units[index]
    if (unit === undefined || unit.length === 0) continue
    if (chosen.every((other) => dot(unit, units[other] ?? unit) <= threshold)) chosen.push(index)
  }
  return chosen
}
