import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Box, coarse, compare, decode, encode, type Picture, shrink } from './picture.ts'

const BASELINES = fileURLToPath(new URL('./baselines/', import.meta.url))
const RESULTS = fileURLToPath(new URL('../../test-results/pictures/', import.meta.url))
const UPDATE = process.env['SENTINEL_UPDATE_BASELINES'] === '1'

/** A part of the picture that is judged by itself, so that a large calm neighbour does not hide its change. */
export interface Part extends Box {
  readonly name: string
}

/** What two machines may differ in: the rasters of their glyphs. See Difference; each of one part. */
export const TOLERANCE = { far: 0.008, mean: 0.5 } as const

const MOST_BYTES = 40_000

export const baselineFile = (name: string): string => join(BASELINES, `${name}.png`)

const part = (picture: Picture, box: Box, factor: number): Picture => {
  const [x, y] = [Math.floor(box.x / factor), Math.floor(box.y / factor)]
  const width = Math.min(Math.ceil(box.width / factor), picture.width - x)
  const height = Math.min(Math.ceil(box.height / factor), picture.height - y)
  return shrink(picture, { x, y, width, height }, 1)
}

/**
 * Compares a picture with its baseline, part by part, both `factor` times smaller than what was seen; or keeps it as the
 * baseline when SENTINEL_UPDATE_BASELINES=1. Returns what is wrong, one line each.
 */
export function againstBaseline(name: string, seen: Picture, parts: readonly Part[], factor: number): readonly string[] {
  const actual = shrink(seen, { x: 0, y: 0, width: seen.width, height: seen.height }, factor)
  const file = baselineFile(name)
  if (UPDATE) {
    mkdirSync(BASELINES, { recursive: true })
    const exact = encode(coarse(actual))
    // What is drawn in hundreds of colours, as a heatmap, has no surfaces worth the bytes.
    writeFileSync(file, exact.length <= MOST_BYTES ? exact : encode(coarse(actual, false)))
    return []
  }
  const write = (kind: string, picture: Picture): string => {
    mkdirSync(RESULTS, { recursive: true })
    const path = join(RESULTS, `${name}-${kind}.png`)
    writeFileSync(path, encode(picture))
    return path
  }
  const remedy = 'if it is meant: SENTINEL_UPDATE_BASELINES=1'
  if (!existsSync(file)) return [`${name}: no baseline; look at ${write('actual', seen)}; ${remedy}`]
  const expected = decode(readFileSync(file))
  if (expected.width !== actual.width || expected.height !== actual.height) {
    const sizes = [expected, actual].map(({ width, height }) => `${String(width)}x${String(height)}`).join(', now ')
    return [`${name}: the sheet was ${sizes}; look at ${write('actual', seen)}; ${remedy}`]
  }
  const wrong = parts.flatMap((box) => {
    const { far, mean } = compare(part(expected, box, factor), part(actual, box, factor))
    if (far <= TOLERANCE.far && mean <= TOLERANCE.mean) return []
    return [`${name} ${box.name}: ${(far * 100).toFixed(2)} % of what is drawn differs, by ${mean.toFixed(2)} on average`]
  })
  if (wrong.length === 0) return []
  const shown = `see ${write('actual', seen)} and ${write('difference', compare(expected, actual).picture)}; ${remedy}`
  return [...wrong, shown]
}
