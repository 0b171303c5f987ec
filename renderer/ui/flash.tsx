import { type ReactNode, useEffect, useRef } from 'react'

interface FlashProps {
  /** What is compared; the cell flashes when it changes. */
  readonly value: string | undefined
  readonly children: ReactNode
}

/** A figure whose cell lights up once, for 150 ms, when the figure moves. No layout, no row. */
export function Flash({ value, children }: FlashProps): ReactNode {
  const element = useRef<HTMLSpanElement>(null)
  const before = useRef(value)
  useEffect(() => {
    const previous = before.current
    before.current = value
    if (previous === undefined || value === undefined || previous === value) return
    if (matchMedia('(prefers-reduced-motion: reduce)').matches) return
    const tone = Number(value) >= Number(previous) ? 'var(--up-soft)' : 'var(--down-soft)'
    element.current?.animate([{ backgroundColor: tone }, { backgroundColor: tone }], { duration: 150 })
  }, [value])
  return (
    <span ref={element} className="cell-flash">
      {children}
    </span>
  )
}
