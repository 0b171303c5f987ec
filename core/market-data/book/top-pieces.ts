import { ALL_UNCHANGED, type LevelPieces } from '../venues/contract.ts'

/** What the best levels of a side add to a checksum, filled again and again: knows from which rank on it changed. */
export class TopPieces implements LevelPieces {
  length = 0
  unchanged = 0
  private readonly pieces: Float64Array
  private before = 0

  constructor(capacity: number) {
    this.pieces = new Float64Array(capacity)
  }

  piece(rank: number): number {
    return this.pieces[rank] as number
  }

  clear(): void {
    this.before = this.length
    this.length = 0
    this.unchanged = ALL_UNCHANGED
  }

  /** Of the next rank. */
  add(piece: number): void {
    const rank = this.length
    if (this.unchanged === ALL_UNCHANGED && (rank >= this.before || (this.pieces[rank] as number) !== piece))
      this.unchanged = rank
    this.pieces[rank] = piece
    this.length = rank + 1
  }

  /** After the last `add`. */
  filled(): void {
    if (this.unchanged === ALL_UNCHANGED && this.length < this.before) this.unchanged = this.length
  }

  /** Nothing changed since it was filled. */
  keep(): void {
    this.unchanged = ALL_UNCHANGED
  }
}
