import { type CSSProperties, type ReactNode, useEffect, useRef, useState } from 'react'

export interface HoldButtonProps {
  readonly children: ReactNode
  /** How long it has to be held, ms. */
  readonly hold: number
  readonly disabled?: boolean
  readonly className?: string
  readonly testId?: string
  /** Calls `task` after `delay` ms unless the returned function was called before. */
  readonly after: (delay: number, task: () => void) => () => void
  readonly onHeld: () => void
}

/** Acts only when it was held the whole time, by pointer, Space or Enter; letting go earlier does nothing. */
export function HoldButton({ children, hold, disabled, className = '', testId, after, onHeld }: HoldButtonProps): ReactNode {
  const [held, setHeld] = useState(false)
  const cancel = useRef<() => void>(() => undefined)
  const release = (): void => {
    cancel.current()
    cancel.current = () => undefined
    setHeld(false)
  }
  const press = (): void => {
    if (disabled === true || held) return
    setHeld(true)
    cancel.current = after(hold, () => {
      setHeld(false)
      onHeld()
    })
  }
  useEffect(
    () => () => {
      cancel.current()
    },
    [],
  )
  return (
    <button
      type="button"
      className={`btn hold ${className}`}
      data-held={held}
      data-testid={testId}
      disabled={disabled}
      style={{ '--hold': `${String(hold)}ms` } as CSSProperties}
      onPointerDown={(event) => {
        if (event.button === 0) press()
      }}
      onPointerUp={release}
      onPointerLeave={release}
      onPointerCancel={release}
      onBlur={release}
      onKeyDown={(event) => {
        if (event.key !== ' ' && event.key !== 'Enter') return
        event.preventDefault()
        if (!event.repeat) press()
      }}
      onKeyUp={(event) => {
        if (event.key === ' ' || event.key === 'Enter') release()
      }}
    >
      <span>{children}</span>
    </button>
  )
}
