import { type ReactNode, useEffect, useRef } from 'react'
import { useTerminal } from '../stores/index.ts'

interface FlashProps {
  /** What is compared; the cell flashes when it changes. */
  readonly value: string | undefined
  readonly children: ReactNode
}

const LIT = 150

/**
 * A figure whose cell lights up once, for 150 ms, when the figure moves. No layout, no row, and no
 * animation: one keeps the page busy in every frame, two changes of colour do not.
 */
export function Flash({ value, children }: FlashProps): ReactNode {
  const element = useRef<HTMLSpanElement>(null)
  const before = useRef(value)
  const cancel = useRef<() => void>(() => undefined)
  const { clock } = useTerminal()
  useEffect(() => {
    const previous = before.current
    before.current = value
    if (previous === undefined || value === undefined || previous === value) return
    if (matchMedia('(prefers-reduced-motion: reduce)').matches) return
    const tone = Number(value) >= Number(previous) ? 'var(--up-soft)' : 'var(--down-soft)'
    const cell = element.current
    if (cell === null) return
    cell.style.backgroundColor = tone
    cancel.current()
    cancel.current = clock.after(LIT, () => {
      cell.style.backgroundColor = ''
    })
  }, [value, clock])
  return (
    <span ref={element} className="cell-flash">
      {children}
    </span>
  )
}
