import type { Island, Member } from './state.ts'

/** The best of each island go to the next one, round a ring, in place of its worst; who lives there already does not come twice. */
export function migrate(islands: readonly Island[], count: number, order: (a: Member, b: Member) => number): readonly Island[] {
  if (islands.length < 2) return islands
  return islands.map((island, index) => {
    const from = islands[(index + islands.length - 1) % islands.length]
    const known = new Set(island.members.map(({ id }) => id))
    const coming = (from?.members ?? []).slice(0, count).filter(({ id }) => !known.has(id))
    const staying = island.members.slice(0, island.members.length - coming.length)
    return { ...island, members: [...staying, ...coming].sort(order) }
  })
}
