import type { Random } from '../../ports/index.ts'

/** Time from our request to the venue's matching engine and from there back, ms. */
export interface LatencyModel {
  sample(): number
}

export const constantLatency = (delay: number): LatencyModel => ({ sample: () => delay })

/** A floor plus an exponential tail with the given mean: most answers are quick, a few are not. */
export const tailedLatency = (floor: number, tail: number, random: Random): LatencyModel => ({
  sample: () => Math.round(floor - tail * Math.log(1 - random.next())),
})

/** mulberry32: small, fast, and good enough for simulation; never for secrets. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0
  return {
    next() {
      state = (state + 0x6d2b79f5) >>> 0
      let mixed = Math.imul(state ^ (state >>> 15), state | 1)
      mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
      return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
    },
  }
}
