/** Items in their order, in at most `count` parts of nearly the same number. */
export function sharesOf<Item>(items: readonly Item[], count: number): readonly (readonly Item[])[] {
  const size = Math.max(1, Math.ceil(items.length / count))
  return Array.from({ length: Math.ceil(items.length / size) }, (_, share) => items.slice(share * size, (share + 1) * size))
}

export interface Batch<Item> {
  readonly items: readonly Item[]
  /** What the items need, each once. */
  readonly keys: ReadonlySet<string>
}

/** Items in their order, as many at a time as together need at most `most` things; at least one. */
export function batchesOf<Item>(
  items: readonly Item[],
  keysOf: (item: Item) => readonly string[],
  most: number,
): readonly Batch<Item>[] {
  const batches: { readonly items: Item[]; keys: ReadonlySet<string> }[] = []
  for (const item of items) {
    const own = keysOf(item)
    const batch = batches.at(-1)
    const together = new Set([...(batch?.keys ?? []), ...own])
    if (batch === undefined || together.size > most) batches.push({ items: [item], keys: new Set(own) })
    else {
      batch.items.push(item)
      batch.keys = together
    }
  }
  return batches
}
