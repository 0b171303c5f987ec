import type { ReactNode } from 'react'

interface SegmentsProps<T extends string | number> {
  readonly label: string
  readonly options: readonly T[]
  readonly value: T
  readonly text?: (option: T) => string
  readonly onChange: (option: T) => void
}

/** One choice out of a few, all visible. */
export function Segments<T extends string | number>({ label, options, value, text, onChange }: SegmentsProps<T>): ReactNode {
  return (
    <div className="segments" role="radiogroup" aria-label={label}>
      {options.map((option) => (
        <button
          key={option}
          type="button"
          role="radio"
          aria-checked={option === value}
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
