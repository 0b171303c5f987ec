const LEVELS = 256

/** Red, green and blue of `#rrggbb`, 0 to 255. */
function channels(hex: string): readonly [number, number, number] {
  const value = Number.parseInt(hex.slice(1), 16)
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255]
}

/** 256 opaque pixels, as a canvas stores them, from the first colour over the others to the last. */
export function rampOf(stops: readonly string[]): Uint32Array {
  const colours = stops.map(channels)
  return Uint32Array.from({ length: LEVELS }, (_, level) => {
    const at = (level / (LEVELS - 1)) * (colours.length - 1)
    const index = Math.min(colours.length - 2, Math.floor(at))
    const [from, to] = [colours[index] ?? [0, 0, 0], colours[index + 1] ?? [0, 0, 0]]
    const mix = (channel: 0 | 1 | 2): number => Math.round(from[channel] + (to[channel] - from[channel]) * (at - index))
    return ((255 << 24) | (mix(2) << 16) | (mix(1) << 8) | mix(0)) >>> 0
  })
}

const STOPS = 7

/** The theme's colours from nothing to much. */
export function readStops(): readonly string[] {
  const style = getComputedStyle(document.documentElement)
  return Array.from({ length: STOPS }, (_, index) => style.getPropertyValue(`--heat-${String(index)}`).trim())
}
