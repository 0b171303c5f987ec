/** Uniform doubles in [0, 1). Seeded wherever a result must repeat. */
export interface Random {
  next(): number
}
