import { type ReactNode, useId } from 'react'

interface FieldProps {
  readonly label: string
  readonly hint: string
  readonly value: string
  readonly onChange: (text: string) => void
  readonly problem?: string | undefined
  readonly placeholder?: string
}

/** A labelled text field with what is wrong with it right below. */
export function Field({ label, hint, value, onChange, problem, placeholder }: FieldProps): ReactNode {
  const id = useId()
  return (
    <div className="research-field" data-bad={problem !== undefined}>
      <div className="ticket-box" title={hint}>
        <label htmlFor={id}>{label}</label>
        <input
          id={id}
          className="input right"
          inputMode="decimal"
          autoComplete="off"
          spellCheck={false}
          placeholder={placeholder}
          aria-invalid={problem !== undefined}
          aria-describedby={problem === undefined ? undefined : `${id}-problem`}
          value={value}
          onChange={(event) => {
            onChange(event.target.value)
          }}
        />
      </div>
      {problem === undefined ? null : (
        <p id={`${id}-problem`} className="research-problem" role="alert">
          {problem}
        </p>
      )}
    </div>
  )
}

interface ChoiceProps {
  readonly label: string
  readonly hint: string
  readonly value: string
  readonly options: readonly (readonly [value: string, text: string])[]
  readonly onChange: (value: string) => void
  readonly problem?: string | undefined
  readonly wide?: boolean
}

export function Choice({ label, hint, value, options, onChange, problem, wide = false }: ChoiceProps): ReactNode {
  const id = useId()
  return (
    <div className="research-field" data-bad={problem !== undefined} data-wide={wide}>
      <div className="ticket-box" title={hint}>
        <label htmlFor={id}>{label}</label>
        <select
          id={id}
          className="select"
          value={value}
          aria-invalid={problem !== undefined}
          onChange={(event) => {
            onChange(event.target.value)
          }}
        >
          {options.map(([each, text]) => (
            <option key={each} value={each}>
              {text}
            </option>
          ))}
        </select>
      </div>
      {problem === undefined ? null : (
        <p className="research-problem" role="alert">
          {problem}
        </p>
      )}
    </div>
  )
}
