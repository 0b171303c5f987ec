import type { KeyboardEvent, ReactNode } from 'react'

interface SegmentsProps<T extends string | number> {
  readonly label: string
  readonly options: readonly T[]
  readonly value: T
  readonly text?: (option: T) => string
  readonly onChange: (option: T) => void
}

const STEPS: Readonly<Record<string, number>> = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 }

/** Arrow keys move and choose, as in any radio group; the group is one stop of the Tab key. */
function moveWith<T>(event: KeyboardEvent<HTMLElement>, options: readonly T[], value: T, onChange: (option: T) => void): void {
  const step = STEPS[event.key]
  if (step === undefined) return
  event.preventDefault()
  const at = (options.indexOf(value) + step + options.length) % options.length
  const next = options[at]
  if (next === undefined) return
  onChange(next)
  const button = event.currentTarget.children[at]
  if (button instanceof HTMLElement) button.focus()
}

/** One choice out of a few, all visible. */
export function Segments<T extends string | number>({ label, options, value, text, onChange }: SegmentsProps<T>): ReactNode {
  return (
    <div
      className="segments"
      role="radiogroup"
      aria-label={label}
      onKeyDown={(event) => {
        moveWith(event, options, value, onChange)
      }}
    >
      {options.map((option) => (
        <button
          key={option}
          type="button"
          role="radio"
          aria-checked={option === value}
          tabIndex={option === value ? 0 : -1}
          onClick={() => {
            onChange(option)
          }}
        >
          {text === undefined ? String(option) : text(option)}
        </button>
      ))}
    </div>
  )
}
