/** The subsets of so many of 0 to count - 1, each ascending, in lexical order. */
export function combinations(count: number, size: number): readonly (readonly number[])[] {
  const found: (readonly number[])[] = []
  const chosen: number[] = []
  const choose = (from: number): void => {
    if (chosen.length === size) {
      found.push([...chosen])
      return
    }
    for (let next = from; next <= count - (size - chosen.length); next += 1) {
      chosen.push(next)
      choose(next + 1)
      chosen.pop()
    }
  }
  choose(0)
  return found
}

/** The bounds of `parts` runs of neighbours whose lengths differ by at most one: part p is [bounds[p], bounds[p + 1]). */
export const evenBounds = (count: number, parts: number): readonly number[] =>
  Array.from({ length: parts + 1 }, (_, part) => Math.floor((part * count) / parts))
