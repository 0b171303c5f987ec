import { significantDecimals } from '../scaled-text.ts'
import type { ChecksumRule, RawLevels } from '../venues/contract.ts'
import { FrameReader, literal } from '../venues/scan/frame-reader.ts'
import type { LevelColumns } from '../venues/scan/level-columns.ts'

/** Why levels cannot be used; nothing of them was applied. */
export type LevelProblem = 'level-number' | 'level-negative' | 'level-price' | 'level-range'

const SHAPE = { before: literal(''), between: literal(' '), after: literal('') }
const reader = new FrameReader()

/** Reads levels written as texts into columns, by the same rules as those of a scanned frame. */
export function readLevelTexts(levels: RawLevels, into: LevelColumns, checksum?: ChecksumRule): LevelProblem | null {
  into.clear()
  const shape = checksum === undefined ? SHAPE : { ...SHAPE, checksum }
  for (const [price, size] of levels) {
    reader.open(`${price} ${size}`)
    reader.level(into, shape)
    if (!reader.finished()) return problemOf(price, size)
  }
  return null
}

function problemOf(price: string, size: string): LevelProblem {
  if (significantDecimals(price) >= 0 && significantDecimals(size) >= 0) return 'level-range'
  return price.startsWith('-') || size.startsWith('-') ? 'level-negative' : 'level-number'
}
