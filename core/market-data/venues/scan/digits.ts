const ZERO = 48
const NINE = 57
const POINT = 46

/** Where the digits and the point that begin at `from` end; a 0 behind the text ends them at the latest. */
export function digitsEnd(bytes: Uint8Array, from: number): number {
  let at = from
  for (let byte = bytes[at] as number; (byte >= ZERO && byte <= NINE) || byte === POINT; byte = bytes[at] as number) at += 1
  return at
}
