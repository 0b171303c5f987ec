import type { AlarmKind } from './alarm-plan.ts'

/** Hz and seconds from the start; each kind has its own figure, so that it is known without looking. */
const FIGURES: Readonly<Record<AlarmKind, readonly (readonly [number, number])[]>> = {
  created: [
    [659.3, 0],
    [880, 0.11],
  ],
  half: [[659.3, 0]],
  late: [
    [880, 0],
    [880, 0.13],
    [987.8, 0.26],
  ],
  critical: [
    [440, 0],
    [311.1, 0.16],
    [440, 0.32],
    [311.1, 0.48],
  ],
}

const NOTE = 0.1
const LOUDEST = 0.5

let context: AudioContext | undefined

/** Browsers let a page sound only after a first click or key in it. */
export function allowSound(events: Pick<Window, 'addEventListener'>): void {
  const wake = (): void => {
    context ??= new AudioContext()
    if (context.state === 'suspended') void context.resume()
  }
  events.addEventListener('pointerdown', wake, { capture: true })
  events.addEventListener('keydown', wake, { capture: true })
}

export const soundAllowed = (): boolean => context?.state === 'running'

/** Plays the figure of an alarm; `volume` in percent, heard as equal steps. Silent until the page may sound. */
export function playChime(kind: AlarmKind, volume: number): void {
  if (context === undefined || context.state !== 'running' || volume <= 0) return
  const now = context.currentTime
  for (const [pitch, after] of FIGURES[kind]) {
    const tone = context.createOscillator()
    const gain = context.createGain()
    tone.type = 'triangle'
    tone.frequency.value = pitch
    gain.gain.setValueAtTime(0.0001, now + after)
    gain.gain.exponentialRampToValueAtTime(Math.max(0.0002, LOUDEST * (volume / 100) ** 2), now + after + 0.012)
    gain.gain.exponentialRampToValueAtTime(0.0001, now + after + NOTE)
    tone.connect(gain).connect(context.destination)
    tone.start(now + after)
    tone.stop(now + after + NOTE + 0.02)
  }
}
