import { FRAME } from './frame.ts'
import type { FrameReader } from './frame-reader.ts'

const ZERO = 48
const DATE_LENGTH = 10
const SHORTEST = DATE_LENGTH + 'THH:MM:SSZ'.length
const [T, COLON, POINT, Z] = [84, 58, 46, 90]

/** Of the last frame, which the next ones share. */
const date = { text: '', time: Number.NaN }

function twoDigits(reader: FrameReader, at: number, most: number): number {
  const tens = (FRAME[at] as number) - ZERO
  const ones = (FRAME[at + 1] as number) - ZERO
  const value = tens * 10 + ones
  if (tens < 0 || tens > 9 || ones < 0 || ones > 9 || value > most) reader.fail()
  return value
}

/** The day at the reader's place as ms. */
function dayAt(reader: FrameReader): number {
  const { at } = reader
  for (let i = 0; i < DATE_LENGTH; i += 1)
    if (FRAME[at + i] !== date.text.charCodeAt(i)) {
      date.text = String.fromCharCode(...FRAME.subarray(at, at + DATE_LENGTH))
      date.time = /^\d{4}-\d\d-\d\d$/.test(date.text) ? Date.parse(date.text) : Number.NaN
      break
    }
  return date.time
}

/**
 * A time of RFC 3339 in UTC, as in `2026-08-09T21:05:48.618125631Z`, up to its closing quote: ms between
 * 2001 and 2286, what is finer cut off.
 */
export function readIsoTime(reader: FrameReader): number {
  const from = reader.at
  reader.skipString()
  const end = reader.at
  if (!reader.ok || end - from < SHORTEST) {
    reader.fail()
    return 0
  }
  reader.at = from
  const day = dayAt(reader)
  const [t, firstColon, secondColon] = [FRAME[from + 10], FRAME[from + 13], FRAME[from + 16]]
  if (t !== T || firstColon !== COLON || secondColon !== COLON || FRAME[end - 1] !== Z) reader.fail()
  const hours = twoDigits(reader, from + 11, 23)
  const minutes = twoDigits(reader, from + 14, 59)
  const seconds = twoDigits(reader, from + 17, 59)
  let fraction = 0
  if (end - from > SHORTEST) {
    if (FRAME[from + 19] !== POINT || end - from === SHORTEST + 1) reader.fail()
    let weight = 100
    for (let at = from + 20; at < end - 1; at += 1) {
      const digit = (FRAME[at] as number) - ZERO
      if (digit < 0 || digit > 9) reader.fail()
      if (weight >= 1) fraction += digit * weight
      weight /= 10
    }
  }
  const time = day + hours * 3_600_000 + minutes * 60_000 + seconds * 1_000 + fraction
  if (!(time >= 1e12 && time < 1e13)) reader.fail()
  if (reader.ok) reader.at = end
  return time
}
