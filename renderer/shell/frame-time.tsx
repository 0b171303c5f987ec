import { type ReactNode, useEffect, useState } from 'react'
import { formatMillis } from '../format/index.ts'
import { Metric } from './metric.tsx'

interface Frames {
  readonly rate: number
  /** The longest time between two frames, ms. */
  readonly longest: number
}

/** Frames painted in the last second. */
function useFrames(): Frames {
  const [measured, setMeasured] = useState<Frames>({ rate: 0, longest: 0 })
  useEffect(() => {
    let frames = 0
    let longest = 0
    let since = performance.now()
    let before = since
    let handle = 0
    const tick = (at: number): void => {
      frames += 1
      longest = Math.max(longest, at - before)
      before = at
      if (at - since >= 1_000) {
        setMeasured({ rate: Math.round((frames * 1_000) / (at - since)), longest })
        frames = 0
        longest = 0
        since = at
      }
      handle = requestAnimationFrame(tick)
    }
    handle = requestAnimationFrame(tick)
    return () => {
      cancelAnimationFrame(handle)
    }
  }, [])
  return measured
}

/** How smoothly this window draws. */
export function FrameTime(): ReactNode {
  const { rate, longest } = useFrames()
  return (
    <>
      <Metric label="frame" hint="The longest time between two frames in the last second" text={formatMillis(longest)} />
      <Metric label="fps" hint="Frames drawn in the last second" text={String(rate)} short testId="fps" />
    </>
  )
}
