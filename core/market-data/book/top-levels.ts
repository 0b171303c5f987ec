import { ALL_UNCHANGED, type LevelPieces } from '../venues/contract.ts'

/** So many levels more than wanted are held, so that a level that goes has a successor at hand. */
const SPARE = 24

/**
 * What the best levels of a side add to a checksum, side by side and best first, kept as they change; it
 * knows from which rank on. Levels are told by their keys: the best is the highest.
 */
export class TopLevels implements LevelPieces {
  /** So many of the first are what they were at the last {@link settle}. */
  unchanged = 0
  /** Levels with a key of at least this are all held; those with a lower one are not. */
  until = Number.NEGATIVE_INFINITY
  private readonly depth: number
  private readonly keys: Float64Array
  private readonly pieces: Float64Array
  private held = 0

  constructor(depth: number) {
    this.depth = depth
    this.keys = new Float64Array(depth + SPARE)
    this.pieces = new Float64Array(depth + SPARE)
  }

  get length(): number {
    return Math.min(this.held, this.depth)
  }

  piece(rank: number): number {
    return this.pieces[rank] as number
  }

  /** What is there now has been summed up. */
  settle(): void {
    this.unchanged = ALL_UNCHANGED
  }

  clear(): void {
    this.held = 0
    this.unchanged = 0
    this.until = Number.NEGATIVE_INFINITY
  }

  /** Whether more levels would be told if they were held: of `all` there are. */
  isShort(all: number): boolean {
    return this.held < this.depth && this.held < all
  }

  /** A level that came or changed; its key is not below {@link until}. */
  set(key: number, piece: number): void {
    const { keys, pieces } = this
    const rank = this.rankOf(key)
    if (rank < this.held && keys[rank] === key) {
      if (pieces[rank] === piece) return
      pieces[rank] = piece
      this.changed(rank)
      return
    }
    const full = this.held === keys.length
    if (full && rank === this.held) {
      this.until = keys[rank - 1] as number
      return
    }
    // The last one gives way.
    if (full) this.held -= 1
    for (let i = this.held; i > rank; i -= 1) {
      keys[i] = keys[i - 1] as number
      pieces[i] = pieces[i - 1] as number
    }
    keys[rank] = key
    pieces[rank] = piece
    this.held += 1
    if (full) this.until = keys[this.held - 1] as number
    this.changed(rank)
  }

  /** A level that went, if it was there; its key is not below {@link until}. */
  remove(key: number): void {
    const { keys, pieces } = this
    const rank = this.rankOf(key)
    if (rank === this.held || keys[rank] !== key) return
    this.held -= 1
    for (let i = rank; i < this.held; i += 1) {
      keys[i] = keys[i + 1] as number
      pieces[i] = pieces[i + 1] as number
    }
    this.changed(rank)
  }

  private changed(rank: number): void {
    if (rank < this.unchanged) this.unchanged = rank
  }

  /** Where a key is or belongs. */
  private rankOf(key: number): number {
    const { keys, held } = this
    // Snapshots append.
    if (held === 0 || key < (keys[held - 1] as number)) return held
    let rank = 0
    while ((keys[rank] as number) > key) rank += 1
    return rank
  }
}
