import type { Faults } from './faults.ts'

/** Gives the user events of one stream on, with the faults that are set for it. */
export class FrameDelivery<Frame> {
  readonly #faults: Faults
  readonly #send: (frame: Frame) => void
  #held: Frame | undefined

  constructor(faults: Faults, send: (frame: Frame) => void) {
    this.#faults = faults
    this.#send = send
  }

  deliver(stream: string, frame: Frame): void {
    if (this.#faults.stalled) return
    const fault = this.#faults.takeFrame(stream)
    // What cannot be read is as good as dropped.
    if (fault === 'drop' || fault === 'bad-json') return
    if (fault === 'swap-with-next' && this.#held === undefined) {
      this.#held = frame
      return
    }
    this.#send(frame)
    if (fault === 'duplicate') this.#send(frame)
    const held = this.#held
    this.#held = undefined
    if (held !== undefined) this.#send(held)
  }
}
