const SLOTS = 1_024

/** The same string for the same bytes, without making it anew: for the few words that a venue repeats. */
export class Interner {
  private readonly slots = new Array<string>(SLOTS).fill('')

  /** Of ASCII bytes. */
  of(bytes: Uint8Array, from: number, to: number): string {
    let hash = 0
    for (let at = from; at < to; at += 1) hash = (Math.imul(hash, 31) + (bytes[at] as number)) | 0
    const slot = (hash ^ (hash >>> 10)) & (SLOTS - 1)
    const known = this.slots[slot] as string
    if (known.length === to - from && begins(bytes, from, known)) return known
    const word = String.fromCharCode(...bytes.subarray(from, to))
    this.slots[slot] = word
    return word
  }
}

function begins(bytes: Uint8Array, from: number, word: string): boolean {
  for (let i = 0; i < word.length; i += 1) if (word.charCodeAt(i) !== bytes[from + i]) return false
  return true
}
