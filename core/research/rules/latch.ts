import { BarBits } from '../columns/bits.ts'
import type { BarRange, Signals } from '../columns/simulate.ts'

export interface LatchInputs {
  readonly entry: BarBits
  readonly exit: BarBits
  /** Bars before which a view runs out; undefined where there are none. */
  readonly resets: BarBits | undefined
}

const at = (words: Uint32Array, index: number): number => words[index] as number

/**
 * The signals of a strategy that is long from a close at which `entry` holds and `exit` does not, flat from one at which
 * `exit` holds, and otherwise as before; that starts without a view at the first bar of the range, and again after a
 * reset. A signal is a change to long, at or after bar `first`, or any bar at which `exit` holds: whoever holds since a
 * change to long leaves at the first of them. Found by jumping from bit to bit.
 */
export function latchSignals({ entry, exit, resets }: LatchInputs, { from, to }: BarRange, first: number): Signals {
  const { length } = entry
  const enters = new BarBits(length)
  /** Where a long view ends, if there is one. */
  const ends = resets === undefined ? exit : new BarBits(length)
  for (let word = 0; word < enters.words.length; word += 1) {
    const entering = at(entry.words, word) & ~at(exit.words, word)
    enters.words[word] = entering
    if (resets !== undefined) ends.words[word] = at(exit.words, word) | (at(resets.words, word) & ~entering)
  }
  const enter = new BarBits(length)
  for (let bar = enters.next(from); bar >= 0 && bar < to; ) {
    if (bar >= first) enter.set(bar)
    const end = ends.next(bar + 1)
    if (end < 0) break
    bar = enters.next(end + 1)
  }
  return { enter, leave: exit }
}
