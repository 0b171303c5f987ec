import { readFileSync } from 'node:fs'
import { DAY, InputError } from '../../../domain/index.ts'

/** `epoch ms,score`; an empty score is a reading that the feed did not have. */
const ROW = /^(\d{1,15}),(-?\d*\.?\d*)$/

/**
 * The readings of the newest `days` before `end`, in [-1, 1]; null where the feed had none. A first line without
 * digits is a heading. Throws InputError naming file and line.
 */
export function sentimentOfFile(file: string, end: number, days: number): readonly (number | null)[] {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new InputError({ field: '--sentiment', value: file, remedy: `cannot be read (${reason})` })
  }
  const found: (number | null)[] = []
  for (const [index, raw] of text.split('\n').entries()) {
    const line = raw.trim()
    if (line === '' || (index === 0 && !/\d/.test(line))) continue
    const [, time = '', score = ''] = ROW.exec(line) ?? []
    const value = score === '' ? null : Number(score)
    if (time === '' || (value !== null && !(value >= -1 && value <= 1)))
      throw new InputError({
        field: '--sentiment',
        value: `${file} line ${String(index + 1)}: ${line.slice(0, 60)}`,
        remedy: 'give lines such as 1700000000000,0.25: epoch ms and a score from -1 to 1',
      })
    if (Number(time) > end - days * DAY && Number(time) <= end) found.push(value)
  }
  return found
}
