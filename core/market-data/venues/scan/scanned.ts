import type { RawFrame, VenueFact } from '../contract.ts'
import { FrameReader } from './frame-reader.ts'

type MapFrame = (frame: RawFrame, emit: (fact: VenueFact) => void) => void

/**
 * The frames that a venue sends all the time, read without JSON. A grammar goes through the text from
 * left to right, in the order in which the venue writes its keys: fixed parts with `expect` (or `skip`
 * where they may be absent), values with `integer`, `word`, `level` and so on, and pushes its facts. It
 * looks at nothing in between: where anything is not as expected, nothing of it counts, and the
 * venue's reading of any JSON takes the frame. That one says what is right; the grammar may only be
 * faster, never different, and must refuse (`fail`) each value that the other one would call malformed.
 */
export type Grammar = (reader: FrameReader, facts: VenueFact[], frame: RawFrame) => void

/** Maps by the grammar what it knows, and by `otherwise` all else. */
export function scanned(grammar: Grammar, otherwise: MapFrame): MapFrame {
  const reader = new FrameReader()
  const facts: VenueFact[] = []
  let busy = false
  return (frame, emit) => {
    // A frame that comes while the facts of another are being taken must not overwrite their levels.
    if (busy) {
      otherwise(frame, emit)
      return
    }
    // Setting the length would drop the memory of the list with them.
    while (facts.length > 0) facts.pop()
    reader.open(frame.text)
    grammar(reader, facts, frame)
    if (!reader.finished() || facts.length === 0) {
      otherwise(frame, emit)
      return
    }
    busy = true
    try {
      for (let i = 0; i < facts.length; i += 1) emit(facts[i] as VenueFact)
    } finally {
      busy = false
    }
  }
}
