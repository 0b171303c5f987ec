import { FRAME_WORDS } from './frame.ts'
import { type FrameReader, type Literal, literal } from './frame-reader.ts'

const WORDS = FRAME_WORDS
const SLOTS = 256
const HASHED = 8

interface Ending {
  readonly text: Literal
  readonly said: string
}

/** How frames of the same market end alike, and what that said: comparing is faster than reading it again. */
export class Endings {
  private readonly slots = new Array<Ending>(SLOTS).fill({ text: literal('\0'), said: '' })

  /** Reads the frame to its end if it is known from here on, and says what that said. */
  read(reader: FrameReader): string | undefined {
    const { text, said } = this.slots[slotOf(reader)] as Ending
    if (reader.length - reader.at !== text.length || !reader.skip(text)) return undefined
    return said
  }

  /** The frame has been read to its end, which says this from `from` on. */
  note(reader: FrameReader, from: number, said: string): void {
    if (reader.finished()) this.slots[slotOf(reader)] = { text: literal(reader.textFrom(from)), said }
  }
}

function slotOf({ length }: FrameReader): number {
  if (length < HASHED) return 0
  const hash = WORDS.getInt32(length - 8, true) ^ Math.imul(WORDS.getInt32(length - 4, true), 0x9e3779b1)
  return Math.imul(hash, 0x85ebca6b) >>> 24
}
