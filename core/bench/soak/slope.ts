/** One reading: seconds since the start, and bytes. */
export interface Reading {
  readonly at: number
  readonly bytes: number
}

/**
 * The lowest reading of each window: what is left after the collector has been, so that garbage on
 * its way out does not count as growth.
 */
export function windowMinima(readings: readonly Reading[], seconds: number): readonly Reading[] {
  const lowest = new Map<number, Reading>()
  for (const reading of readings) {
    const window = Math.floor(reading.at / seconds)
    const known = lowest.get(window)
    if (known === undefined || reading.bytes < known.bytes) lowest.set(window, reading)
  }
  return [...lowest.values()]
}

/** Bytes per second by least squares; NaN for fewer than two moments. */
export function slope(readings: readonly Reading[]): number {
  const count = readings.length
  const meanAt = readings.reduce((sum, { at }) => sum + at, 0) / count
  const meanBytes = readings.reduce((sum, { bytes }) => sum + bytes, 0) / count
  let covariance = 0
  let variance = 0
  for (const { at, bytes } of readings) {
    covariance += (at - meanAt) * (bytes - meanBytes)
    variance += (at - meanAt) ** 2
  }
  return covariance / variance
}
