import type { Millis } from '../../domain/index.ts'
import type { Rejection } from './stages.ts'

export interface QuarantinedFrame extends Rejection {
  readonly connection: string
  readonly receivedTime: Millis
  /** The first characters of the frame, enough to see what was wrong. */
  readonly text: string
}

const KEPT_TEXT = 2_000

/** The newest bad frames, for a person to look at; bounded. */
export class Quarantine {
  private readonly capacity: number
  private readonly ring: QuarantinedFrame[] = []
  private next = 0

  constructor(capacity = 256) {
    this.capacity = capacity
  }

  add(frame: QuarantinedFrame): void {
    const text = frame.text.length > KEPT_TEXT ? frame.text.slice(0, KEPT_TEXT) : frame.text
    this.ring[this.next] = { ...frame, text }
    this.next = (this.next + 1) % this.capacity
  }

  /** Oldest first. */
  list(): readonly QuarantinedFrame[] {
    return this.ring.length < this.capacity ? [...this.ring] : [...this.ring.slice(this.next), ...this.ring.slice(0, this.next)]
  }
}
