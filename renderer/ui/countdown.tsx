import type { ReactNode } from 'react'
import { formatCountdown } from '../format/index.ts'
import { useNow } from '../stores/index.ts'

const RADIUS = 7
const LENGTH = 2 * Math.PI * RADIUS

interface CountdownProps {
  readonly from: number
  readonly until: number
}

/** Time left as a ring and as text; amber in the last quarter. */
export function Countdown({ from, until }: CountdownProps): ReactNode {
  const now = useNow(250)
  const left = Math.max(0, until - now)
  const share = Math.min(1, left / Math.max(1, until - from))
  return (
    <span className={share < 0.25 ? 'countdown warn' : 'countdown'} title="Time left to decide">
      <svg width="18" height="18" viewBox="0 0 18 18" aria-hidden>
        <circle cx="9" cy="9" r={RADIUS} className="track" />
        <circle
          cx="9"
          cy="9"
          r={RADIUS}
          strokeDasharray={LENGTH}
          strokeDashoffset={LENGTH * (1 - share)}
          transform="rotate(-90 9 9)"
        />
      </svg>
      <span className="num">{formatCountdown(left)}</span>
    </span>
  )
}

/** How sure, as a bar and as a number. */
export function Confidence({ value }: { readonly value: number }): ReactNode {
  const percent = String(Math.round(value * 100))
  return (
    <span className="confidence" title={`Confidence ${percent} of 100`}>
      <span
        className="bar"
        role="meter"
        aria-label="Confidence"
        aria-valuenow={Number(percent)}
        aria-valuemin={0}
        aria-valuemax={100}
      >
        <span style={{ width: `${percent}%` }} />
      </span>
      <span className="num">{percent}</span>
    </span>
  )
}
