import type { Random } from '../../ports/index.ts'
import { seededRandom } from '../../simulation/paper/index.ts'

/** The randomness of one trial: it depends on nothing but the seed of the study and the number of the trial. */
export function trialRandom(seed: number, trial: number): Random {
  // Neighbouring numbers become unrelated seeds (the finaliser of MurmurHash3).
  let mixed = Math.imul(seed ^ 0x9e37_79b9, 0x85eb_ca6b) ^ Math.imul(trial + 1, 0xc2b2_ae35)
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85eb_ca6b)
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2_ae35)
  return seededRandom((mixed ^ (mixed >>> 16)) >>> 0)
}
