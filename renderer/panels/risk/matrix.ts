import type { RelationRow, RiskRow } from '../../../core/contract/index.ts'

export type MatrixCell = RelationRow | 'self' | undefined

/** A line for each market, a cell for each other in the same order. */
export function matrixOf(related: RiskRow['related'], relations: readonly RelationRow[]): readonly (readonly MatrixCell[])[] {
  const pairs = new Map<string, RelationRow>()
  for (const relation of relations) {
    pairs.set(`${relation.one} ${relation.other}`, relation)
    pairs.set(`${relation.other} ${relation.one}`, relation)
  }
  return related.map(({ instrument: one }) =>
    related.map(({ instrument: other }) => (one === other ? 'self' : pairs.get(`${one} ${other}`))),
  )
}
