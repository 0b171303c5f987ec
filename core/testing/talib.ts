import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import * as talib from 'talib-web'

/** A column whose beginning may have no values. */
export type Series = readonly (number | undefined)[]

export type Talib = typeof talib

/** TA-Lib's own C code as WebAssembly. It wants an address to fetch itself from. */
export async function loadTalib(): Promise<Talib> {
  const file = createRequire(import.meta.url)
    .resolve('talib-web')
    .replace(/[^/\\]+$/, 'talib.wasm')
  await talib.init(`data:application/wasm;base64,${readFileSync(file).toString('base64')}`)
  return talib
}

const nothing = (count: number): undefined[] => Array.from({ length: count }, () => undefined)

/**
 * Applies a TA-Lib function to series that begin late. `lookback` is how many inputs come before its first output:
 * the wrapper gives the outputs from the front and then reads past the end of its inputs, so the rest is dropped.
 */
export function apply(lookback: number, inputs: readonly Series[], call: (columns: number[][]) => readonly number[]): Series {
  const starts = inputs.map((series) => series.findIndex((value) => value !== undefined))
  const start = Math.max(...starts)
  const columns = inputs.map((series) => series.slice(start).map((value) => value ?? Number.NaN))
  const count = (columns[0]?.length ?? 0) - lookback
  return [...nothing(start + lookback), ...call(columns).slice(0, count)]
}

/** Element by element; no value where any has none. */
export const combine = (series: readonly Series[], of: (...values: number[]) => number): Series =>
  (series[0] ?? []).map((_, index) => {
    const values = series.map((each) => each[index])
    return values.every((value) => value !== undefined) ? of(...values) : undefined
  })

/** Later by some places. */
export const later = (series: Series, by: number): Series => [...nothing(by), ...series].slice(0, series.length)
