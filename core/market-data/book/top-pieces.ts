import type { LevelPieces } from '../venues/contract.ts'

/** What the best levels of a side add to a checksum, to be filled again and again. */
export class TopPieces implements LevelPieces {
  length = 0
  private readonly pieces: Float64Array

  constructor(capacity: number) {
    this.pieces = new Float64Array(capacity)
  }

  piece(rank: number): number {
    return this.pieces[rank] as number
  }

  clear(): void {
    this.length = 0
  }

  add(piece: number): void {
    this.pieces[this.length] = piece
    this.length += 1
  }
}
